"""What changed between two revisions, and whether drafts of the old one may go on in the new one.

Invariants:
- `content_hash` is of the exact bytes; a changed space is another revision.
- a change that could leave an old answer unreadable or unasked is never called compatible.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from todoke.core.procedures.definition import Definition, Step
from todoke.core.procedures.fields.base import Field


class ChangeKind(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """`place` is "step house", "field house_kind" or a key of the definition; `keys` what differs there."""

    kind: ChangeKind
    place: str
    keys: tuple[str, ...] = ()
    compatible: bool = True


_WORDS = frozenset(
    {"label", "hint", "why", "intro", "title", "autocomplete", "preset", "subjects", "row", "unit"}
)


def content_hash(text: str) -> str:
    """SHA-256 of the text as UTF-8, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def diff(old: Definition, new: Definition) -> tuple[Change, ...]:
    """Every difference, in the order: definition, steps, fields."""
    return (*_top(old, new), *_steps(old, new), *_fields(old, new))


def is_compatible(old: Definition, new: Definition) -> bool:
    """Whether answers given under `old` keep their meaning under `new`."""
    return all(change.compatible for change in diff(old, new))


def _top(old: Definition, new: Definition) -> Iterator[Change]:
    keys = [key for key in type(old).model_fields if key != "steps"]
    changed = tuple(key for key in keys if getattr(old, key) != getattr(new, key))
    for key in changed:
        steady = key not in {"procedure", "act", "outcomes", "my_number", "declarations"}
        yield Change(kind=ChangeKind.CHANGED, place=key, compatible=steady)


def _steps(old: Definition, new: Definition) -> Iterator[Change]:
    before, after = ({step.id: step for step in one.steps} for one in (old, new))
    yield from (Change(kind=ChangeKind.REMOVED, place=f"step {id}") for id in before.keys() - after.keys())
    for id, step in after.items():
        if id not in before:
            yield Change(kind=ChangeKind.ADDED, place=f"step {id}")
        elif keys := _step_keys(before[id], step):
            steady = not {"when", "checks"} & set(keys)
            yield Change(kind=ChangeKind.CHANGED, place=f"step {id}", keys=keys, compatible=steady)


def _step_keys(old: Step, new: Step) -> tuple[str, ...]:
    return tuple(
        key for key in ("title", "intro", "when", "checks") if getattr(old, key) != getattr(new, key)
    )


def _fields(old: Definition, new: Definition) -> Iterator[Change]:
    before, after = ({field.id: field for field in one.fields} for one in (old, new))
    for id in before:
        if id not in after:
            yield Change(kind=ChangeKind.REMOVED, place=f"field {id}", compatible=False)
    for id, field in after.items():
        if id not in before:
            steady = not field.required and not field.required_when
            yield Change(kind=ChangeKind.ADDED, place=f"field {id}", compatible=steady)
        elif before[id] != field:
            yield _field_change(before[id], field)


def _field_change(old: Field, new: Field) -> Change:
    place = f"field {new.id}"
    if type(old) is not type(new):
        return Change(kind=ChangeKind.CHANGED, place=place, keys=("type",), compatible=False)
    keys = tuple(key for key in type(new).model_fields if getattr(old, key) != getattr(new, key))
    steady = set(keys) <= _WORDS
    return Change(kind=ChangeKind.CHANGED, place=place, keys=keys, compatible=steady)
