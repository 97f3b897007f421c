"""Photo intake: `take_upload` takes what a phone sends and gives back a clean file, or a sentence.

Imports lazily, so that the cleaning processes load neither Django nor settings.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from todoke.portal.apply.uploads.file_kinds import LARGEST_FILE, CleanFile

if TYPE_CHECKING:
    from todoke.portal.apply.uploads.intake import accept_upload, take_upload

__all__ = ["LARGEST_FILE", "CleanFile", "accept_upload", "take_upload"]


def __getattr__(name: str) -> object:
    if name in {"accept_upload", "take_upload"}:
        from todoke.portal.apply.uploads import intake

        return getattr(intake, name)
    raise AttributeError(name)
