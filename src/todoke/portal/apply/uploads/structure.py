"""Strict walk through JPEG and PNG: every byte belongs to the picture, or the file is refused.

Invariants:
- nothing is decoded here; sizes come from the headers alone, so that a pixel flood costs nothing.
- the walk must end exactly at the last byte (polyglots: a JPEG with a ZIP behind it opens as both).
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass

from todoke.core.errors import Refused
from todoke.portal.apply.uploads import refusals
from todoke.portal.apply.uploads.file_kinds import MOST_PIXELS

_MARKER_IN_SCAN = re.compile(rb"\xff+[^\x00\xd0-\xd7\xff]", re.DOTALL)
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_EOI, _SOS, _APP2 = 0xD9, 0xDA, 0xE2
_ZIP_END = b"PK\x05\x06"


@dataclass(frozen=True, kw_only=True, slots=True)
class JpegFacts:
    """`end` is the offset behind EOI; `lists_others`: a multi-picture index (CIPA DC-007) is present."""

    width: int
    height: int
    end: int
    lists_others: bool


def check_pixels(width: int, height: int) -> None:
    """Raise Refused unless the picture is at least one pixel and within the cap."""
    if width < 1 or height < 1:
        raise Refused(refusals.BROKEN)
    if width * height > MOST_PIXELS:
        raise Refused(refusals.TOO_MANY_PIXELS)


def check_no_archive(content: bytes) -> None:
    """Attack: a ZIP reader looks from the end, so an archive can live inside any other format."""
    if content.find(_ZIP_END, max(0, len(content) - 65_557)) >= 0 and b"PK\x01\x02" in content:
        raise Refused(refusals.HIDDEN_DATA)


def _segment(content: bytes, at: int) -> tuple[int, bytes, int]:
    """The marker at `at`, its payload, and where the next one begins."""
    while content[at : at + 2] == b"\xff\xff":
        at += 1
    head = content[at : at + 4]
    if len(head) < 4 or head[0] != 0xFF or head[1] in (0x00, 0xFF):
        raise Refused(refusals.BROKEN)
    length = int.from_bytes(head[2:4], "big")
    payload = content[at + 4 : at + 2 + length]
    if length < 2 or len(payload) != length - 2:
        raise Refused(refusals.BROKEN)
    return head[1], payload, at + 2 + length


def walk_jpeg(content: bytes, start: int = 0) -> JpegFacts:
    """Walk one JPEG from SOI to EOI (ITU T.81 annex B)."""
    if content[start : start + 3] != b"\xff\xd8\xff":
        raise Refused(refusals.BROKEN)
    at, size, lists_others, scanned = start + 2, (0, 0), False, False
    while content[at : at + 2] != b"\xff\xd9":
        marker, payload, at = _segment(content, at)
        if marker in _FRAMES and len(payload) >= 6:
            size = (int.from_bytes(payload[3:5], "big"), int.from_bytes(payload[1:3], "big"))
        lists_others |= marker == _APP2 and payload.startswith(b"MPF\x00")
        if marker == _SOS:
            following = _MARKER_IN_SCAN.search(content, at)
            if following is None:
                raise Refused(refusals.BROKEN)
            at, scanned = following.end() - 2, True
    if not scanned:
        raise Refused(refusals.BROKEN)
    return JpegFacts(width=size[0], height=size[1], end=at + 2, lists_others=lists_others)


def check_jpeg(content: bytes) -> None:
    """Only whole JPEGs may follow, and only where the first one's index announces them (phones do)."""
    facts = walk_jpeg(content)
    check_pixels(facts.width, facts.height)
    at = facts.end
    while at < len(content):
        if not facts.lists_others:
            raise Refused(refusals.HIDDEN_DATA)
        following = content.find(b"\xff\xd8\xff", at)
        if following < 0 or content[at:following].strip(b"\x00"):
            if following < 0 and not content[at:].strip(b"\x00"):
                return
            raise Refused(refusals.HIDDEN_DATA)
        at = walk_jpeg(content, following).end


_PNG_KEPT = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"eXIf"})


def png_core(content: bytes) -> bytes:
    """Check every chunk's length and CRC and return the PNG with its picture chunks only.

    Text and profile chunks are dropped unread: inflating them is the classic decompression bomb.
    """
    kept, at, last = [content[:8]], 8, b""
    while at < len(content):
        if last == b"IEND":
            raise Refused(refusals.HIDDEN_DATA)
        length = int.from_bytes(content[at : at + 4], "big")
        chunk = content[at : at + 12 + length]
        if len(chunk) != 12 + length or zlib.crc32(chunk[4:-4]) != int.from_bytes(chunk[-4:], "big"):
            raise Refused(refusals.BROKEN)
        last = chunk[4:8]
        if last == b"IHDR":
            check_pixels(int.from_bytes(chunk[8:12], "big"), int.from_bytes(chunk[12:16], "big"))
        if last in _PNG_KEPT:
            kept.append(chunk)
        at += len(chunk)
    if last != b"IEND":
        raise Refused(refusals.BROKEN)
    return b"".join(kept)
