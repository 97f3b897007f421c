"""What a condition can be about at a place of a definition: the questions and values known there.

Invariants:
- read from the plain tree, so that it works while another part of the definition is still wrong.
- only what is asked before the place is offered, as the compiler demands.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from pydantic import ValidationError

from todoke.core.procedures.expressions import CelType
from todoke.core.procedures.fields import field_types
from todoke.core.procedures.fields.yes_no import NO, YES
from todoke.core.procedures.text import Text

At = tuple[int | str, ...]


class Shape(StrEnum):
    """What can be asked of a subject."""

    YES_NO = "yes_no"
    ONE = "one"
    SEVERAL = "several"
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    COUNT = "count"


@dataclass(frozen=True, kw_only=True, slots=True)
class Subject:
    """`name` as expressions write it; `options` the answers by value, where there are a few."""

    name: str
    label: Text
    shape: Shape
    options: Mapping[str, Text] = field(default_factory=dict)
    unit: Text | None = None


_SHAPES: Mapping[CelType, Shape] = {
    CelType.BOOLEAN: Shape.YES_NO,
    CelType.STRINGS: Shape.SEVERAL,
    CelType.INTEGER: Shape.NUMBER,
    CelType.DATE: Shape.DATE,
    CelType.RECORDS: Shape.COUNT,
}
_RESULTS = {"integer": Shape.NUMBER, "boolean": Shape.YES_NO, "string": Shape.TEXT, "date": Shape.DATE}


def subjects_at(tree: Any, at: At) -> dict[str, Subject]:
    """By name, in the order they are asked: what an expression at this place can read."""
    found = {one.name: one for one in (*_asked_before(tree, at), *_row(tree, at))}
    return found | {one.name: one for one in _computed(tree, found)}


def _asked_before(tree: Any, at: At) -> Iterator[Subject]:
    """A check or a stop sees its own page too; `at` outside the pages sees everything."""
    pages = _list(tree, "steps")
    last = at[1] if at[:1] == ("steps",) and len(at) > 1 and isinstance(at[1], int) else len(pages)
    for page in pages[:last]:
        yield from _subjects(_list(page, "fields"), "")
    if last < len(pages):
        yield from _subjects(_list(pages[last], "fields")[: _known(pages[last], at)], "")


def _known(page: Any, at: At) -> int:
    if at[2:3] == ("fields",) and len(at) > 3 and isinstance(at[3], int):
        return at[3]
    return len(_list(page, "fields")) if at[2:3] in {("checks",), ("stops",)} else 0


def _row(tree: Any, at: At) -> Iterator[Subject]:
    """The cells before this one in its own row: the innermost row only."""
    inner = [place for place, part in enumerate(at) if part == "fields"]
    if len(inner) < 2 or len(at) <= inner[-1] + 1:
        return
    group = tree
    for part in at[: inner[-1]]:
        group = group[part]
    place = at[inner[-1] + 1]
    yield from _subjects(_list(group, "fields")[: place if isinstance(place, int) else None], "row.")


def _subjects(fields: list[Any], prefix: str) -> Iterator[Subject]:
    for one in fields:
        found = _subject(one, prefix) if isinstance(one, dict) else None
        if found:
            yield found


def _subject(content: Mapping[str, Any], prefix: str) -> Subject | None:
    kind = field_types().get(str(content.get("type")))
    label = text_of(content.get("label"))
    name = content.get("field")
    if kind is None or label is None or not isinstance(name, str) or not name:
        return None
    options = _options(content)
    shape = _SHAPES.get(kind.cel_type)
    if kind.cel_type is CelType.STRING:
        shape = Shape.ONE if options else Shape.TEXT
    if shape is None:
        return None
    return Subject(
        name=f"{prefix}{name}",
        label=label,
        shape=shape,
        options=options if shape is not Shape.YES_NO else _yes_no(content),
        unit=text_of(content.get("unit")),
    )


def _options(content: Mapping[str, Any]) -> dict[str, Text]:
    found = {}
    for one in _list(content, "options"):
        value, label = (
            (one.get("value"), text_of(one.get("label"))) if isinstance(one, dict) else (None, None)
        )
        if isinstance(value, str) and label is not None:
            found[value] = label
    return found


def _yes_no(content: Mapping[str, Any]) -> dict[str, Text]:
    return {"yes": text_of(content.get("yes")) or YES, "no": text_of(content.get("no")) or NO}


def _computed(tree: Any, known: Mapping[str, Subject]) -> Iterator[Subject]:
    """Values worked out; whether all they read is known is for the compiler to say."""
    for one in _list(tree, "computed"):
        label = text_of(one.get("label")) if isinstance(one, dict) else None
        name = one.get("computed") if isinstance(one, dict) else None
        if label is None or not isinstance(name, str) or name in known:
            continue
        shape = _RESULTS.get(str(one.get("result")), Shape.NUMBER)
        options = {"yes": YES, "no": NO} if shape is Shape.YES_NO else {}
        yield Subject(name=name, label=label, shape=shape, options=options, unit=text_of(one.get("unit")))


def text_of(value: Any) -> Text | None:
    """A text as far as it can be read."""
    try:
        return Text.model_validate(value) if isinstance(value, str | dict) else None
    except ValidationError:
        return None


def _list(value: Any, key: str) -> list[Any]:
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, list) else []
