"""An address on one line, as registers write it, laid into the parts a form asks for.

Invariants:
- no character is lost: the parts joined are the line without the spaces between its parts.
- a municipality nobody knows is not guessed: the rest of the line then stands in `town`.
"""

from __future__ import annotations

import re

from todoke.core.lexicon.municipality import MunicipalityLookup

_PREFECTURE = re.compile("東京都|北海道|京都府|大阪府|.{2,3}?県")
_LONGEST_CITY = 15
_BUILDING = re.compile(r"[\s\u3000]+")
_BLOCK = re.compile("[0-9０-９]")


def place_of(line: str, municipalities: MunicipalityLookup | None) -> dict[str, str]:
    """`prefecture`, `city`, `town`, `block`, `building`; "" where the line does not tell."""
    found = _PREFECTURE.match(line)
    prefecture = found[0] if found else ""
    rest = line[len(prefecture) :].lstrip(" \u3000")
    city = _city(prefecture, rest, municipalities=municipalities)
    rest = rest[len(city) :].lstrip(" \u3000")
    parts = {"prefecture": prefecture, "city": city, "town": rest, "block": "", "building": ""}
    first = _BLOCK.search(rest)
    if first is None:
        return parts
    town, numbered = rest[: first.start()], rest[first.start() :]
    block, *building = _BUILDING.split(numbered, maxsplit=1)
    return parts | {"town": town.rstrip(" \u3000"), "block": block, "building": "".join(building)}


def _city(prefecture: str, rest: str, *, municipalities: MunicipalityLookup | None) -> str:
    """The longest beginning that is a municipality (or ward) there: 横浜市中区 before 横浜市."""
    if municipalities is None or not prefecture:
        return ""
    for end in range(min(_LONGEST_CITY, len(rest)), 1, -1):
        if any(one.name.startswith(prefecture) for one in municipalities.named(rest[:end])):
            return rest[:end]
    return ""
