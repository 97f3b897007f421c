"""Receipts: who had which envelope in hand, and when.

Invariants:
- a receipt names the envelope by id and by the SHA-256 of all its bytes.
- `stored` is the portal's word, `opened` and `quarantined` are the office's: a receipt that says
  the other side's word is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pydantic import ValidationError

from todoke.core.envelope.keys import NO_KEYS, SigningKey, VerifyKey
from todoke.core.envelope.kinds import Direction, Kind
from todoke.core.envelope.opening import Receiver, parts_as_sent, signed_header
from todoke.core.envelope.payloads import ReceiptPayload, encode
from todoke.core.envelope.reasons import Reason, untrusted
from todoke.core.envelope.sealing import Contents, seal_contents


class ReceiptOutcome(StrEnum):
    STORED = "stored"
    OPENED = "opened"
    QUARANTINED = "quarantined"

    @property
    def direction(self) -> Direction:
        return Direction.INWARD if self is ReceiptOutcome.STORED else Direction.OUTWARD


@dataclass(frozen=True, kw_only=True, slots=True)
class ReceiptFacts:
    """`envelope_id` is 32, `envelope_sha256` 64 hex digits; `at` is aware."""

    outcome: ReceiptOutcome
    envelope_id: str
    envelope_sha256: str
    at: datetime


def make_receipt(receipt: ReceiptFacts, *, signer: SigningKey, municipality: str) -> bytes:
    """The signed bytes. Keep them: the same envelope gets the same receipt again."""
    outcome = ReceiptOutcome(receipt.outcome)
    payload = ReceiptPayload(
        outcome=outcome.value,
        envelope_id=receipt.envelope_id,
        envelope_sha256=receipt.envelope_sha256,
        at=receipt.at,
    )
    return seal_contents(
        Contents(
            kind=Kind.RECEIPT,
            direction=outcome.direction,
            parts=[encode(payload)],
            sender=signer,
            municipality=municipality,
            recipients=(),
            issued=receipt.at,
        )
    ).raw


def read_receipt(raw: bytes, *, senders: Mapping[str, VerifyKey], municipality: str) -> ReceiptFacts:
    """The envelope's checks but the fifth: receipts have no lifetime, so no clock is asked."""
    receiver = Receiver(
        municipality=municipality,
        direction=Direction.INWARD,
        kinds=frozenset({Kind.RECEIPT}),
        senders=senders,
        ring=NO_KEYS,
    )
    both = frozenset({Direction.INWARD, Direction.OUTWARD})
    signed = signed_header(raw, receiver=receiver, directions=both)
    parts = parts_as_sent(signed)
    try:
        payload = ReceiptPayload.model_validate_json(bytes(parts[0]))
    except ValidationError as error:
        raise untrusted(Reason.PAYLOAD) from error
    outcome = ReceiptOutcome(payload.outcome)
    # A receipt of one side, presented as the other's.
    if outcome.direction is not signed.base.direction or len(parts) != 1:
        raise untrusted(Reason.DIRECTION)
    return ReceiptFacts(
        outcome=outcome,
        envelope_id=payload.envelope_id,
        envelope_sha256=payload.envelope_sha256,
        at=payload.at,
    )
