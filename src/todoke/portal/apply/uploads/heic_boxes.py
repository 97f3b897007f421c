"""Strict walk through the boxes of a HEIC file (ISO/IEC 23008-12), sizes read before decoding."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from todoke.core.errors import Refused
from todoke.portal.apply.uploads import refusals
from todoke.portal.apply.uploads.structure import check_pixels

_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1"})
_TOP = frozenset({b"ftyp", b"meta", b"mdat", b"free", b"skip", b"moov"})
_NEEDED = frozenset({b"ftyp", b"meta", b"mdat"})


def _boxes(content: bytes, span: tuple[int, int]) -> Iterator[tuple[bytes, int, int]]:
    """(type, begin of body, end of body) of each box within `span`, without a gap."""
    at, end = span
    while at < end:
        size, head = int.from_bytes(content[at : at + 4], "big"), 8
        if size == 1:
            size, head = int.from_bytes(content[at + 8 : at + 16], "big"), 16
        if size == 0:
            size = end - at
        if size < head or at + size > end:
            raise Refused(refusals.BROKEN)
        yield content[at + 4 : at + 8], at + head, at + size
        at += size


def _child(content: bytes, span: tuple[int, int], *, kind: bytes) -> tuple[int, int]:
    for name, begin, stop in _boxes(content, span):
        if name == kind:
            return begin, stop
    raise Refused(refusals.BROKEN)


def heic_core(content: bytes) -> bytes:
    """The picture's own boxes; every announced picture within the pixel cap.

    Film and notes that phones put behind it (`mpvd`, `sefd`, bytes that are no box) are cut off unread.
    """
    found, end = _picture_boxes(content)
    if not found.keys() >= _NEEDED:
        raise Refused(refusals.BROKEN)
    begin, stop = found[b"ftyp"]
    brands = {content[at : at + 4] for at in (begin, *range(begin + 8, stop, 4))}
    if not brands & _BRANDS:
        raise Refused(refusals.WRONG_KIND)
    _check_sizes(content, found[b"meta"])
    return content[:end]


def _picture_boxes(content: bytes) -> tuple[dict[bytes, tuple[int, int]], int]:
    """The first box of each name, and where the known boxes end."""
    found: dict[bytes, tuple[int, int]] = {}
    end = 0
    try:
        for name, begin, stop in _boxes(content, (0, len(content))):
            if name not in _TOP:
                break
            found.setdefault(name, (begin, stop))
            end = stop
    except Refused:
        if not found.keys() >= _NEEDED:
            raise
    return found, end


def _check_sizes(content: bytes, meta: tuple[int, int]) -> None:
    properties = _child(
        content, (meta[0] + 4, meta[1]), kind=b"iprp"
    )  # a full box: 4 bytes of version and flags
    container = _child(content, properties, kind=b"ipco")
    sizes = [
        struct.unpack(">II", content[begin + 4 : stop])  # behind version and flags
        for name, begin, stop in _boxes(content, container)
        if name == b"ispe" and stop - begin == 12
    ]
    if not sizes:
        raise Refused(refusals.BROKEN)
    for width, height in sizes:
        check_pixels(width, height)
