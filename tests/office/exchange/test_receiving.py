"""From sealed bytes to a filed case, whatever arrives."""

from __future__ import annotations

import pytest
from django.db import OperationalError

from todoke.core.envelope.keys import SealingKey, SigningKey
from todoke.core.envelope.kinds import Kind
from todoke.core.envelope.receipts import ReceiptOutcome, read_receipt
from todoke.office.exchange import keyring, receiving
from todoke.office.exchange.models import Alarm, Quarantined, Received, SignedReceipt
from todoke.office.exchange.receiving import Arrival, Fate, receive

pytestmark = pytest.mark.django_db


def _arrive(sealed) -> Fate:
    return receive(Arrival.of(sealed.id, sealed.kind.value, sealed.raw))


def _facts(row):
    key = keyring.signing_key().verify_key
    return read_receipt(bytes(row.receipt), senders={key.key_id: key}, municipality="992011")


def test_filing_remembering_and_the_receipt_happen_together(portal, filed):
    sealed = portal.send()
    assert _arrive(sealed) is Fate.FILED
    assert filed == [sealed.id]
    facts = _facts(SignedReceipt.objects.get())
    assert facts.outcome is ReceiptOutcome.OPENED
    assert (facts.envelope_id, facts.envelope_sha256) == (sealed.id, sealed.sha256)
    assert bytes(Received.objects.get().receipt) == bytes(SignedReceipt.objects.get().receipt)


def test_the_same_envelope_again_gets_the_same_receipt_bytes_and_no_second_case(portal, filed):
    sealed = portal.send()
    _arrive(sealed)
    first = bytes(SignedReceipt.objects.get().receipt)
    SignedReceipt.objects.all().delete()  # posted, and lost on the way
    assert _arrive(sealed) is Fate.KNOWN
    assert bytes(SignedReceipt.objects.get().receipt) == first
    assert filed == [sealed.id]


def test_the_same_id_with_other_bytes_replaces_nothing_and_raises_an_alarm(portal, filed):
    sealed, other = portal.send(), portal.send()
    _arrive(sealed)
    assert receive(Arrival.of(sealed.id, "withdrawal", other.raw)) is Fate.REFUSED
    assert filed == [sealed.id]
    assert Alarm.objects.get().kind == Alarm.Kind.OTHER_BYTES


@pytest.mark.parametrize(
    "fault", ["foreign sender", "foreign recipient", "flipped byte", "truncated", "not a payload", "empty"]
)
def test_what_cannot_be_opened_goes_to_quarantine_and_the_next_one_passes(portal, filed, fault):
    good = portal.send()
    raw = {
        "foreign sender": lambda: portal.send(sender=SigningKey.generate()).raw,
        "foreign recipient": lambda: portal.send(recipients=[SealingKey.generate().public]).raw,
        "flipped byte": lambda: good.raw[:-1] + bytes([good.raw[-1] ^ 1]),
        "truncated": lambda: good.raw[:-100],
        "not a payload": lambda: portal.send(content=b"{}").raw,
        "empty": lambda: b"",
    }[fault]()
    assert receive(Arrival.of("ab" * 16, "withdrawal", raw)) is Fate.QUARANTINED
    assert bytes(Quarantined.objects.get().raw) == raw
    assert _facts(SignedReceipt.objects.get()).outcome is ReceiptOutcome.QUARANTINED
    assert _arrive(good) is Fate.FILED


def test_a_case_that_cannot_be_filed_leaves_nothing_half_done(portal, filed, monkeypatch):
    def fail(payload, *, files, envelope_id, at):
        Received.objects.create(envelope_id="half", kind="x", sha256="x", receipt=b"x", at=at)
        raise KeyError("a fault in the room of cases")

    monkeypatch.setattr(receiving.cases, "file_withdrawal", fail)
    assert _arrive(portal.send()) is Fate.QUARANTINED
    assert not Received.objects.exists()


def test_a_database_that_is_down_quarantines_nobody(portal, filed, monkeypatch):
    def fail(payload, *, files, envelope_id, at):
        raise OperationalError("disk I/O error")

    monkeypatch.setattr(receiving.cases, "file_withdrawal", fail)
    with pytest.raises(OperationalError):
        _arrive(portal.send())
    assert not Quarantined.objects.exists()


def test_an_envelope_listed_under_another_id_is_never_receipted_as_that_one(portal, filed):
    assert receive(Arrival.of("ab" * 16, "withdrawal", portal.send().raw)) is Fate.QUARANTINED
    assert filed == []


def test_what_was_sealed_before_a_rotation_still_opens_and_after_retiring_no_more(portal, filed):
    before, late = portal.send(), portal.send()
    old = keyring.ring().active().key_id
    keyring.rotate()
    assert _arrive(before) is Fate.FILED
    keyring.retire(old)
    assert _arrive(late) is Fate.QUARANTINED


def test_a_quarantined_envelope_is_filed_once_the_fault_is_mended(portal, filed, monkeypatch):
    sealed = portal.send()
    whole = receiving.cases.file_withdrawal
    monkeypatch.setattr(receiving.cases, "file_withdrawal", lambda payload, **facts: {}["fault"])
    assert _arrive(sealed) is Fate.QUARANTINED
    assert receiving.retry_quarantined() == {sealed.id: Fate.QUARANTINED}
    assert bytes(Quarantined.objects.get().raw) == sealed.raw
    monkeypatch.setattr(receiving.cases, "file_withdrawal", whole)
    assert receiving.retry_quarantined() == {sealed.id: Fate.FILED}
    assert bytes(Quarantined.objects.get().raw) == b"", "no second copy outlives the case's"
    assert filed == [sealed.id]
    last = SignedReceipt.objects.order_by("-id").first()
    assert _facts(last).outcome is ReceiptOutcome.OPENED
    assert Kind.WITHDRAWAL.value == Received.objects.get().kind
