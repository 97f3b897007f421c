"""A progress as plain data, so that a round survives its process.

Invariants:
- what is read back equals what was written; anything else is refused with a sentence, never guessed.
- it holds pseudonyms only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from pydantic import TypeAdapter, ValidationError

from todoke.core.errors import Refused
from todoke.core.refusal import N_, Refusal
from todoke.core.talent.allocation.rounds import Progress

FORMAT = "todoke-progress-1"
_READER = TypeAdapter(Progress)

UNREADABLE = Refusal(
    code="talent.round.unreadable-progress",
    message=N_("What was saved of this round cannot be read. Begin the round anew; nothing was published."),
)


def plain_progress(progress: Progress) -> dict[str, Any]:
    """For JSON."""
    return {"format": FORMAT, **asdict(progress)}


def read_progress(data: Mapping[str, Any]) -> Progress:
    """Raises Refused."""
    fields = {name: value for name, value in data.items() if name != "format"}
    if data.get("format") != FORMAT:
        raise Refused(UNREADABLE)
    try:
        return _READER.validate_python(fields)
    except ValidationError as error:
        raise Refused(UNREADABLE) from error
