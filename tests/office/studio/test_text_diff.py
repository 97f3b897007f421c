"""Two texts side by side: every line is there once, on its side, with its number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from todoke.office.studio.text_diff import MOST_LINES, RowKind, side_by_side

LINES = st.lists(st.sampled_from(["a", "b", "", " c"]), max_size=30)


def kinds(old, new):
    return [row.kind.value for row in side_by_side("\n".join(old), "\n".join(new))]


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        ("nothing at all", [], [], []),
        ("the same", ["a"], ["a"], ["same"]),
        ("one line changed", ["a", "b"], ["a", "c"], ["same", "changed"]),
        ("one line more", ["a"], ["a", "b"], ["same", "added"]),
        ("one line less", ["a", "b"], ["b"], ["removed", "same"]),
        ("all the same for long", ["x"] * 20, ["x"] * 20, ["folded"]),
        ("a change at the end", ["x"] * 20 + ["a"], ["x"] * 20 + ["b"], ["folded", *["same"] * 3, "changed"]),
        ("a fold of one line would save nothing", [*"abcd", "x"], [*"abcd", "y"], [*["same"] * 4, "changed"]),
    ],
)  # fmt: skip
def test_what_is_shown(name, old, new, expected):
    assert kinds(old, new) == expected


@given(LINES, LINES)
def test_no_line_is_lost_or_moved(old, new):
    rows = side_by_side("\n".join(old), "\n".join(new))
    shown_old = [row.old_number for row in rows if row.old_number]
    shown_new = [row.new_number for row in rows if row.new_number]
    folded = sum(row.folded for row in rows if row.kind is RowKind.FOLDED)
    assert shown_old == sorted(set(shown_old)) and shown_new == sorted(set(shown_new))
    lines = ["\n".join(one).splitlines() for one in (old, new)]
    assert len(shown_old) + folded == len(lines[0]) and len(shown_new) + folded == len(lines[1])
    assert all(lines[0][row.old_number - 1] == row.old for row in rows if row.old_number)
    assert all(lines[1][row.new_number - 1] == row.new for row in rows if row.new_number)


def test_texts_too_long_to_compare_are_not_compared():
    assert side_by_side("x\n" * MOST_LINES, "y\n") is None
