"""Strict walk through JPEG and PNG: a decoder sees the first picture's own bytes and nothing else.

Invariants:
- nothing is decoded here; sizes come from the headers alone, so that a pixel flood costs nothing.
- what follows the first picture is cut off unread. Phones put a film behind it (motion photos), a second
  picture or their own notes, each maker in another way, so a list of what may follow would refuse residents
  and protect nobody: the file that came is never kept, only the pixels written anew (docs/adr/0008).
- a file that is an archive too (JPEG+ZIP polyglot) is refused: no phone makes one.
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
_SOS, _COMMENT = 0xDA, 0xFE
_APP = range(0xE0, 0xF0)
# What the decoder needs of the talk in front of the picture: JFIF and Adobe say how colours are meant, Exif
# says which side is up. Multi-picture indexes, profiles and previews stay out of its reach.
_APP_KEPT = {0xE0: b"JFIF\x00", 0xE1: b"Exif\x00", 0xEE: b"Adobe"}
_ZIP_END = b"PK\x05\x06"


@dataclass(frozen=True, kw_only=True, slots=True)
class JpegFacts:
    """`end` is the offset behind EOI; `dropped` are the (begin, end) of segments no decoder needs."""

    width: int
    height: int
    end: int
    dropped: tuple[tuple[int, int], ...]


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


def walk_jpeg(content: bytes) -> JpegFacts:
    """Walk the first picture from SOI to EOI (ITU T.81 annex B)."""
    if content[:3] != b"\xff\xd8\xff":
        raise Refused(refusals.BROKEN)
    at, size, scanned = 2, (0, 0), False
    dropped: list[tuple[int, int]] = []
    while content[at : at + 2] != b"\xff\xd9":
        begin = at
        marker, payload, at = _segment(content, at)
        if marker in _FRAMES and len(payload) >= 6:
            size = (int.from_bytes(payload[3:5], "big"), int.from_bytes(payload[1:3], "big"))
        if _is_talk(marker, payload):
            dropped.append((begin, at))
        if marker == _SOS:
            following = _MARKER_IN_SCAN.search(content, at)
            if following is None:
                raise Refused(refusals.BROKEN)
            at, scanned = following.end() - 2, True
    if not scanned:
        raise Refused(refusals.BROKEN)
    return JpegFacts(width=size[0], height=size[1], end=at + 2, dropped=tuple(dropped))


def _is_talk(marker: int, payload: bytes) -> bool:
    if marker in _APP:
        return marker not in _APP_KEPT or not payload.startswith(_APP_KEPT[marker])
    return marker == _COMMENT


def jpeg_core(content: bytes) -> bytes:
    """The first picture alone, without the segments no decoder needs; its pixels within the cap."""
    facts = walk_jpeg(content)
    check_pixels(facts.width, facts.height)
    kept, at = [], 0
    for begin, end in facts.dropped:
        kept.append(content[at:begin])
        at = end
    return b"".join((*kept, content[at : facts.end]))


_PNG_KEPT = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"eXIf"})


def png_core(content: bytes) -> bytes:
    """Check every chunk's length and CRC and return the PNG with its picture chunks only.

    Text and profile chunks are dropped unread: inflating them is the classic decompression bomb. What
    follows IEND goes too: some phones left the uncropped screenshot there.
    """
    kept, at, last = [content[:8]], 8, b""
    while at < len(content) and last != b"IEND":
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
