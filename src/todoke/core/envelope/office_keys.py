"""The office's private keys. Imported by the office and the command line alone.

Invariants:
- exactly one key is `active`; new envelopes are sealed to it and to the recovery key.
- an `open_only` key still opens what was sealed to it; a `retired` one has lost its private half
  for good, only its id remains.
- the recovery key's private half never lies here.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from todoke.core.envelope.header import VERSION
from todoke.core.envelope.keys import SealingKey, SealingPublicKey, SigningKey
from todoke.core.envelope.kinds import KINDS, Direction, Kind, Suite
from todoke.core.envelope.payloads import PAYLOADS, KeyDocument, PublishedKey, encode
from todoke.core.envelope.sealing import SealedEnvelope, seal
from todoke.core.errors import OperatorError


class OfficeKeyState(StrEnum):
    ACTIVE = "active"
    OPEN_ONLY = "open_only"
    RETIRED = "retired"


@dataclass(frozen=True, kw_only=True, slots=True)
class OfficeKey:
    """`key` is None once retired. `since` is when it entered its state."""

    key_id: str
    state: OfficeKeyState
    since: datetime
    key: SealingKey | None


@dataclass(frozen=True, kw_only=True, slots=True)
class OfficeKeyRing:
    """`serial` counts the changes and becomes the key document's. Satisfies `KeyRing`."""

    keys: tuple[OfficeKey, ...]
    recovery_public: SealingPublicKey | None
    serial: int = 1

    def __post_init__(self) -> None:
        if sum(key.state is OfficeKeyState.ACTIVE for key in self.keys) != 1:
            raise ValueError("office keys — exactly one active — other")

    @classmethod
    def new(cls, *, recovery_public: SealingPublicKey | None, now: datetime) -> OfficeKeyRing:
        return cls(keys=(_fresh(now),), recovery_public=recovery_public)

    def active(self) -> SealingKey:
        key = next(key.key for key in self.keys if key.state is OfficeKeyState.ACTIVE)
        if key is None:
            raise ValueError("active office key — with its private half — without")
        return key

    def recipients(self) -> tuple[SealingPublicKey, ...]:
        recovery = () if self.recovery_public is None else (self.recovery_public,)
        return (self.active().public, *recovery)

    def find(self, key_id: str) -> SealingKey | None:
        return next((key.key for key in self.keys if key.key_id == key_id), None)

    def rotate(self, now: datetime) -> OfficeKeyRing:
        """A fresh active key; the one before still opens."""
        older = tuple(
            replace(key, state=OfficeKeyState.OPEN_ONLY, since=now)
            if key.state is OfficeKeyState.ACTIVE
            else key
            for key in self.keys
        )
        return replace(self, keys=(_fresh(now), *older), serial=self.serial + 1)

    def retire(self, key_id: str, *, now: datetime) -> OfficeKeyRing:
        """Only once the last envelope sealed to it is receipted: afterwards nothing opens with it."""
        if not any(key.key_id == key_id and key.state is OfficeKeyState.OPEN_ONLY for key in self.keys):
            raise OperatorError(
                f"The key {key_id} is not one that only opens.",
                todo="Rotate first, then retire the older key.",
            )
        keys = tuple(
            replace(key, state=OfficeKeyState.RETIRED, since=now, key=None) if key.key_id == key_id else key
            for key in self.keys
        )
        return replace(self, keys=keys, serial=self.serial + 1)

    def to_json(self) -> str:
        """Holds the private keys: for a 0600 file only."""
        return json.dumps(
            {
                "v": 1,
                "serial": self.serial,
                "recovery": None if self.recovery_public is None else self.recovery_public.b64,
                "keys": [
                    {
                        "key_id": key.key_id,
                        "state": key.state.value,
                        "since": key.since.isoformat(),
                        "seed": None if key.key is None else base64.b64encode(key.key.private_bytes).decode(),
                    }
                    for key in self.keys
                ],
            },
            indent=1,
        )

    @classmethod
    def from_json(cls, text: str) -> OfficeKeyRing:
        """`OperatorError` when the file is damaged; its text never quotes the file."""
        try:
            stored = _StoredRing.model_validate_json(text)
            recovery = None if stored.recovery is None else SealingPublicKey.from_b64(stored.recovery)
            keys = tuple(_office_key(row) for row in stored.keys)
            return cls(keys=keys, recovery_public=recovery, serial=stored.serial)
        except (ValueError, ValidationError):
            # `from None`: pydantic's message would carry the private key into a log.
            raise OperatorError(
                "The file with the office's keys is damaged.", todo="Put it back from the safe copy."
            ) from None


class _StoredKey(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    key_id: str
    state: OfficeKeyState
    since: AwareDatetime
    seed: str | None


class _StoredRing(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    v: Literal[1]
    serial: Annotated[int, Field(ge=1)]
    recovery: str | None
    keys: tuple[_StoredKey, ...]


def _fresh(now: datetime) -> OfficeKey:
    key = SealingKey.generate()
    return OfficeKey(key_id=key.key_id, state=OfficeKeyState.ACTIVE, since=now, key=key)


def _office_key(row: _StoredKey) -> OfficeKey:
    key = None if row.seed is None else SealingKey.from_seed(base64.b64decode(row.seed, validate=True))
    if (key is None) != (row.state is OfficeKeyState.RETIRED) or (key and key.key_id != row.key_id):
        raise ValueError("office key — of its own id and state — other")
    return OfficeKey(key_id=row.key_id, state=row.state, since=row.since, key=key)


def kinds_taken_by_an_office() -> tuple[Kind, ...]:
    """What this version of the office opens: inward kinds whose payload it knows."""
    return tuple(kind for kind in PAYLOADS if Direction.INWARD in KINDS[kind].directions)


def make_key_document(
    recipients: Sequence[SealingPublicKey],
    *,
    signer: SigningKey,
    municipality: str,
    serial: int,
    now: datetime,
) -> SealedEnvelope:
    """Signed envelope of kind `key`. `recipients` is `OfficeKeyRing.recipients()`: active, then recovery."""
    published = [PublishedKey(role="active", key=recipients[0].b64)]
    published += [PublishedKey(role="recovery", key=key.b64) for key in recipients[1:]]
    document = KeyDocument(
        municipality=municipality,
        serial=serial,
        verify_key=signer.verify_key.hex,
        sealing_keys=tuple(published),
        versions=(VERSION,),
        suites=tuple(int(suite) for suite in Suite),
        kinds=tuple(kind.value for kind in kinds_taken_by_an_office()),
        at=now,
    )
    return seal(
        Kind.KEY, [encode(document)], sender=signer, municipality=municipality, recipients=(), issued=now
    )
