"""Reading the outside of an envelope, without any key and without believing it.

Invariant: nothing here decides anything; what is shown is what the envelope claims.
"""

from __future__ import annotations

from dataclasses import dataclass

from todoke.core.envelope.header import (
    PREFIX,
    SIGNATURE_BYTES,
    WRAP_BYTES,
    cut,
    read_base,
    read_prefix,
    read_table,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """A run of bytes: where it begins and how long it is."""

    name: str
    offset: int
    length: int


def describe(raw: bytes) -> dict[str, object]:
    """What the envelope claims about itself. Raises `UntrustedEnvelope` when it cannot be read at all.

    Keys: version, suite, sender, the header's own, parts, sections, size, signature_checked (False).
    """
    prefix = read_prefix(raw)
    layout = cut(raw, prefix)
    base = read_base(layout.base)
    table = read_table(layout.table)
    return {
        "version": prefix.version,
        "suite": layout.suite.name,
        "sender": prefix.sender,
        **base.model_dump(mode="json"),
        "parts": [row.model_dump() for row in table],
        "sections": [
            {"name": section.name, "offset": section.offset, "length": section.length}
            for section in sections(raw)
        ],
        "size": len(raw),
        "signature_checked": False,
    }


BEGINNING = 8192
"""Enough bytes of an envelope for `claimed_recipients`."""


def claimed_recipients(beginning: bytes) -> tuple[str, ...]:
    """Ids of the keys the envelope says it is sealed to, read from its first `BEGINNING` bytes."""
    prefix = read_prefix(beginning)
    return tuple(read_base(beginning[PREFIX.size : PREFIX.size + prefix.base_length]).recipients)


def sections(raw: bytes) -> tuple[Section, ...]:
    """The sections in the order they lie in the file."""
    prefix = read_prefix(raw)
    layout = cut(raw, prefix)
    lengths = {
        "prefix": len(layout.prefix_bytes),
        "base header": prefix.base_length,
        "parts table": prefix.table_length,
        "signature": SIGNATURE_BYTES,
        "key wraps": prefix.wraps * WRAP_BYTES,
        "parts": len(layout.body),
    }
    found = []
    offset = 0
    for name, length in lengths.items():
        found.append(Section(name=name, offset=offset, length=length))
        offset += length
    return tuple(found)
