"""The one secret Hanako holds: typed as people type, and giving nothing away."""

from __future__ import annotations

import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from todoke.core.envelope.applicant_key import ApplicantKey, open_box, seal_box
from todoke.core.envelope.reasons import Reason
from todoke.core.errors import Refused, UntrustedEnvelope

DIGITS = "004512345678901234567890"


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("0045-1234-5678-9012-3456-7890", id="as shown"),
        pytest.param(DIGITS, id="without groups"),
        pytest.param(" 0045 1234\t5678 9012 3456 7890\n", id="with spaces"),
        pytest.param("００４５－１２３４－５６７８－９０１２－３４５６－７８９０", id="full width"),
        pytest.param("0045ー1234ｰ5678‐9012—3456−7890", id="long vowel marks and dashes"),
        pytest.param("0045　1234・5678　9012　3456　7890", id="ideographic spaces"),
    ],
)
def test_the_key_is_read_as_people_type_it(typed):
    assert ApplicantKey.parse(typed) == ApplicantKey(DIGITS)
    assert ApplicantKey.parse(typed).groups() == "0045-1234-5678-9012-3456-7890"


@pytest.mark.parametrize(
    ("typed", "code", "sentence"),
    [
        pytest.param(
            "", "applicant-key.length", "The application key has 24 digits; you typed 0.", id="nothing"
        ),
        pytest.param(
            DIGITS[:-1],
            "applicant-key.length",
            "The application key has 24 digits; you typed 23.",
            id="short",
        ),
        pytest.param(
            "O" + DIGITS[1:],
            "applicant-key.characters",
            "The application key has digits only.",
            id="a letter",
        ),
        pytest.param(
            "٠" * 24, "applicant-key.characters", "The application key has digits only.", id="Arabic"
        ),
    ],
)
def test_a_mistyped_key_is_refused_in_words(typed, code, sentence):
    with pytest.raises(Refused) as caught:
        ApplicantKey.parse(typed)
    (refusal,) = caught.value.refusals
    assert refusal.code == code
    assert refusal.in_english().startswith(sentence)
    assert refusal.in_english().endswith("Check it and type it again.")


@given(text=st.text(max_size=40))
def test_any_text_is_a_key_or_a_refusal(text):
    try:
        key = ApplicantKey.parse(text)
    except Refused:
        return
    assert ApplicantKey.parse(key.groups()) == key


def test_everything_derived_is_stable_and_apart():
    key, again = ApplicantKey(DIGITS), ApplicantKey(DIGITS)
    derived = [key.draft_key(), key.lookup_id(), key.reply_key().private_bytes]
    assert derived == [again.draft_key(), again.lookup_id(), again.reply_key().private_bytes]
    assert [len(value) for value in derived] == [32, 32, 96]
    assert len({value[:32] for value in derived}) == 3


def test_the_key_shows_in_no_log():
    assert "0045" not in repr(ApplicantKey(DIGITS))
    assert "0045" not in str(ApplicantKey(DIGITS))


def test_new_keys_use_all_digits_and_differ():
    keys = {ApplicantKey.new(secrets.token_bytes).digits for _ in range(200)}
    assert len(keys) == 200
    assert {digit for digits in keys for digit in (digits[0], digits[-1])} == set("0123456789")


def test_a_draft_opens_only_with_its_key_and_in_its_place():
    hanako, lan = ApplicantKey(DIGITS), ApplicantKey(DIGITS[::-1])
    box = seal_box(hanako.draft_key(), "下書き".encode(), b"draft 1")
    assert open_box(hanako.draft_key(), box, b"draft 1").decode() == "下書き"
    attempts = {
        "Lan's key": (lan.draft_key(), box, b"draft 1"),
        "another draft": (hanako.draft_key(), box, b"draft 2"),
        "altered": (hanako.draft_key(), box[:-1] + bytes([box[-1] ^ 1]), b"draft 1"),
        "cut": (hanako.draft_key(), box[:20], b"draft 1"),
    }
    for attempt in attempts.values():
        with pytest.raises(UntrustedEnvelope) as caught:
            open_box(*attempt)
        assert caught.value.reason == Reason.BOX


def test_two_boxes_of_one_draft_share_no_nonce():
    key = ApplicantKey(DIGITS).draft_key()
    assert len({seal_box(key, b"", b"")[:12] for _ in range(100)}) == 100
