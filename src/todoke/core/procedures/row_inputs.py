"""Adding and removing rows of a group on a page, without script; also in a group inside a row.

Invariants:
- nothing else that was typed is changed.
- a name that is no group of the page, or a row that is not there, changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from todoke.core.procedures.fields.base import Field
from todoke.core.procedures.fields.group import GroupField

Raw = dict[str, list[str]]


def with_row(raw: Mapping[str, Sequence[str]], fields: Iterable[Field], *, name: str) -> Raw:
    """One more empty row of the group `name` ("children", "children.0.vaccines") if there is room."""
    kept = {key: list(values) for key, values in raw.items()}
    group = _group(tuple(fields), name)
    if group is None:
        return kept
    numbers = group.row_numbers(raw, name)
    if len(numbers) >= group.max_rows:
        return kept
    following = numbers[-1] + 1 if numbers else 0
    return {**kept, group.fields[0].first_input(f"{name}.{following}.{group.fields[0].id}"): [""]}


def without_row(raw: Mapping[str, Sequence[str]], fields: Iterable[Field], *, row: str) -> Raw:
    """Without the row `row` ("children.1", "children.0.vaccines.2"); the rows after it move up."""
    kept = {key: list(values) for key, values in raw.items()}
    name, _, written = row.rpartition(".")
    if _group(tuple(fields), name) is None or not re.fullmatch("[0-9]{1,5}", written, re.ASCII):
        return kept
    number = int(written)
    pattern = re.compile(rf"{re.escape(name)}\.([0-9]{{1,5}})\.(.+)")
    rest: Raw = {}
    for key, values in kept.items():
        match = pattern.fullmatch(key)
        if match is None:
            rest[key] = values
        elif int(match[1]) != number:
            moved = int(match[1]) - (int(match[1]) > number)
            rest[f"{name}.{moved}.{match[2]}"] = values
    return rest


def _group(fields: tuple[Field, ...], name: str) -> GroupField | None:
    """The group an input name stands for; rows are numbers between the ids."""
    id, _, rest = name.partition(".")
    found = next((one for one in fields if one.id == id), None)
    if not isinstance(found, GroupField):
        return None
    if not rest:
        return found
    number, _, below = rest.partition(".")
    return _group(found.fields, below) if number.isascii() and number.isdigit() and below else None
