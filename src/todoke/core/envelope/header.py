"""The bytes of an envelope: the fixed prefix, the header, the padding.

Invariants:
- header bytes are made once by the sender and signed; a receiver reads them and never writes
  them again, so two JSON writers can never disagree about what was signed.
- the prefix holds every length needed to find the signature, and is itself signed.
- a header says nothing about a person; sizes are padded.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, cast

from pydantic import BaseModel, ConfigDict, Field, StrictInt, ValidationError

from todoke.core.envelope.kinds import Direction, Kind, Suite
from todoke.core.envelope.reasons import Reason, untrusted

MAGIC = b"TODOKE"
VERSION = 1
# magic, version, suite, sender key id, base header length, parts table length, number of wraps
PREFIX = struct.Struct(">6sBB16sIIH")
SIGNATURE_BYTES = 64
WRAP_BYTES = 1088 + 32 + 32 + 16  # ML-KEM-768 ciphertext, X25519 share, envelope key, GCM tag
TAG_BYTES = 16
SMALLEST_PADDED = 4096
LENGTH = struct.Struct(">Q")
TIME_FORMAT = "%Y-%m-%dT%H:%M:%S.%fZ"
# A part needs at least 80 bytes of table, so this also bounds the number of parts.
LARGEST_HEADER = 64 * 1024

# `$` in pydantic's regex engine means the very end, no newline before it.
HexId = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Municipality = Annotated[str, Field(pattern=r"^[0-9]{6}$")]
Size = Annotated[StrictInt, Field(ge=0)]


class BaseHeader(BaseModel):
    """In the clear. `sizes` are the padded plaintext lengths of the parts, in bytes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: HexId
    kind: Kind
    direction: Direction
    municipality: Municipality
    recipients: tuple[HexId, ...]
    issued: str
    expires: str | None
    sizes: tuple[Size, ...] = Field(min_length=1)


class PartRow(BaseModel):
    """`length` and SHA-256 of the part as it lies in the envelope."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    length: Size
    sha256: Sha256


@dataclass(frozen=True, kw_only=True, slots=True)
class Prefix:
    version: int
    suite: int
    sender: str
    base_length: int
    table_length: int
    wraps: int

    def packed(self) -> bytes:
        sender = bytes.fromhex(self.sender)
        return PREFIX.pack(
            MAGIC, self.version, self.suite, sender, self.base_length, self.table_length, self.wraps
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Layout:
    """An envelope cut into its sections. Nothing in it is trusted yet."""

    prefix: Prefix
    prefix_bytes: bytes
    base: bytes
    table: bytes
    signature: bytes
    wraps: bytes
    body: memoryview

    @property
    def suite(self) -> Suite:
        return Suite(self.prefix.suite)


def read_prefix(raw: bytes) -> Prefix:
    """Refuses anything that is not an envelope of this version."""
    if len(raw) < PREFIX.size or not raw.startswith(MAGIC):
        raise untrusted(Reason.MAGIC)
    _, version, suite, sender, base_length, table_length, wraps = PREFIX.unpack_from(raw)
    if version != VERSION:
        raise untrusted(Reason.VERSION)
    if suite not in tuple(Suite):
        raise untrusted(Reason.SUITE)
    return Prefix(
        version=version,
        suite=suite,
        sender=sender.hex(),
        base_length=base_length,
        table_length=table_length,
        wraps=wraps,
    )


def cut(raw: bytes, prefix: Prefix) -> Layout:
    """Finds the sections by the prefix's lengths. The signature decides whether they are right."""
    if prefix.base_length + prefix.table_length > LARGEST_HEADER:
        raise untrusted(Reason.HEADER)
    table_at = PREFIX.size + prefix.base_length
    signature_at = table_at + prefix.table_length
    wraps_at = signature_at + SIGNATURE_BYTES
    body_at = wraps_at + prefix.wraps * WRAP_BYTES
    if body_at > len(raw):
        raise untrusted(Reason.SIZE)
    return Layout(
        prefix=prefix,
        prefix_bytes=raw[: PREFIX.size],
        base=raw[PREFIX.size : table_at],
        table=raw[table_at:signature_at],
        signature=raw[signature_at:wraps_at],
        wraps=raw[wraps_at:body_at],
        body=memoryview(raw)[body_at:],
    )


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name appears twice")
    return found


def _load(data: bytes) -> object:
    return cast(object, json.loads(data.decode("utf-8"), object_pairs_hook=_no_duplicates))


def read_base(data: bytes) -> BaseHeader:
    try:
        base = BaseHeader.model_validate(_load(data))
        read_time(base.issued)
        if base.expires is not None:
            read_time(base.expires)
    # RecursionError: deeply nested JSON must be refused like any other bad header
    except (ValueError, ValidationError, RecursionError) as error:
        raise untrusted(Reason.HEADER) from error
    return base


def read_table(data: bytes) -> tuple[PartRow, ...]:
    try:
        rows = _load(data)
        if not isinstance(rows, list):
            raise ValueError("the parts table is a list")
        return tuple(PartRow.model_validate(row) for row in rows)
    except (ValueError, ValidationError, RecursionError) as error:
        raise untrusted(Reason.HEADER) from error


def write_json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=True, separators=(",", ":")).encode()


def write_table(rows: Sequence[PartRow]) -> bytes:
    return write_json([row.model_dump() for row in rows])


def write_time(moment: datetime) -> str:
    if moment.tzinfo is None:
        raise ValueError("time of an envelope — aware — naive")
    return moment.astimezone(UTC).strftime(TIME_FORMAT)


def read_time(text: str) -> datetime:
    """Exactly the form `write_time` gives; `ValueError` for anything else."""
    moment = datetime.strptime(text, TIME_FORMAT).replace(tzinfo=UTC)
    if moment.strftime(TIME_FORMAT) != text:
        raise ValueError("time of an envelope — 2026-11-23T11:38:56.000000Z — other form")
    return moment


def padded_length(length: int) -> int:
    """PADMÉ (Nikitin et al., PETS 2019, §4) above a floor: hides the size at ≤ 12 % more bytes."""
    if length <= SMALLEST_PADDED:
        return SMALLEST_PADDED
    exponent = length.bit_length() - 1
    mask = (1 << (exponent - exponent.bit_length())) - 1
    return (length + mask) & ~mask


def pad(content: bytes) -> bytes:
    size = padded_length(LENGTH.size + len(content))
    return b"".join((LENGTH.pack(len(content)), content, bytes(size - LENGTH.size - len(content))))


def unpad(padded: bytes) -> bytes:
    """Only the one padding `pad` makes is taken, so that padding carries no hidden channel."""
    if len(padded) < SMALLEST_PADDED:
        raise untrusted(Reason.CONTENT)
    (length,) = LENGTH.unpack_from(padded)
    end = LENGTH.size + length
    if padded_length(end) != len(padded) or padded.count(0, end) != len(padded) - end:
        raise untrusted(Reason.CONTENT)
    return padded[LENGTH.size : end]
