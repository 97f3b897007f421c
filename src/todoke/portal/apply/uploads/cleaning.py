"""One file in, one clean file out. Runs in a process of its own, because decoders meet hostile bytes."""

from __future__ import annotations

from todoke.portal.apply.uploads.file_kinds import Cleaned, FileKind
from todoke.portal.apply.uploads.first_look import check_outside
from todoke.portal.apply.uploads.heic_boxes import heic_core
from todoke.portal.apply.uploads.pdf_documents import check_pdf, rewrite
from todoke.portal.apply.uploads.pictures import reencode
from todoke.portal.apply.uploads.structure import check_no_archive, jpeg_core, png_core

CORES = {FileKind.JPEG: jpeg_core, FileKind.PNG: png_core, FileKind.HEIC: heic_core}


def clean(content: bytes) -> Cleaned:
    """1 size and leading bytes, 2 the picture's own bytes, 3 pixel cap, 4 decode and write anew."""
    row = check_outside(content)
    if row.kind is FileKind.PDF:
        check_pdf(content)
        return Cleaned(media_type="application/pdf", content=rewrite(content))
    check_no_archive(content)
    core = CORES[row.kind](content)
    return Cleaned(media_type="image/jpeg", content=reencode(core, row.kind))
