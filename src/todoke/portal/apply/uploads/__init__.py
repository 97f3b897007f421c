"""Photo intake: `accept_upload` takes what a phone sends and gives back a clean file, or a sentence.

Imports lazily, so that the cleaning processes load neither Django nor settings.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from todoke.portal.apply.uploads.file_kinds import LARGEST_FILE, CleanFile

if TYPE_CHECKING:
    from todoke.portal.apply.uploads.intake import accept_upload

__all__ = ["LARGEST_FILE", "CleanFile", "accept_upload"]


def __getattr__(name: str) -> object:
    if name == "accept_upload":
        from todoke.portal.apply.uploads.intake import accept_upload

        return accept_upload
    raise AttributeError(name)
