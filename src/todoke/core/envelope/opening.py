"""Opening: the checks of an envelope, in one fixed order.

Invariants:
- nothing of an envelope is parsed before the signature over its exact bytes holds.
- every argument is required; there is no way to ask for fewer checks.
- outward there is one opaque error; the reason is for the log.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from todoke.core.envelope.header import (
    PREFIX,
    SIGNATURE_BYTES,
    TAG_BYTES,
    WRAP_BYTES,
    BaseHeader,
    Layout,
    PartRow,
    Prefix,
    cut,
    read_base,
    read_prefix,
    read_table,
    read_time,
    unpad,
    write_time,
)
from todoke.core.envelope.keys import KeyRing, VerifyKey
from todoke.core.envelope.kinds import KINDS, Direction, Kind, Suite
from todoke.core.envelope.reasons import Reason, untrusted
from todoke.core.envelope.sealing import HPKE, PART_NONCE, part_key, signed_bytes

SKEW = timedelta(minutes=5)


@dataclass(frozen=True, kw_only=True, slots=True)
class Receiver:
    """Who I am and whom I believe. `senders` maps key ids to pinned keys of this municipality's peer.

    `ring` is `NO_KEYS` for the door, which checks but cannot open.
    """

    municipality: str
    direction: Direction
    kinds: frozenset[Kind]
    senders: Mapping[str, VerifyKey]
    ring: KeyRing


@dataclass(frozen=True, kw_only=True, slots=True)
class Header:
    """The checked header. `sizes` are padded plaintext lengths."""

    id: str
    kind: Kind
    direction: Direction
    municipality: str
    sender: str
    recipients: tuple[str, ...]
    issued: datetime
    expires: datetime | None
    sizes: tuple[int, ...]
    sha256: str
    size: int


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenedEnvelope:
    """`parts[0]` is the payload (JSON), the others are files. `sha256` is over the raw envelope."""

    id: str
    kind: Kind
    municipality: str
    issued: datetime
    parts: tuple[bytes, ...]
    sha256: str


@dataclass(frozen=True, kw_only=True, slots=True)
class SignedHeader:
    """What checks 1 to 4 yield: a believed header and the sections still to be checked."""

    layout: Layout
    base: BaseHeader
    table: tuple[PartRow, ...]


def check_envelope(raw: bytes, *, receiver: Receiver, now: datetime) -> Header:
    """Checks 1 to 6: all that can be known without a private key."""
    signed = signed_header(raw, receiver=receiver, directions=frozenset({receiver.direction}))
    refuse_expired(signed.base, now)
    parts_as_sent(signed)
    return _header(raw, signed)


def open_envelope(raw: bytes, *, receiver: Receiver, now: datetime) -> OpenedEnvelope:
    """Checks 1 to 7. Check 8, parsing the payload, is `payloads.decode`."""
    signed = signed_header(raw, receiver=receiver, directions=frozenset({receiver.direction}))
    refuse_expired(signed.base, now)
    bodies = parts_as_sent(signed)
    parts = _opened_parts(signed, bodies, receiver.ring)
    return OpenedEnvelope(
        id=signed.base.id,
        kind=signed.base.kind,
        municipality=signed.base.municipality,
        issued=read_time(signed.base.issued),
        parts=parts,
        sha256=hashlib.sha256(raw).hexdigest(),
    )


def signed_header(raw: bytes, *, receiver: Receiver, directions: frozenset[Direction]) -> SignedHeader:
    """Checks 1 to 4."""
    # 1. Size: before anything is copied or hashed, so that a flood of huge bodies stays cheap.
    if not PREFIX.size + SIGNATURE_BYTES < len(raw) <= _largest(receiver.kinds):
        raise untrusted(Reason.SIZE)
    # 2. Prefix: magic, version, suite, and a sender pinned here (no key from the envelope is believed).
    prefix = read_prefix(raw)
    sender = _pinned_sender(prefix, receiver.senders)
    # 3. Signature over the exact bytes: prefix, header, hash of the wraps.
    layout = cut(raw, prefix)
    message = signed_bytes(layout.prefix_bytes, layout.base + layout.table, layout.wraps)
    if not sender.verify(layout.signature, message):
        raise untrusted(Reason.SIGNATURE)
    # 4. Header complete, addressed to me, of a kind allowed in this direction.
    base = read_base(layout.base)
    table = read_table(layout.table)
    _refuse_not_for_me(base, receiver, directions)
    _refuse_contradiction(base, table, layout=layout, size=len(raw))
    return SignedHeader(layout=layout, base=base, table=table)


def _largest(kinds: frozenset[Kind]) -> int:
    return max((KINDS[kind].largest for kind in kinds), default=0)


def _pinned_sender(prefix: Prefix, senders: Mapping[str, VerifyKey]) -> VerifyKey:
    sender = senders.get(prefix.sender)
    # A mapping filled under a wrong id must not lend one key another one's name.
    if sender is None or sender.key_id != prefix.sender:
        raise untrusted(Reason.SENDER)
    return sender


def _refuse_not_for_me(base: BaseHeader, receiver: Receiver, directions: frozenset[Direction]) -> None:
    # An envelope for another town, replayed to this one by whoever holds the door.
    if base.municipality != receiver.municipality:
        raise untrusted(Reason.MUNICIPALITY)
    if base.kind not in receiver.kinds:
        raise untrusted(Reason.KIND)
    # An envelope reflected to the side it came from.
    if base.direction not in directions or base.direction not in KINDS[base.kind].directions:
        raise untrusted(Reason.DIRECTION)


def _refuse_contradiction(base: BaseHeader, table: tuple[PartRow, ...], *, layout: Layout, size: int) -> None:
    row = KINDS[base.kind]
    # A kind that must be sealed, sent in the clear (downgrade).
    if layout.suite is not row.suite:
        raise untrusted(Reason.SUITE)
    if size > row.largest:
        raise untrusted(Reason.SIZE)
    lifetime = row.lifetime
    expires = None if lifetime is None else write_time(read_time(base.issued) + lifetime)
    sealed = row.suite is Suite.SEALED
    overhead = TAG_BYTES if sealed else 0
    sound = (
        base.expires == expires
        and len(base.recipients) == layout.prefix.wraps
        and len(set(base.recipients)) == len(base.recipients)
        and bool(base.recipients) == sealed
        and tuple(part.length for part in table) == tuple(size + overhead for size in base.sizes)
    )
    if not sound:
        raise untrusted(Reason.HEADER)


def refuse_expired(base: BaseHeader, now: datetime) -> None:
    """Check 5. Kinds without a lifetime never expire, whatever the clocks say."""
    # 5. Not expired; nor dated ahead, which would lengthen a life that was meant to be short.
    if base.expires is None:
        return
    if now >= read_time(base.expires) or read_time(base.issued) > now + SKEW:
        raise untrusted(Reason.EXPIRED)


def parts_as_sent(signed: SignedHeader) -> tuple[memoryview, ...]:
    """Check 6: the parts as they lie in the envelope, each compared with its hash."""
    # 6. Part hashes; nothing may be cut off or follow behind.
    body = signed.layout.body
    if sum(row.length for row in signed.table) != len(body):
        raise untrusted(Reason.PARTS)
    parts = []
    at = 0
    for row in signed.table:
        part = body[at : at + row.length]
        if hashlib.sha256(part).hexdigest() != row.sha256:
            raise untrusted(Reason.PARTS)
        parts.append(part)
        at += row.length
    return tuple(parts)


def _opened_parts(signed: SignedHeader, bodies: tuple[memoryview, ...], ring: KeyRing) -> tuple[bytes, ...]:
    # 7. Unwrap and open.
    if signed.layout.suite is Suite.SIGNED:
        return tuple(bytes(body) for body in bodies)
    key = _envelope_key(signed, ring)
    digest = hashlib.sha256(signed.layout.base).digest()
    parts = []
    for index, body in enumerate(bodies):
        cipher = AESGCM(part_key(key, envelope_id=signed.base.id, index=index, base_sha256=digest))
        try:
            parts.append(unpad(cipher.decrypt(PART_NONCE, body, None)))
        except InvalidTag as error:
            raise untrusted(Reason.CONTENT) from error
    return tuple(parts)


def _envelope_key(signed: SignedHeader, ring: KeyRing) -> bytes:
    info = hashlib.sha256(signed.layout.base + signed.layout.table).digest()
    for index, key_id in enumerate(signed.base.recipients):
        mine = ring.find(key_id)
        if mine is None or mine.key_id != key_id:
            continue
        wrap = signed.layout.wraps[index * WRAP_BYTES : (index + 1) * WRAP_BYTES]
        try:
            return HPKE.decrypt(wrap, mine.hpke, info=info)
        except InvalidTag as error:
            raise untrusted(Reason.WRAP) from error
    raise untrusted(Reason.KEY)


def _header(raw: bytes, signed: SignedHeader) -> Header:
    base = signed.base
    return Header(
        id=base.id,
        kind=base.kind,
        direction=base.direction,
        municipality=base.municipality,
        sender=signed.layout.prefix.sender,
        recipients=base.recipients,
        issued=read_time(base.issued),
        expires=None if base.expires is None else read_time(base.expires),
        sizes=base.sizes,
        sha256=hashlib.sha256(raw).hexdigest(),
        size=len(raw),
    )
