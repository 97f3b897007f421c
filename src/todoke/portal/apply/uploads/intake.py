"""The way of an uploaded file: first look → virus check → cleaning process → CleanFile.

Invariant: until the last step nothing is stored; the bytes that came are never kept, only what we wrote anew.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from todoke.core.errors import Refused
from todoke.portal.apply.uploads.file_kinds import LARGEST_FILE, MEDIA_TYPES, Cleaned, CleanFile
from todoke.portal.apply.uploads.first_look import check_outside
from todoke.portal.apply.uploads.pool import pool
from todoke.portal.apply.uploads.refusals import TOO_LARGE
from todoke.portal.apply.uploads.virus_scan import require_clean

_LONGEST_NAME = 80
_SUFFIXES = {"image/jpeg": ".jpg", "application/pdf": ".pdf"}


def take_upload(sent: UploadedFile, *, accept: Sequence[str]) -> CleanFile:
    """A posted file for a question that takes these media types. Raises Refused with one sentence."""
    if (sent.size or 0) > LARGEST_FILE:  # before 50 MB are read into memory
        raise Refused(TOO_LARGE)
    return accept_upload(sent.read(), filename=sent.name or "", accept=accept)


def accept_upload(content: bytes, *, filename: str, accept: Sequence[str] = MEDIA_TYPES) -> CleanFile:
    """The clean file to keep. Raises Refused with one sentence for the person."""
    check_outside(content, accept=accept)
    address = clamd_address()
    if address:
        require_clean(content, address=address)
    return _named(pool.clean(content), filename)


def clamd_address() -> str:
    """Empty where the operator runs no clamd."""
    return settings.TODOKE.clamd


def clean_name(filename: str, media_type: str) -> str:
    """The last part of the name without control characters, with the suffix of what the file now is."""
    last = re.split(r"[/\\]", filename)[-1]
    shown = "".join(mark for mark in last if unicodedata.category(mark)[0] != "C").strip(". ")
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", shown)[:_LONGEST_NAME].strip(". ")
    return (stem or "file") + _SUFFIXES[media_type]


def _named(cleaned: Cleaned, filename: str) -> CleanFile:
    return CleanFile(
        name=clean_name(filename, cleaned.media_type),
        media_type=cleaned.media_type,
        content=cleaned.content,
        size=len(cleaned.content),
        sha256=hashlib.sha256(cleaned.content).hexdigest(),
    )
