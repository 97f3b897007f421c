"""The kinds of envelopes and what each one may do.

Invariants:
- suite, direction, lifetime and largest size follow from the kind alone; no caller chooses them.
- what travels in the clear (suite SIGNED) is public or without content: keys, procedures,
  receipts, checkpoints.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum, StrEnum

KIB = 1024
MIB = 1024 * KIB


class Kind(StrEnum):
    APPLICATION = "application"
    CORRECTION_ANSWER = "correction_answer"
    WITHDRAWAL = "withdrawal"
    NOTICE_OPENED = "notice_opened"
    STATE = "state"
    CORRECTION_REQUEST = "correction_request"
    NOTICE = "notice"
    MESSAGE = "message"
    COPY = "copy"
    KEY = "key"
    PROCEDURE = "procedure"
    RECEIPT = "receipt"
    PRESET_REQUEST = "preset_request"
    PRESET_RESPONSE = "preset_response"
    MANDATE = "mandate"
    CHECKPOINT = "checkpoint"


class Direction(StrEnum):
    """`inward`: portal to office. `outward`: office to portal. `kept`: stays where it was sealed."""

    INWARD = "inward"
    OUTWARD = "outward"
    KEPT = "kept"


class Suite(IntEnum):
    """SEALED: HPKE(ML-KEM-768 + X25519, HKDF-SHA256, AES-256-GCM), AES-256-GCM, Ed25519.
    SIGNED: parts in the clear, no wraps, Ed25519."""

    SEALED = 1
    SIGNED = 2


class Recipient(StrEnum):
    """Whose key opens it."""

    OFFICE = "office"
    REPLY = "reply"
    SESSION = "session"
    PORTAL = "portal"
    PUBLIC = "public"


@dataclass(frozen=True, kw_only=True, slots=True)
class KindRow:
    """`largest` counts the bytes of the whole envelope; `lifetime` None means it never expires.

    The first of `directions` is the usual one.
    """

    directions: tuple[Direction, ...]
    recipient: Recipient
    largest: int
    lifetime: timedelta | None = None

    @property
    def suite(self) -> Suite:
        return Suite.SIGNED if self.recipient is Recipient.PUBLIC else Suite.SEALED


def _to_office(largest: int, lifetime: timedelta | None = None) -> KindRow:
    return KindRow(
        directions=(Direction.INWARD,), recipient=Recipient.OFFICE, largest=largest, lifetime=lifetime
    )


def _to_applicant() -> KindRow:
    return KindRow(directions=(Direction.OUTWARD,), recipient=Recipient.REPLY, largest=10 * MIB)


def _public(largest: int, *directions: Direction) -> KindRow:
    return KindRow(directions=directions, recipient=Recipient.PUBLIC, largest=largest)


KINDS: Mapping[Kind, KindRow] = {
    Kind.APPLICATION: _to_office(60 * MIB),
    Kind.CORRECTION_ANSWER: _to_office(60 * MIB),
    Kind.WITHDRAWAL: _to_office(MIB),
    Kind.NOTICE_OPENED: _to_office(MIB),
    Kind.STATE: _to_applicant(),
    Kind.CORRECTION_REQUEST: _to_applicant(),
    Kind.NOTICE: _to_applicant(),
    Kind.MESSAGE: _to_applicant(),
    Kind.COPY: KindRow(directions=(Direction.KEPT,), recipient=Recipient.REPLY, largest=60 * MIB),
    Kind.KEY: _public(MIB, Direction.OUTWARD, Direction.INWARD),
    Kind.PROCEDURE: _public(MIB, Direction.OUTWARD),
    Kind.RECEIPT: _public(4 * KIB, Direction.OUTWARD, Direction.INWARD),
    Kind.CHECKPOINT: _public(MIB, Direction.OUTWARD, Direction.INWARD),
    # Reserved: their payloads come with presets and mandates.
    Kind.PRESET_REQUEST: _to_office(16 * KIB, timedelta(seconds=60)),
    Kind.PRESET_RESPONSE: KindRow(
        directions=(Direction.OUTWARD,),
        recipient=Recipient.SESSION,
        largest=64 * KIB,
        lifetime=timedelta(minutes=15),
    ),
    Kind.MANDATE: KindRow(directions=(Direction.OUTWARD,), recipient=Recipient.PORTAL, largest=MIB),
}
