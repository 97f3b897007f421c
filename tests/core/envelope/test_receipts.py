"""Receipts: each side says its own word, about exactly one envelope."""

from __future__ import annotations

import pytest

from todoke.core.envelope.keys import SigningKey
from todoke.core.envelope.kinds import KINDS, Direction, Kind
from todoke.core.envelope.reasons import Reason
from todoke.core.envelope.receipts import ReceiptFacts, ReceiptOutcome, make_receipt, read_receipt
from todoke.core.envelope.sealing import Contents, seal_contents
from todoke.core.errors import UntrustedEnvelope


def facts(outcome: ReceiptOutcome, now) -> ReceiptFacts:
    return ReceiptFacts(outcome=outcome, envelope_id="ab" * 16, envelope_sha256="cd" * 32, at=now)


@pytest.mark.parametrize("outcome", list(ReceiptOutcome))
def test_a_receipt_says_what_was_written(outcome, town, now):
    raw = make_receipt(facts(outcome, now), signer=town.office, municipality="992011")
    senders = {town.office.key_id: town.office.verify_key}
    assert read_receipt(raw, senders=senders, municipality="992011") == facts(outcome, now)
    assert len(raw) <= KINDS[Kind.RECEIPT].largest


def test_a_receipt_of_an_unknown_office_is_refused(town, now):
    raw = make_receipt(facts(ReceiptOutcome.OPENED, now), signer=SigningKey.generate(), municipality="992011")
    senders = {town.office.key_id: town.office.verify_key}
    with pytest.raises(UntrustedEnvelope) as caught:
        read_receipt(raw, senders=senders, municipality="992011")
    assert caught.value.reason == Reason.SENDER


def test_another_towns_receipt_is_refused(town, now):
    raw = make_receipt(facts(ReceiptOutcome.OPENED, now), signer=town.office, municipality="993417")
    senders = {town.office.key_id: town.office.verify_key}
    with pytest.raises(UntrustedEnvelope) as caught:
        read_receipt(raw, senders=senders, municipality="992011")
    assert caught.value.reason == Reason.MUNICIPALITY


@pytest.mark.parametrize(
    ("part", "reason"),
    [
        pytest.param(b'{"outcome": "opened"}', Reason.PAYLOAD, id="incomplete"),
        pytest.param(
            b'{"v":1,"outcome":"opened","envelope_id":"%s","envelope_sha256":"%s","at":"2026-11-23T03:00:00Z"}'
            % (b"ab" * 16, b"cd" * 32),
            Reason.DIRECTION,
            id="the office's word in the portal's direction",
        ),
    ],
)
def test_a_receipt_that_contradicts_itself_is_refused(part, reason, town, now):
    contents = Contents(
        kind=Kind.RECEIPT,
        direction=Direction.INWARD,
        parts=[part],
        sender=town.portal,
        municipality="992011",
        recipients=(),
        issued=now,
    )
    senders = {town.portal.key_id: town.portal.verify_key}
    with pytest.raises(UntrustedEnvelope) as caught:
        read_receipt(seal_contents(contents).raw, senders=senders, municipality="992011")
    assert caught.value.reason == reason
