"""What staff write into a case: it ends in the database, in notices and in documents, so it is cleaned first.

Invariant: every command that keeps or sends such a text takes it through `cleaned`. A NUL in the reasons
would otherwise be decided, and no notice could ever be printed.
"""

from __future__ import annotations

from collections.abc import Mapping

from todoke.core.errors import Refused
from todoke.core.lexicon.text import clean_text
from todoke.core.refusal import N_, Refusal

LONGEST = 4000
TOO_LONG = Refusal(
    code="case.text.too-long",
    message=N_("This text is longer than 4,000 characters. Please shorten it."),
)
NO_MESSAGE = Refusal(
    code="case.request-correction.message", message=N_("Write what the applicant should correct, and how.")
)


def cleaned(text: str) -> str:
    """The text as it is kept. Raises Refused with the sentence for its field."""
    found = clean_text(text, multiline=True)
    if len(found) > LONGEST:
        raise Refused(TOO_LONG)
    return found


def faults_in(typed: Mapping[str, object]) -> dict[str, Refusal]:
    """What is wrong with each text of a form, for the page to say it there."""
    faults = {}
    for name, text in typed.items():
        try:
            cleaned(text if isinstance(text, str) else "")
        except Refused as error:
            faults[name] = error.refusals[0]
    return faults
