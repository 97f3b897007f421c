"""Ids for what an author adds: words that expressions can read, from English where there is some."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from todoke.core.procedures.expressions import KEYWORDS, RESERVED

LONGEST = 40
_WORDS = re.compile(r"[a-z0-9]+")


def fresh_id(wish: str, taken: Collection[str]) -> str:
    """`wish` as an id nobody has yet: "Name of the dog" → name_of_the_dog, name_of_the_dog_2 …"""
    base = "_".join(_WORDS.findall(wish.lower()))[:LONGEST].strip("_") or "item"
    base = base if base[0].isalpha() else f"n{base}"
    number, found = 1, base
    while found in taken or found in RESERVED | KEYWORDS:
        number += 1
        found = f"{base}_{number}"
    return found


def ids_in(tree: Any) -> set[str]:
    """Every id in use: pages, questions, cells, computed values."""
    found: set[str] = set()
    waiting = [tree]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            found |= {one[key] for key in ("step", "field", "computed") if isinstance(one.get(key), str)}
            waiting += [value for key, value in one.items() if key != "examples"]
        elif isinstance(one, list):
            waiting += one
    return found
