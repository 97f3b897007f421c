"""Rewrite a PDF without anything that acts, reaches out or hides: only its pages remain."""

from __future__ import annotations

import io

import pikepdf
from pikepdf.sanitize import Sanitizer

from todoke.core.errors import Refused
from todoke.portal.apply.uploads import refusals
from todoke.portal.apply.uploads.file_kinds import MOST_PDF_PAGES
from todoke.portal.apply.uploads.structure import check_pixels, walk_jpeg

_PROBLEMS = (pikepdf.PdfError, ValueError, KeyError, TypeError, RuntimeError, MemoryError, OverflowError,
             AttributeError, IndexError, NotImplementedError)  # fmt: skip
_ROOT_DROPPED = ("/OpenAction", "/AA", "/Metadata", "/Names", "/JavaScript", "/AcroForm", "/PieceInfo")


def check_pdf(content: bytes) -> None:
    """Opens at the first byte, ends with %%EOF and line ends; nothing may follow."""
    tail = content.rstrip(b"\r\n \x00")
    if not tail.endswith(b"%%EOF"):
        raise Refused(refusals.HIDDEN_DATA if b"%%EOF" in content else refusals.BROKEN)


def rewrite(content: bytes) -> bytes:
    """The same pages as a new PDF: no script, no embedded file, no form, no link action, no metadata."""
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            if pdf.is_encrypted:
                raise Refused(refusals.PDF_LOCKED)
            _check(pdf)
            return _sanitise(pdf)
    except pikepdf.PasswordError as error:
        raise Refused(refusals.PDF_LOCKED) from error
    except _PROBLEMS as error:
        raise Refused(refusals.BROKEN) from error


def _check(pdf: pikepdf.Pdf) -> None:
    pages = len(pdf.pages)
    if pages < 1:
        raise Refused(refusals.BROKEN)
    if pages > MOST_PDF_PAGES:
        raise Refused(refusals.PDF_TOO_LONG)
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == "/Image":
            check_pixels(int(thing.get("/Width", 0)), int(thing.get("/Height", 0)))


def _sanitise(pdf: pikepdf.Pdf) -> bytes:
    (
        Sanitizer()
        .remove_attachments()
        .remove_javascript()
        .remove_external_access()
        .remove_multimedia()
        .remove_private_app_data()
        .remove_thumbnails()
        .remove_web_capture()
        .remove_collection()
        .apply(pdf)
    )
    _drop(pdf.Root, _ROOT_DROPPED)
    _drop(pdf.trailer, ("/Info",))
    for page in pdf.pages:
        _drop(page.obj, ("/AA", "/Metadata", "/PieceInfo"))
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Stream):
            _drop_exif(thing)
    out = io.BytesIO()
    pdf.save(out, deterministic_id=True, recompress_flate=False)
    return out.getvalue()


def _drop(thing: pikepdf.Object, keys: tuple[str, ...]) -> None:
    for key in keys:
        if key in thing:
            del thing[key]


def _drop_exif(stream: pikepdf.Stream) -> None:
    """A photo saved as PDF keeps its EXIF, place and all, inside the image stream: cut those segments out."""
    _drop(stream, ("/Metadata",))
    if stream.get("/Filter") not in ("/DCTDecode", pikepdf.Array([pikepdf.Name.DCTDecode])):
        return
    raw = stream.read_raw_bytes()
    walk_jpeg(raw)
    kept, at = [raw[:2]], 2
    while raw[at] == 0xFF and (0xE0 <= raw[at + 1] <= 0xEF or raw[at + 1] == 0xFE):
        following = at + 2 + int.from_bytes(raw[at + 2 : at + 4], "big")
        if raw[at + 1] in (0xE0, 0xEE):  # JFIF and Adobe say how the colours are meant; the rest is talk
            kept.append(raw[at:following])
        at = following
    stream.write(b"".join(kept) + raw[at:], filter=pikepdf.Name.DCTDecode)
