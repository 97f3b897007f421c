"""The My Numbers (個人番号) in a case's answers: where they are, and how one is forgotten.

A place is an input name: "claimant_my_number", "children.1.child_my_number" (rows count from 0).
Invariants:
- they are found by their shape, so that one in an answer of another revision, or of a procedure this office
  does not know, is never overlooked.
- forgetting gives new answers; the number in clear is never handled here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from todoke.core.procedures.definition import Definition
from todoke.core.procedures.fields.base import Field, Json
from todoke.core.procedures.fields.group import GroupField

SEALED, DELETED_AT = "sealed", "deleted_at"


def numbers_in(
    answers: Mapping[str, Any], definition: Definition | None = None
) -> dict[str, Mapping[str, str]]:
    """Place → `{"sealed": …}` or `{"deleted_at": …}`, in the order of the form (a database may keep none)."""
    found = {place: value for id, answer in answers.items() for place, value in _found(answer, id)}
    fields = definition.fields if definition else ()
    return dict(sorted(found.items(), key=lambda one: _order(one[0].split("."), fields)))


def sealed_in(value: Any) -> list[str]:
    """Every sealed number in any piece of JSON."""
    return [found[SEALED] for _, found in _found(value, "") if SEALED in found]


def forget(answers: Mapping[str, Any], places: Collection[str], *, at: datetime) -> dict[str, Any]:
    """The answers without the sealed numbers at these places."""
    return {id: _forgotten(answer, id, places=places, at=at) for id, answer in answers.items()}


def forget_all(value: Any, *, at: datetime) -> Any:
    """Any piece of JSON without a sealed number."""
    return _forgotten(value, "", places=[place for place, _ in _found(value, "")], at=at)


def place_words(definition: Definition | None, place: str, *, language: str) -> str:
    """「請求者の個人番号」, 「児童2・児童の個人番号」; the place itself where the definition says nothing."""
    id, *rest = place.split(".")
    field = next((one for one in definition.fields if one.id == id), None) if definition else None
    words = _words(field, rest, language=language) if field else None
    return "・".join(words) if words else place


def _words(field: Field, rest: list[str], *, language: str) -> list[str] | None:
    if not rest:
        return [field.label.say(language)]
    if not isinstance(field, GroupField) or len(rest) < 2 or not rest[0].isdigit():
        return None
    cell = next((one for one in field.fields if one.id == rest[1]), None)
    below = _words(cell, rest[2:], language=language) if cell else None
    row, space = (field.row or field.label).say(language), " " if language == "en" else ""
    return [f"{row}{space}{int(rest[0]) + 1}", *below] if below else None


def _order(place: list[str], fields: Sequence[Field]) -> list[int]:
    """Which question, which row, which cell …; what the form does not know comes last."""
    if not place:
        return []
    at = next((at for at, field in enumerate(fields) if field.id == place[0]), len(fields))
    row = [int(place[1])] if place[1:] and place[1].isdigit() else []
    group = fields[at] if at < len(fields) else None
    return [at, *row, *_order(place[2:], group.fields if isinstance(group, GroupField) else ())]


def _found(value: Json, place: str) -> Iterator[tuple[str, Mapping[str, str]]]:
    if isinstance(value, dict):
        if len(value) == 1 and isinstance(value.get(SEALED, value.get(DELETED_AT)), str):
            yield place, value  # type: ignore[misc]
            return
        for name, part in value.items():
            yield from _found(part, _below(place, name))
    elif isinstance(value, list):
        for number, row in enumerate(value):
            yield from _found(row, _below(place, str(number)))


def _forgotten(value: Any, place: str, *, places: Collection[str], at: datetime) -> Any:
    if isinstance(value, dict):
        if place in places and SEALED in value:
            return {DELETED_AT: at.isoformat()}
        return {
            name: _forgotten(part, _below(place, name), places=places, at=at) for name, part in value.items()
        }
    if isinstance(value, list):
        rows = enumerate(value)
        return [_forgotten(row, _below(place, str(number)), places=places, at=at) for number, row in rows]
    return value


def _below(place: str, name: str) -> str:
    return f"{place}.{name}" if place else name
