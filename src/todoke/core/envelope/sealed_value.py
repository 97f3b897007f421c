"""One short value sealed to an office before anything else happens to it: a 個人番号 as it is entered.

Bytes: magic "TDKV", version 1, number of recipients, then for each its key id (16 bytes), a length
(2 bytes, big endian) and the HPKE ciphertext of the value; base64 where it travels in an answer.
Invariants:
- only the office named by `municipality` opens it, and only as `purpose`: both are bound into the seal.
- nothing about the value shows outside: values are padded to 64 bytes.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Iterator, Sequence

from cryptography.exceptions import InvalidTag

from todoke.core.envelope.keys import KEY_ID_BYTES, KeyRing, SealingPublicKey
from todoke.core.envelope.reasons import Reason, untrusted
from todoke.core.envelope.sealing import HPKE

MAGIC = b"TDKV\x01"
LONGEST = 63
MY_NUMBER_PURPOSE = "my_number"
_LABEL = b"todoke sealed value v1"


def seal_value(value: str, *, recipients: Sequence[SealingPublicKey], municipality: str, purpose: str) -> str:
    """Base64. ValueError for no recipient or a value of more than 63 bytes."""
    plain = value.encode()
    if not recipients or len(plain) > LONGEST:
        raise ValueError(f"sealed value — a recipient and {LONGEST} bytes or fewer — {len(plain)} bytes")
    padded = bytes([len(plain)]) + plain.ljust(LONGEST, b"\x00")
    info = _info(municipality, purpose)
    rows = [(bytes.fromhex(key.key_id), HPKE.encrypt(padded, key.hpke, info=info)) for key in recipients]
    body = b"".join(key_id + len(sealed).to_bytes(2, "big") + sealed for key_id, sealed in rows)
    return base64.b64encode(MAGIC + bytes([len(rows)]) + body).decode()


def open_value(sealed: str, *, ring: KeyRing, municipality: str, purpose: str) -> str:
    """Raises UntrustedEnvelope for anything that is not ours, whole and for this purpose."""
    for key_id, body in _rows(sealed):
        key = ring.find(key_id)
        if key is None:
            continue
        try:
            padded = HPKE.decrypt(body, key.hpke, info=_info(municipality, purpose))
            return padded[1 : 1 + padded[0]].decode()
        except (InvalidTag, ValueError) as error:
            raise untrusted(Reason.BOX) from error
    raise untrusted(Reason.BOX)


def key_ids_of(sealed: str) -> tuple[str, ...]:
    """Which keys open it. Raises UntrustedEnvelope for bytes of another form."""
    return tuple(key_id for key_id, _ in _rows(sealed))


def _rows(sealed: str) -> Iterator[tuple[str, bytes]]:
    try:
        raw = base64.b64decode(sealed, validate=True)
    except binascii.Error as error:
        raise untrusted(Reason.BOX) from error
    if raw[: len(MAGIC)] != MAGIC or len(raw) < len(MAGIC) + 1:
        raise untrusted(Reason.BOX)
    place = len(MAGIC) + 1
    for _ in range(raw[len(MAGIC)]):
        start = place + KEY_ID_BYTES + 2
        end = start + int.from_bytes(raw[start - 2 : start], "big")
        if len(raw) < end or start > len(raw):
            raise untrusted(Reason.BOX)
        yield raw[place : place + KEY_ID_BYTES].hex(), raw[start:end]
        place = end
    if place != len(raw):
        raise untrusted(Reason.BOX)


def _info(municipality: str, purpose: str) -> bytes:
    return hashlib.sha256(b"\x00".join([_LABEL, municipality.encode(), purpose.encode()])).digest()
