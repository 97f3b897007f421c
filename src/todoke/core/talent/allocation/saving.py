"""A round's input and its progress read back from plain data, so that a round survives its process.

Invariants:
- what is read back equals what was written; anything else is refused with a sentence, never guessed.
- it holds pseudonyms only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from pydantic import TypeAdapter, ValidationError

from todoke.core.errors import Refused
from todoke.core.refusal import N_, Refusal
from todoke.core.talent.allocation.canonical import plain_input
from todoke.core.talent.allocation.months import month_number
from todoke.core.talent.allocation.rounds import Progress
from todoke.core.talent.allocation.values import RoundInput

FORMAT = "todoke-progress-1"
_PROGRESS = TypeAdapter(Progress)
_INPUT = TypeAdapter(RoundInput)
_LEFT_OUT = {"format", "rules", "key_sha256"}

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
        return _PROGRESS.validate_python(fields)
    except ValidationError as error:
        raise Refused(UNREADABLE) from error


def read_input(data: Mapping[str, Any], *, key: bytes) -> RoundInput:
    """The round whose `plain_input` is `data`. Raises Refused, also where the key is another."""
    fields = {name: value for name, value in data.items() if name not in _LEFT_OUT}
    try:
        people = [{**row, "days": _by_number(row["days"])} for row in data["people"]]
        found = _INPUT.validate_python({**fields, "people": people, "key": key})
    except (ValidationError, KeyError, TypeError, ValueError) as error:
        raise Refused(UNREADABLE) from error
    if plain_input(found) != data:
        raise Refused(UNREADABLE)
    return found


def _by_number(days: Mapping[str, int]) -> dict[int, int]:
    return {month_number(date.fromisoformat(f"{month}-01")): free for month, free in days.items()}
