"""Sealing: from parts to the bytes that may leave this process.

Invariants:
- the envelope key, and so every part key, is used for one envelope and then forgotten.
- suite, direction and expiry come from the kinds table.
- what is signed are the exact bytes that travel.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM
from cryptography.hazmat.primitives.hpke import Suite as HpkeSuite
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from todoke.core.envelope.header import (
    LENGTH,
    VERSION,
    BaseHeader,
    PartRow,
    Prefix,
    pad,
    padded_length,
    write_json,
    write_table,
    write_time,
)
from todoke.core.envelope.keys import SealingPublicKey, SigningKey
from todoke.core.envelope.kinds import KINDS, MIB, Direction, Kind, Suite
from todoke.core.errors import Refused
from todoke.core.refusal import N_, Refusal

HPKE = HpkeSuite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
# Safe because a part key encrypts exactly one part: key and nonce never meet twice.
PART_NONCE = bytes(12)


@dataclass(frozen=True, kw_only=True, slots=True)
class SealedEnvelope:
    """`id` is 32 hex digits, `sha256` 64 hex digits over `raw`."""

    id: str
    kind: Kind
    raw: bytes
    sha256: str
    size: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Contents:
    """Everything an envelope is made of."""

    kind: Kind
    direction: Direction
    parts: Sequence[bytes]
    sender: SigningKey
    municipality: str
    recipients: Sequence[SealingPublicKey]
    issued: datetime


def part_key(envelope_key: bytes, *, envelope_id: str, index: int, base_sha256: bytes) -> bytes:
    """HKDF-SHA256 with info = id ‖ index (4 bytes) ‖ SHA-256(base header)."""
    info = bytes.fromhex(envelope_id) + index.to_bytes(4, "big") + base_sha256
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(envelope_key)


def signed_bytes(prefix: bytes, header: bytes, wraps: bytes) -> bytes:
    """What the signature covers. The prefix begins with the magic, so it fits no other protocol."""
    return prefix + header + hashlib.sha256(wraps).digest()


def refuse_too_large(kind: Kind, size: int) -> Refusal | None:
    """`size` counts the bytes of the whole envelope."""
    largest = KINDS[kind].largest
    if size <= largest:
        return None
    return Refusal(
        code="envelope.too-large",
        message=N_(
            "Everything together is larger than %(megabytes)s MB. Remove a file, or send smaller photos."
        ),
        params={"megabytes": max(1, largest // MIB)},
    )


def seal(  # noqa: PLR0913 - each is a fact of its own that no other one implies
    kind: Kind,
    parts: Sequence[bytes],
    *,
    sender: SigningKey,
    municipality: str,
    recipients: Sequence[SealingPublicKey],
    issued: datetime,
) -> SealedEnvelope:
    """Seals in the kind's usual direction. `Refused` when too large; `ValueError` for a caller's mistake.

    Signed kinds take no recipients, sealed kinds at least one.
    """
    return seal_contents(
        Contents(
            kind=kind,
            direction=KINDS[kind].directions[0],
            parts=parts,
            sender=sender,
            municipality=municipality,
            recipients=recipients,
            issued=issued,
        )
    )


def seal_contents(contents: Contents) -> SealedEnvelope:
    suite = KINDS[contents.kind].suite
    _require_sound(contents)
    estimated = sum(_size(len(part), suite) for part in contents.parts)
    if refusal := refuse_too_large(contents.kind, estimated):
        raise Refused(refusal)
    base = _base_header(contents, suite)
    base_bytes = write_json(base.model_dump(mode="json"))
    envelope_key = secrets.token_bytes(32)
    bodies = _bodies(contents.parts, base=base, base_bytes=base_bytes, key=envelope_key)
    table = write_table([PartRow(length=len(b), sha256=hashlib.sha256(b).hexdigest()) for b in bodies])
    header = base_bytes + table
    info = hashlib.sha256(header).digest()
    wraps = b"".join(HPKE.encrypt(envelope_key, key.hpke, info=info) for key in contents.recipients)
    prefix = Prefix(
        version=VERSION,
        suite=suite,
        sender=contents.sender.key_id,
        base_length=len(base_bytes),
        table_length=len(table),
        wraps=len(contents.recipients),
    ).packed()
    signature = contents.sender.sign(signed_bytes(prefix, header, wraps))
    raw = b"".join((prefix, header, signature, wraps, *bodies))
    if refusal := refuse_too_large(contents.kind, len(raw)):
        raise Refused(refusal)
    return SealedEnvelope(
        id=base.id, kind=base.kind, raw=raw, sha256=hashlib.sha256(raw).hexdigest(), size=len(raw)
    )


def _require_sound(contents: Contents) -> None:
    row = KINDS[contents.kind]
    if not contents.parts:
        raise ValueError("parts of an envelope — at least one — none")
    if contents.direction not in row.directions:
        raise ValueError(f"direction of {contents.kind} — {row.directions} — {contents.direction}")
    if (row.suite is Suite.SEALED) != bool(contents.recipients):
        raise ValueError(f"recipients of {contents.kind} — {row.suite.name} — {len(contents.recipients)}")


def _size(length: int, suite: Suite) -> int:
    return padded_length(LENGTH.size + length) if suite is Suite.SEALED else length


def _base_header(contents: Contents, suite: Suite) -> BaseHeader:
    lifetime = KINDS[contents.kind].lifetime
    return BaseHeader(
        id=secrets.token_hex(16),
        kind=contents.kind,
        direction=contents.direction,
        municipality=contents.municipality,
        recipients=tuple(key.key_id for key in contents.recipients),
        issued=write_time(contents.issued),
        expires=None if lifetime is None else write_time(contents.issued + lifetime),
        sizes=tuple(_size(len(part), suite) for part in contents.parts),
    )


def _bodies(parts: Sequence[bytes], *, base: BaseHeader, base_bytes: bytes, key: bytes) -> list[bytes]:
    if KINDS[base.kind].suite is Suite.SIGNED:
        return [bytes(part) for part in parts]
    digest = hashlib.sha256(base_bytes).digest()
    return [
        AESGCM(part_key(key, envelope_id=base.id, index=index, base_sha256=digest)).encrypt(
            PART_NONCE, pad(part), None
        )
        for index, part in enumerate(parts)
    ]
