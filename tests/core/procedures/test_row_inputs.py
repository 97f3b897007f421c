from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from todoke.core.procedures.load import load_definition
from todoke.core.procedures.row_inputs import with_row, without_row

FIELDS = load_definition(Path(__file__).with_name("dog.yaml").read_text("utf-8"), file="dog.yaml").fields
RAW = {
    "dogs.0.name": ["はな"],
    "dogs.0.vaccines.0.given": ["yes"],
    "dogs.0.vaccines.1.given": ["no"],
    "dogs.2.name": ["もも"],
    "parent": ["花子"],
}

ADDED = {
    "a row": ("dogs", {"dogs.3.name": [""]}),
    "a row in a row": ("dogs.0.vaccines", {"dogs.0.vaccines.2.given": [""]}),
    "the first row in a row": ("dogs.2.vaccines", {"dogs.2.vaccines.0.given": [""]}),
    "no group": ("parent", {}),
    "nothing asked": ("cats", {}),
    "a cell that is no group": ("dogs.0.name", {}),
    "no row number": ("dogs.x.vaccines", {}),
}


@pytest.mark.parametrize(("name", "more"), ADDED.values(), ids=ADDED.keys())
def test_a_row_is_added_where_it_belongs(name: str, more: dict[str, Any]) -> None:
    assert with_row(RAW, FIELDS, name=name) == RAW | more


def test_no_row_is_added_beyond_the_limit() -> None:
    full = {f"dogs.{number}.name": ["はな"] for number in range(20)}
    assert with_row(full, FIELDS, name="dogs") == full


REMOVED = {
    "a row": (
        "dogs.0",
        {"dogs.1.name": ["もも"], "parent": ["花子"]},
    ),
    "a row in a row": (
        "dogs.0.vaccines.0",
        {
            "dogs.0.name": ["はな"],
            "dogs.0.vaccines.0.given": ["no"],
            "dogs.2.name": ["もも"],
            "parent": ["花子"],
        },
    ),
    "no group": ("parent.0", RAW),
    "no number": ("dogs.x", RAW),
    "nothing": ("", RAW),
}


@pytest.mark.parametrize(("row", "left"), REMOVED.values(), ids=REMOVED.keys())
def test_a_row_goes_and_the_others_move_up(row: str, left: dict[str, Any]) -> None:
    assert without_row(RAW, FIELDS, row=row) == left
