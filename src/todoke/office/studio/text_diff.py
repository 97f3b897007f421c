"""Two texts side by side, line by line; what is the same for long is folded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import zip_longest

AROUND = 3
MOST_LINES = 6_000
"""Beyond this the comparison would take seconds."""


class RowKind(StrEnum):
    SAME = "same"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"
    FOLDED = "folded"


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """Line numbers count from 1, None where that side has no line; a folded row only counts its lines."""

    kind: RowKind
    old_number: int | None = None
    old: str = ""
    new_number: int | None = None
    new: str = ""
    folded: int = 0


def side_by_side(old: str, new: str) -> tuple[Row, ...] | None:
    """None where the texts are too long to compare while somebody waits."""
    before, after = old.splitlines(), new.splitlines()
    if len(before) + len(after) > MOST_LINES:
        return None
    found: list[Row] = []
    for tag, i, i_end, j, j_end in SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes():
        if tag == "equal":
            found += _same(before, (i, i_end), j=j, whole=(i_end == len(before), i == 0))
        else:
            found += _other(before[i:i_end], after[j:j_end], i=i, j=j)
    return tuple(found)


def _same(lines: list[str], run: tuple[int, int], *, j: int, whole: tuple[bool, bool]) -> Iterator[Row]:
    """`whole`: whether this run ends, and whether it begins the text: nothing to show around it there."""
    i, end = run
    last, first = whole
    head, tail = (0 if first else AROUND), (0 if last else AROUND)
    length = end - i
    for number in range(length):
        if number == head and length > head + tail + 1:
            yield Row(kind=RowKind.FOLDED, folded=length - head - tail)
        if head <= number < length - tail and length > head + tail + 1:
            continue
        text = lines[i + number]
        yield Row(kind=RowKind.SAME, old_number=i + number + 1, old=text, new_number=j + number + 1, new=text)


def _other(before: list[str], after: list[str], *, i: int, j: int) -> Iterator[Row]:
    for number, (old, new) in enumerate(zip_longest(before, after)):
        kind = RowKind.ADDED if old is None else RowKind.REMOVED if new is None else RowKind.CHANGED
        yield Row(
            kind=kind,
            old_number=None if old is None else i + number + 1,
            old=old or "",
            new_number=None if new is None else j + number + 1,
            new=new or "",
        )
