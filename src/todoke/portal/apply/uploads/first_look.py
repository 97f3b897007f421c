"""The cheap checks, before a decoder or a process is asked."""

from __future__ import annotations

from todoke.core.errors import Refused
from todoke.portal.apply.uploads import refusals
from todoke.portal.apply.uploads.file_kinds import LARGEST_FILE, KindBytes, kind_of


def check_outside(content: bytes) -> KindBytes:
    """The file's row in the table; raises Refused when empty, too large, or opening with unknown bytes."""
    if not content:
        raise Refused(refusals.EMPTY)
    if len(content) > LARGEST_FILE:
        raise Refused(refusals.TOO_LARGE)
    row = kind_of(content)
    if row is None:
        raise Refused(refusals.WRONG_KIND)
    return row
