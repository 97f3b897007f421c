"""Lists inside a posted form: `options.0.label.ja`, `options.1.label.ja` … as rows.

Invariant: rows are numbered anew from 0 after every change; what was typed in them goes along.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum

Raw = dict[str, list[str]]
Row = dict[str, list[str]]

MOST_ROWS = 100


class Press(StrEnum):
    """The small buttons of a list. Nothing is saved by them."""

    ADD = "add"
    REMOVE = "remove"
    UP = "up"
    DOWN = "down"
    CHOOSE = "choose"


def rows_of(raw: Mapping[str, Sequence[str]], name: str) -> list[Row]:
    """Each row's inputs by what comes after its number ("" for a row of one box)."""
    pattern = re.compile(rf"{re.escape(name)}\.([0-9]{{1,3}})(?:\.(.+))?")
    found: dict[int, Row] = {}
    for key, values in raw.items():
        if match := pattern.fullmatch(key):
            found.setdefault(int(match[1]), {})[match[2] or ""] = list(values)
    return [found[number] for number in sorted(found)][:MOST_ROWS]


def with_rows(raw: Mapping[str, Sequence[str]], name: str, *, rows: Sequence[Row]) -> Raw:
    """The form with these rows instead of its own."""
    pattern = re.compile(rf"{re.escape(name)}\.[0-9]{{1,3}}(?:\..+)?")
    rest = {key: list(values) for key, values in raw.items() if not pattern.fullmatch(key)}
    for number, row in enumerate(rows):
        for key, values in row.items():
            rest[f"{name}.{number}{'.' if key else ''}{key}"] = list(values)
    return rest


def one(raw: Mapping[str, Sequence[str]], name: str) -> str:
    """What one input held, line breaks as we write them, without spaces around."""
    values = raw.get(name) or [""]
    return values[-1].replace("\r\n", "\n").replace("\r", "\n").strip()


def press(raw: Mapping[str, Sequence[str]], button: str, *, empty: Row) -> Raw:
    """`button` is "add:options" or "up:options.2"; a button that fits nothing changes nothing."""
    what, _, target = button.partition(":")
    if what == Press.ADD:
        return with_rows(raw, target, rows=[*rows_of(raw, target), empty])
    name, _, number = target.rpartition(".")
    rows = rows_of(raw, name)
    place = int(number) if number.isascii() and number.isdigit() and len(number) < 4 else len(rows)
    if place >= len(rows):
        return {key: list(values) for key, values in raw.items()}
    if what == Press.REMOVE:
        del rows[place]
    elif what in {Press.UP, Press.DOWN}:
        other = max(0, min(len(rows) - 1, place + (-1 if what == Press.UP else 1)))
        rows[place], rows[other] = rows[other], rows[place]
    return with_rows(raw, name, rows=rows)
