"""An application that came signed: verified again at the office, with the office's own certificates."""

from __future__ import annotations

import base64
import dataclasses
import secrets
from datetime import UTC, datetime, timedelta

import pytest

from todoke.core.assurance.signing import Statement, digest_of, statement_bytes
from todoke.core.cases.receipt_number import new_receipt_number
from todoke.core.envelope.keys import SealingKey
from todoke.core.envelope.payloads import ApplicationPayload, AttachmentRef, SignatureBlock
from todoke.core.refusal import Refusal
from todoke.demo_id.authority import DEMO_POLICY
from todoke.demo_id.cards import make_cards, write_trust
from todoke.demo_id.people import person_of
from todoke.office.cases.commands import file_application
from todoke.office.cases.models import Case
from todoke.office.cases.received import ReceivedApplication
from todoke.office.cases.signatures import SENTENCES, check_signature, signature_flags

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
PHOTO = AttachmentRef(part=1, field="photos", name="a.jpg", media_type="image/jpeg", size=3, sha256="ab" * 32)
ANSWERS = {
    "insured_name": {"name": "山田花子", "kana": None},
    "insured_my_number": {"sealed": "QUJD"},
    "card_reason": "lost",
}


@pytest.fixture(scope="module")
def cards(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cards")
    return folder, make_cards(folder, now=NOW)


@pytest.fixture
def trusting(settings, tmp_path, cards):
    """An office with certificates and lists, and the settings that name them."""
    write_trust(cards[0], tmp_path / "jpki", now=NOW - timedelta(hours=1))
    settings.TODOKE = dataclasses.replace(
        settings.TODOKE, jpki=str(tmp_path / "jpki"), jpki_policies=DEMO_POLICY
    )
    return tmp_path / "jpki"


def payload_of(signature=None, **changed):
    receipt = new_receipt_number(lambda n: "".join(secrets.choice("0123456789") for _ in range(n)))
    given = {
        "receipt": receipt, "procedure": "ltc_card", "revision": 1, "language": "ja", "answers": ANSWERS,
        "attachments": (PHOTO,), "reply_key": SealingKey.generate().public.b64, "started_at": NOW,
        "stored_at": NOW, "signature": signature,
    }  # fmt: skip
    return ApplicationPayload(**given | changed)


def statement(settings, **changed):
    given = {
        "municipality": settings.TODOKE.town.code, "procedure": "ltc_card", "revision": 1, "draft": "d1",
        "answers": ANSWERS, "attachments": (("photos", "ab" * 32),),
    }  # fmt: skip
    return statement_bytes(Statement(**given | changed))


def block(card, signed):
    cms = card.sign_digest(digest_of(signed), NOW)
    return SignatureBlock(statement=base64.b64encode(signed).decode(), cms=base64.b64encode(cms).decode())


@pytest.mark.parametrize("who", ["hanako", "lan"])
def test_a_signature_that_holds_says_who_signed(settings, trusting, cards, who):
    signed = block(cards[1][who], statement(settings))
    checked = check_signature(payload_of(signed), at=NOW)
    assert (checked["refusal"], checked["draft"], checked["cms"]) == (None, "d1", signed.cms)
    assert checked["signed"]["name"] == person_of(who).name
    assert checked["certificate"]["serial"] == f"{cards[1][who].certificate.serial_number:x}"
    assert list(signature_flags({"signature": checked})) == []


def test_what_was_signed_is_not_kept(settings, trusting, cards):
    """It holds a My Number, and what lies with the case could not be forgotten with it."""
    checked = check_signature(payload_of(block(cards[1]["hanako"], statement(settings))), at=NOW)
    assert "QUJD" not in str(checked)
    assert checked["statement_sha256"] == digest_of(statement(settings)).hex()


def test_an_application_without_a_signature_has_none_to_check(trusting):
    assert check_signature(payload_of(), at=NOW) is None


def test_an_office_without_certificates_says_so(settings, cards):
    checked = check_signature(payload_of(block(cards[1]["hanako"], statement(settings))), at=NOW)
    assert (checked["signed"], checked["refusal"]) == (None, "case.flag.signature.not-checked")


OTHERS = {
    "another town": {"municipality": "992020"},
    "another procedure": {"procedure": "disaster_certificate"},
    "another revision": {"revision": 2},
    "another answer": {"answers": ANSWERS | {"card_reason": "torn"}},
    "a file less": {"attachments": ()},
    "the file at another question": {"attachments": (("letter", "ab" * 32),)},
    "another file": {"attachments": (("photos", "cd" * 32),)},
}


@pytest.mark.parametrize("changed", OTHERS.values(), ids=OTHERS)
def test_a_signature_for_something_else_is_flagged(settings, trusting, cards, changed):
    """The portal signs nobody's name under what they did not see."""
    checked = check_signature(payload_of(block(cards[1]["hanako"], statement(settings, **changed))), at=NOW)
    assert (checked["signed"], checked["refusal"]) == (None, "case.flag.signature.other-content")


SIGNED_TEXTS = {
    "no JSON": b"hello",
    "no object": b"[1]",
    "no draft": b"{}",
    "a draft that is a number": b'{"draft":1}',
    "brackets without end": b"[" * 100_000,
    "other spelling": b'{"draft": "d1"}',
}


@pytest.mark.parametrize("text", SIGNED_TEXTS.values(), ids=SIGNED_TEXTS)
def test_any_signed_bytes_are_flagged_and_break_nothing(trusting, cards, text):
    checked = check_signature(payload_of(block(cards[1]["hanako"], text)), at=NOW)
    assert checked["refusal"] == "case.flag.signature.other-content"


def test_a_changed_signature_is_flagged_by_its_reason(settings, trusting, cards):
    good = block(cards[1]["hanako"], statement(settings))
    other = good.model_copy(update={"statement": base64.b64encode(b"other").decode()})
    garbage = good.model_copy(update={"cms": base64.b64encode(b"garbage").decode()})
    codes = [check_signature(payload_of(one), at=NOW)["refusal"] for one in (other, garbage)]
    assert codes == ["case.flag.signature.tampered", "case.flag.signature.malformed"]


@pytest.mark.parametrize("held", [None, {}, {"proof": None, "signature": None}])
def test_a_case_without_a_signature_has_no_flag_of_one(held):
    assert list(signature_flags(held)) == []


def test_the_flag_says_what_to_do_next():
    held = {"signature": {"refusal": "case.flag.signature.revoked", "signed": None}}
    ((at, flag),) = signature_flags(held)
    assert (at, flag.code) == ("", "case.flag.signature.revoked")
    assert flag.message.endswith("Check who sent it another way.")


def test_a_card_revoked_between_sending_and_filing_is_flagged(settings, trusting, cards):
    serial = cards[1]["hanako"].certificate.serial_number
    write_trust(cards[0], trusting, now=NOW, revoked=(serial,))
    checked = check_signature(payload_of(block(cards[1]["hanako"], statement(settings))), at=NOW)
    assert checked["refusal"] == "case.flag.signature.revoked"


def test_an_old_list_is_flagged_as_old(settings, trusting, cards):
    later = NOW + timedelta(days=31)
    checked = check_signature(payload_of(block(cards[1]["hanako"], statement(settings))), at=later)
    assert checked["refusal"] == "case.flag.signature.old-revocation-data"


def test_every_refusal_of_a_signature_has_its_sentence_for_caseworkers():
    from todoke.core.assurance import revocation, signature_refusals

    codes = {
        value.code.removeprefix("signature.")
        for module in (revocation, signature_refusals)
        for value in vars(module).values()
        if isinstance(value, Refusal)
    }
    assert set(SENTENCES) == codes


def file(payload):
    return Case.objects.get(
        pk=file_application(
            ReceivedApplication(
                envelope_id=secrets.token_hex(16), payload=payload, files=(), stored_at=NOW, filed_at=NOW
            )
        ).pk
    )


def flags_of(case):
    return [flag["code"] for flag in case.flags if flag["code"].startswith("case.flag.signature")]


def test_who_signed_is_kept_with_the_case(office, settings, trusting, cards):
    case = file(payload_of(block(cards[1]["hanako"], statement(settings))))
    assert case.identity["signature"]["signed"]["name"] == "山田　花子"
    assert flags_of(case) == []


def spoilt(settings, cards):
    good = block(cards[1]["hanako"], statement(settings))
    return good.model_copy(update={"cms": base64.b64encode(b"garbage").decode()})


@pytest.mark.parametrize("procedure", ["ltc_card", "nobody_knows_it"])
def test_a_signature_that_does_not_hold_keeps_no_application_out(
    office, settings, trusting, cards, procedure
):
    case = file(payload_of(spoilt(settings, cards), procedure=procedure))
    assert (case.state, flags_of(case)) == ("arrived", ["case.flag.signature.malformed"])
    assert case.identity["signature"]["signed"] is None


def test_certificates_that_cannot_be_read_keep_no_application_out(office, settings, trusting, cards, caplog):
    (trusting / "anchors" / "demo.cer").write_bytes(b"no certificate")
    case = file(payload_of(block(cards[1]["hanako"], statement(settings))))
    assert (case.state, flags_of(case)) == ("arrived", ["case.flag.signature.not-checked"])
    assert "jpki.unusable" in caplog.text
