"""A 個人番号 sealed at entry: for one office and one purpose, and nothing shows outside."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from todoke.core.envelope.keys import FixedKeys, SealingKey
from todoke.core.envelope.sealed_value import key_ids_of, open_value, seal_value
from todoke.core.errors import UntrustedEnvelope

HIBARI, MORINO = "992011", "993417"
NUMBER = "123456789018"
OFFICE, RECOVERY, OTHER = SealingKey.generate(), SealingKey.generate(), SealingKey.generate()


def sealed(value: str = NUMBER) -> str:
    recipients = [OFFICE.public, RECOVERY.public]
    return seal_value(value, recipients=recipients, municipality=HIBARI, purpose="my_number")


def opened(text: str, *, key: SealingKey = OFFICE, municipality: str = HIBARI, purpose="my_number") -> str:
    return open_value(text, ring=FixedKeys(key), municipality=municipality, purpose=purpose)


@pytest.mark.parametrize(
    "key", [pytest.param(OFFICE, id="active key"), pytest.param(RECOVERY, id="recovery")]
)
def test_the_office_opens_what_was_sealed_to_it(key):
    assert opened(sealed(), key=key) == NUMBER
    assert key_ids_of(sealed()) == (OFFICE.key_id, RECOVERY.key_id)


@pytest.mark.parametrize(
    ("label", "changed"),
    [
        ("another office's key", {"key": OTHER}),
        ("another municipality", {"municipality": MORINO}),
        ("another purpose", {"purpose": "bank"}),
    ],
)
def test_nobody_else_opens_it(label, changed):
    with pytest.raises(UntrustedEnvelope):
        opened(sealed(), **changed)


def test_length_and_digits_do_not_show():
    assert len(sealed("1")) == len(sealed(NUMBER))
    assert sealed() != sealed()
    assert NUMBER.encode() not in base64.b64decode(sealed())


@settings(max_examples=200, deadline=None)
@given(place=st.integers(0, 2**16), flip=st.integers(1, 255))
def test_a_flipped_byte_is_refused_or_touches_another_recipient_only(place, flip):
    raw = bytearray(base64.b64decode(sealed()))
    raw[place % len(raw)] ^= flip
    try:
        assert opened(base64.b64encode(raw).decode()) == NUMBER
    except UntrustedEnvelope:
        return


@given(st.binary(max_size=200))
def test_anything_else_is_refused(raw):
    with pytest.raises(UntrustedEnvelope):
        opened(base64.b64encode(raw).decode())


def test_what_is_too_long_or_for_nobody_is_a_mistake_of_the_caller():
    with pytest.raises(ValueError, match="63 bytes"):
        sealed("9" * 64)
    with pytest.raises(ValueError, match="recipient"):
        seal_value(NUMBER, recipients=[], municipality=HIBARI, purpose="my_number")
