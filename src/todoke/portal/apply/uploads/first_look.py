"""The cheap checks, before a decoder or a process is asked."""

from __future__ import annotations

from collections.abc import Sequence

from todoke.core.errors import Refused
from todoke.core.refusal import Refusal
from todoke.portal.apply.uploads import refusals
from todoke.portal.apply.uploads.file_kinds import LARGEST_FILE, MEDIA_TYPES, FileKind, KindBytes, kind_of


def check_outside(content: bytes, *, accept: Sequence[str] = MEDIA_TYPES) -> KindBytes:
    """The file's row in the table; raises Refused when empty, too large, or not among the media types."""
    if not content:
        raise Refused(refusals.EMPTY)
    if len(content) > LARGEST_FILE:
        raise Refused(refusals.TOO_LARGE)
    row = kind_of(content)
    if row is None or row.kind.media_type not in accept:
        raise Refused(_wrong_kind(accept))
    return row


def _wrong_kind(accept: Sequence[str]) -> Refusal:
    if set(MEDIA_TYPES) <= set(accept):
        return refusals.WRONG_KIND
    return refusals.not_asked_for(kind.name for kind in FileKind if kind.media_type in accept)
