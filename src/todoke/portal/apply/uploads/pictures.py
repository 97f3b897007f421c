"""Re-encode a picture: what leaves is our own JPEG of the pixels, nothing of the file that came."""

from __future__ import annotations

import io
import struct
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError
from pillow_heif import register_heif_opener

from todoke.core.errors import Refused
from todoke.portal.apply.uploads import refusals
from todoke.portal.apply.uploads.file_kinds import LONGEST_SIDE, MOST_PIXELS, FileKind
from todoke.portal.apply.uploads.structure import check_pixels

register_heif_opener(thumbnails=False)
Image.MAX_IMAGE_PIXELS = MOST_PIXELS

_DECODERS = {FileKind.JPEG: ("JPEG",), FileKind.PNG: ("PNG",), FileKind.HEIC: ("HEIF",)}
# What Pillow's decoders raise on hostile bytes, as their fuzzing history shows.
_DECODING_PROBLEMS = (
    OSError, ValueError, SyntaxError, struct.error, EOFError, KeyError, IndexError, TypeError, MemoryError,
    RuntimeError, UnidentifiedImageError, Image.DecompressionBombError, OverflowError,
)  # fmt: skip


def reencode(content: bytes, kind: FileKind) -> bytes:
    """JPEG bytes with the orientation applied, sides within LONGEST_SIDE; no EXIF, XMP or comment."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _reencode(content, kind)
    except _DECODING_PROBLEMS as error:
        raise Refused(refusals.BROKEN) from error


def _reencode(content: bytes, kind: FileKind) -> bytes:
    with Image.open(io.BytesIO(content), formats=_DECODERS[kind]) as picture:
        check_pixels(*picture.size)
        picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # JPEG only: may decode at half the size
        upright = ImageOps.exif_transpose(picture)
        plain = _on_white(upright)
    plain.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    out = io.BytesIO()
    # A fresh canvas: Pillow would otherwise carry `info` (EXIF, comments) over into the new file.
    canvas = Image.new("RGB", plain.size)
    canvas.paste(plain)
    canvas.save(out, "JPEG", quality=88, optimize=True)
    return out.getvalue()


def _on_white(picture: Image.Image) -> Image.Image:
    """RGB; what was transparent becomes white, as on paper."""
    if picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info:
        layer = picture.convert("RGBA")
        ground = Image.new("RGB", layer.size, "white")
        ground.paste(layer, mask=layer.getchannel("A"))
        return ground
    if picture.mode.startswith("I;16"):
        return picture.point(lambda value: value / 256).convert("L").convert("RGB")
    return picture.convert("RGB")
