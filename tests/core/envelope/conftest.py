"""The people and keys of these tests: ひばり市's portal and office, and Hanako's key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest

from todoke.core.envelope.applicant_key import ApplicantKey
from todoke.core.envelope.keys import FixedKeys, SealingKey, SigningKey
from todoke.core.envelope.kinds import KINDS, Direction, Kind, Recipient
from todoke.core.envelope.opening import Receiver
from todoke.core.envelope.sealing import SealedEnvelope, seal

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
HIBARI = "992011"
MORINO = "993417"


@dataclass(frozen=True, kw_only=True, slots=True)
class Town:
    """Both ends of one town's door."""

    portal: SigningKey
    office: SigningKey
    office_sealing: SealingKey
    recovery: SealingKey
    hanako: ApplicantKey

    def recipients(self, kind: Kind) -> list:
        match KINDS[kind].recipient:
            case Recipient.PUBLIC:
                return []
            case Recipient.OFFICE:
                return [self.office_sealing.public, self.recovery.public]
            case _:
                return [self.hanako.reply_key().public]

    def sender(self, kind: Kind) -> SigningKey:
        return self.office if KINDS[kind].directions[0] is Direction.OUTWARD else self.portal

    def seal(self, kind: Kind, *parts: bytes) -> SealedEnvelope:
        return seal(
            kind,
            parts,
            sender=self.sender(kind),
            municipality=HIBARI,
            recipients=self.recipients(kind),
            issued=NOW,
        )

    def receiver(self, kind: Kind, **changes: object) -> Receiver:
        sender = self.sender(kind).verify_key
        receiver = Receiver(
            municipality=HIBARI,
            direction=KINDS[kind].directions[0],
            kinds=frozenset({kind}),
            senders={sender.key_id: sender},
            ring=FixedKeys(self.office_sealing, self.hanako.reply_key()),
        )
        return replace(receiver, **changes)


@pytest.fixture(scope="session")
def town() -> Town:
    def fixed(length: int) -> Callable[[int], bytes]:
        return lambda wanted: bytes(range(length, length + wanted))

    return Town(
        portal=SigningKey.from_bytes(bytes([1]) * 32),
        office=SigningKey.from_bytes(bytes([2]) * 32),
        office_sealing=SealingKey.from_seed(bytes([3]) * 96),
        recovery=SealingKey.from_seed(bytes([4]) * 96),
        hanako=ApplicantKey.new(fixed(5)),
    )


@pytest.fixture(scope="session")
def now() -> datetime:
    return NOW
