"""Whom a signing certificate of the My Number Card (署名用電子証明書) names: 基本4情報, by OID.

Invariants:
- entries are found by OID, never by their order; each of the six exactly once, or nothing is read.
- a birth date that is not fully known is absent, never filled up.
- a substitution flag stands for one character of its text; another number of flags is refused.

Source: JPKI certificate profile (domain.md §4; OIDs and shapes [seen S16, S17, S18]; the profile document of
J-LIS itself is not public in full).
"""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum

from cryptography import x509
from cryptography.x509.oid import ExtensionOID

from todoke.core.assurance.der import UTF8_STRING
from todoke.core.assurance.identity import Identity, Sex

ARC = "1.2.392.200149.8.5.5"
ERA_UNKNOWN = "0"
_BIRTH_DATE = re.compile(r"(?P<era>[0-5])(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})")


class Entry(StrEnum):
    """otherName types of the subject's alternative names."""

    NAME = f"{ARC}.1"
    NAME_FLAGS = f"{ARC}.2"
    SEX = f"{ARC}.3"
    BIRTH_DATE = f"{ARC}.4"
    ADDRESS = f"{ARC}.5"
    ADDRESS_FLAGS = f"{ARC}.6"


def identity_of(certificate: x509.Certificate) -> Identity:
    """Raises ValueError for a certificate that does not name a person as the profile says."""
    texts = _texts(certificate)
    name, address = texts[Entry.NAME], texts[Entry.ADDRESS]
    return Identity(
        name=name,
        name_substituted=substituted(name, texts[Entry.NAME_FLAGS]),
        address=address,
        address_substituted=substituted(address, texts[Entry.ADDRESS_FLAGS]),
        birth_date=birth_date(texts[Entry.BIRTH_DATE]),
        sex=Sex(texts[Entry.SEX]),
    )


def birth_date(text: str) -> date | None:
    """`EYYYYMMDD`, E the era and the year Gregorian. None where a part is unknown (E is 0, or a part is 00).

    Raises ValueError for anything else.
    """
    found = _BIRTH_DATE.fullmatch(text)
    if found is None:
        raise ValueError("birth date of a certificate — EYYYYMMDD — another form")
    year, month, day = (int(found[part]) for part in ("year", "month", "day"))
    if found["era"] == ERA_UNKNOWN or 0 in (year, month, day):
        return None
    return date(year, month, day)


def substituted(text: str, flags: str) -> tuple[int, ...]:
    """Places (from 0) of the characters that are not the register's."""
    if len(flags) != len(text) or set(flags) - {"0", "1"}:
        raise ValueError("substitution flags — one 0 or 1 for each character — another form")
    return tuple(place for place, flag in enumerate(flags) if flag == "1")


def _texts(certificate: x509.Certificate) -> dict[Entry, str]:
    names = certificate.extensions.get_extension_for_oid(ExtensionOID.SUBJECT_ALTERNATIVE_NAME).value
    if not isinstance(names, x509.SubjectAlternativeName):
        raise ValueError("alternative names of a certificate — readable — another form")
    found: dict[Entry, str] = {}
    for other in names.get_values_for_type(x509.OtherName):
        if other.type_id.dotted_string not in set(Entry):
            continue
        entry = Entry(other.type_id.dotted_string)
        # A second 氏名 would let whoever reads the last one see another person than whoever reads the first.
        if entry in found:
            raise ValueError("alternative names of a certificate — each once — one twice")
        found[entry] = _utf8(other.value)
    if set(found) != set(Entry) or not found[Entry.NAME].strip() or not found[Entry.ADDRESS].strip():
        raise ValueError("alternative names of a certificate — all six of the profile — fewer")
    return found


def _utf8(value: bytes) -> str:
    """The text of one DER UTF8String with nothing behind it."""
    if len(value) < 2 or value[0] != UTF8_STRING:
        raise ValueError("alternative name — a UTF8String — another type")
    length, start = value[1], 2
    if length > 0x80:
        start += length - 0x80
        length = int.from_bytes(value[2:start])
    if length == 0x80 or len(value) != start + length:
        raise ValueError("alternative name — one UTF8String — another length")
    return value[start:].decode("utf-8", errors="strict")
