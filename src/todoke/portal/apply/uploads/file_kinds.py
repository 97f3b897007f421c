"""Which files are taken, told by their first and last bytes, never by their name.

Invariants:
- a kind is only what the table below names; everything else is refused.
- the caps are read before any decoder sees a byte.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

LARGEST_FILE = 15 * 1024 * 1024
MOST_PIXELS = 65_000_000  # a 64-megapixel phone passes; a flood of pixels does not
MOST_PDF_PAGES = 50
LONGEST_SIDE = 4000  # enough to read a crack in a wall; keeps an application under its 60 MB


class FileKind(StrEnum):
    JPEG = "jpeg"
    PNG = "png"
    HEIC = "heic"
    PDF = "pdf"

    @property
    def media_type(self) -> str:
        """As procedures write it under `accept`."""
        return f"application/{self}" if self is FileKind.PDF else f"image/{self}"


MEDIA_TYPES = tuple(kind.media_type for kind in FileKind)


@dataclass(frozen=True, kw_only=True, slots=True)
class KindBytes:
    """`leading` stands at `offset`; `closing` ends the file (None: the structure check measures the end)."""

    kind: FileKind
    leading: bytes
    offset: int = 0
    closing: bytes | None = None


KIND_BYTES = (
    KindBytes(kind=FileKind.JPEG, leading=b"\xff\xd8\xff"),
    KindBytes(
        kind=FileKind.PNG,
        leading=b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
        closing=b"\x00\x00\x00\x00IEND\xaeB`\x82",
    ),
    KindBytes(kind=FileKind.HEIC, leading=b"ftyp", offset=4),
    KindBytes(kind=FileKind.PDF, leading=b"%PDF-", closing=b"%%EOF"),
)


def kind_of(content: bytes) -> KindBytes | None:
    """The row whose leading bytes open the file, or None."""
    for row in KIND_BYTES:
        if content.startswith(row.leading, row.offset):
            return row
    return None


@dataclass(frozen=True, kw_only=True, slots=True)
class Cleaned:
    """What a cleaning process gives back."""

    media_type: str
    content: bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class CleanFile:
    """A file that may be kept: checked, re-encoded, without EXIF. `sha256` is hex, `size` bytes."""

    name: str
    media_type: str
    content: bytes
    size: int
    sha256: str
