"""What an office asks before it retires a key: how many envelopes still need it."""

from __future__ import annotations

from todoke.core.envelope.keys import SealingKey
from todoke.core.envelope.receipts import ReceiptOutcome
from todoke.portal.exchange import blobs

UNOPENED = "/exchange/v1/unopened"


def unopened(office) -> dict[str, int]:
    answer = office.call("GET", UNOPENED)
    assert answer.status_code == 200
    return answer.json()["unopened"]


def test_every_envelope_without_an_opened_receipt_counts_for_its_key(hibari, apply_to):
    older = hibari.sealing
    small, _ = apply_to(hibari), apply_to(hibari, b"x" * 200_000)
    quarantined = apply_to(hibari)
    hibari.post_receipts(hibari.receipt(quarantined, ReceiptOutcome.QUARANTINED))
    hibari.sealing = SealingKey.generate()
    apply_to(hibari)
    assert unopened(hibari) == {older.key_id: 3, hibari.sealing.key_id: 1}
    hibari.post_receipts(hibari.receipt(small))
    assert unopened(hibari)[older.key_id] == 2


def test_another_town_learns_nothing_of_it(hibari, morino, apply_to):
    apply_to(hibari)
    assert unopened(morino) == {}


def test_bytes_that_were_lost_stop_no_count(hibari, apply_to):
    blobs.remove(apply_to(hibari, b"x" * 200_000).id)
    apply_to(hibari)
    assert unopened(hibari) == {hibari.sealing.key_id: 1}
