"""One file in, one clean file out. Runs in a process of its own, because decoders meet hostile bytes."""

from __future__ import annotations

from todoke.portal.apply.uploads.file_kinds import Cleaned, FileKind
from todoke.portal.apply.uploads.first_look import check_outside
from todoke.portal.apply.uploads.heic_boxes import check_heic
from todoke.portal.apply.uploads.pdf_documents import check_pdf, rewrite
from todoke.portal.apply.uploads.pictures import reencode
from todoke.portal.apply.uploads.structure import check_jpeg, check_no_archive, png_core


def clean(content: bytes) -> Cleaned:
    """1 size and leading bytes, 2 structure to the last byte, 3 pixel cap, 4 decode and write anew."""
    row = check_outside(content)
    if row.kind is FileKind.PDF:
        check_pdf(content)
        return Cleaned(media_type="application/pdf", content=rewrite(content))
    check_no_archive(content)
    if row.kind is FileKind.PNG:
        content = png_core(content)
    elif row.kind is FileKind.HEIC:
        check_heic(content)
    else:
        check_jpeg(content)
    return Cleaned(media_type="image/jpeg", content=reencode(content, row.kind))
