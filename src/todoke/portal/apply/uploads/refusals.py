"""Every sentence an upload may be refused with: what happened, and what to do next."""

from __future__ import annotations

from collections.abc import Iterable

from todoke.core.refusal import N_, Refusal
from todoke.portal.apply.uploads.file_kinds import LARGEST_FILE, MOST_PDF_PAGES

EMPTY = Refusal(
    code="upload.empty",
    message=N_("This file is empty. Choose the photo or PDF again."),
)
TOO_LARGE = Refusal(
    code="upload.too-large",
    message=N_("This file is larger than %(limit)s MB. Choose a smaller photo or PDF."),
    params={"limit": LARGEST_FILE // (1024 * 1024)},
)
WRONG_KIND = Refusal(
    code="upload.wrong-kind",
    message=N_(
        "This is not a photo or PDF we can take. Choose a photo from your phone (JPEG, PNG, HEIC) or a PDF."
    ),
)
NOT_ASKED_FOR = "upload.not-asked-for"


def not_asked_for(kinds: Iterable[str]) -> Refusal:
    """`kinds` as people know them: JPEG, PNG, HEIC, PDF."""
    return Refusal(
        code=NOT_ASKED_FOR,
        message=N_("This question does not take this kind of file. Choose one of these: %(kinds)s."),
        params={"kinds": " / ".join(kinds)},
    )


BROKEN = Refusal(
    code="upload.broken",
    message=N_(
        "This file could not be read. It may be damaged or cut short. Take or save it again, then choose it."
    ),
)
HIDDEN_DATA = Refusal(
    code="upload.hidden-data",
    message=N_(
        "This file carries other data behind the picture. Take a screenshot of it and choose that instead."
    ),
)
TOO_MANY_PIXELS = Refusal(
    code="upload.too-many-pixels",
    message=N_("This picture has too many pixels. Take the photo again at your phone's normal size."),
)
PDF_LOCKED = Refusal(
    code="upload.pdf-locked",
    message=N_("This PDF is locked with a password. Save it without the password, then choose it again."),
)
PDF_TOO_LONG = Refusal(
    code="upload.pdf-too-long",
    message=N_("This PDF has more than %(limit)s pages. Choose only the pages that are needed."),
    params={"limit": MOST_PDF_PAGES},
)
INFECTED = Refusal(
    code="upload.infected",
    message=N_("The virus check found something harmful in this file. Choose another file."),
)
CHECK_UNREACHABLE = Refusal(
    code="upload.check-unreachable",
    message=N_(
        "Files cannot be checked for viruses just now, so we did not take this one. "
        "Your answers are kept. Try again in a few minutes."
    ),
)
BUSY = Refusal(
    code="upload.busy",
    message=N_("Many people are sending photos just now. Your answers are kept. Try again in a minute."),
)

BY_CODE = {
    refusal.code: refusal
    for refusal in (
        EMPTY, TOO_LARGE, WRONG_KIND, BROKEN, HIDDEN_DATA, TOO_MANY_PIXELS, PDF_LOCKED, PDF_TOO_LONG,
        INFECTED, CHECK_UNREACHABLE, BUSY,
    )
}  # fmt: skip
