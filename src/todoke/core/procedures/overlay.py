"""A municipality's text on top of a shared one: bring in what the shared one changed, by structure.

Invariants:
- nothing the municipality wrote is lost: where both sides changed one place, its own value stays in the
  text and the place is listed with both values, to be decided by a person.
- steps, questions, options and examples are found by their names, never by their position.
- where both sides reorder a list, the municipality's order stays.
- the merged text differs from the municipality's only where the shared one changed; comments stay.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from todoke.core.procedures.editing import Source, assign
from todoke.core.procedures.overlay_places import MISSING, Missing, Place, named, same, set_at


@dataclass(frozen=True, kw_only=True, slots=True)
class Clash:
    """One place both sides changed. A value may be MISSING: not there on that side.

    `after` are the names of the items before it, where it is an item of a list that one side took out.
    """

    place: Place
    base: Any
    ours: Any
    theirs: Any
    after: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Rebased:
    text: str
    clashes: tuple[Clash, ...]


def rebase(*, base: str, ours: str, theirs: str) -> Rebased:
    """`ours` was made from `base`, which has become `theirs`. Raises Refused for unreadable YAML."""
    read = [Source.of(text).value for text in (base, ours, theirs)]
    merge = _Merge()
    merged = merge.value((), _Sides(*read))
    return Rebased(text=assign(ours, (), merged), clashes=tuple(merge.clashes))


def take(text: str, clash: Clash, *, theirs: bool) -> str:
    """The text with one side's value at the place."""
    value = clash.theirs if theirs else clash.ours
    return set_at(text, clash.place, value=value, after=clash.after)


class _Sides(NamedTuple):
    """One place as the three texts have it; MISSING where it is not there."""

    base: Any
    ours: Any
    theirs: Any

    def at(self, key: str) -> _Sides:
        return _Sides(*(side.get(key, MISSING) for side in self))


@dataclass(slots=True)
class _Merge:
    clashes: list[Clash] = field(default_factory=list)

    def value(self, place: Place, sides: _Sides) -> Any:
        base, ours, theirs = sides
        if same(ours, theirs) or same(theirs, base):
            return ours
        if same(ours, base):
            return theirs
        if isinstance(ours, Mapping) and isinstance(theirs, Mapping):
            return self._mapping(place, _Sides(base if isinstance(base, Mapping) else {}, ours, theirs))
        lists = [named(one) for one in (base if isinstance(base, list) else [], ours, theirs)]
        if not any(one is None for one in lists):
            return self._list(place, _Sides(*lists))
        return self._clash(place, sides)

    def _clash(self, place: Place, sides: _Sides, *, after: tuple[str, ...] = ()) -> Any:
        found = Clash(place=place, base=sides.base, ours=sides.ours, theirs=sides.theirs, after=after)
        self.clashes.append(found)
        return sides.ours

    def _mapping(self, place: Place, sides: _Sides) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key in dict.fromkeys([*sides.ours, *sides.theirs]):
            value = self.value((*place, key), sides.at(key))
            if not isinstance(value, Missing):
                found[key] = value
        return found

    def _list(self, place: Place, sides: _Sides) -> list[Any]:
        """`sides` are the items by their names."""
        found: dict[str, Any] = {}
        for name in _order(sides):
            item, known = sides.at(name), len(self.clashes)
            value = self.value((*place, name), item)
            if len(self.clashes) > known and any(isinstance(side, Missing) for side in item[1:]):
                self._tell_where(name, list(sides.theirs if name in sides.theirs else sides.ours))
            if not isinstance(value, Missing):
                found[name] = value
        return list(found.values())

    def _tell_where(self, name: str, names: list[str]) -> None:
        """An item that may have to come back: behind which others it stood."""
        last = self.clashes.pop()
        after = tuple(names[: names.index(name)])
        self._clash(last.place, _Sides(last.base, last.ours, last.theirs), after=after)


def _order(sides: _Sides) -> list[str]:
    """Every name once, in the order of the side that reordered; additions follow their neighbours."""
    base, ours, theirs = (list(side) for side in sides)
    ours_moved = _kept(ours, base) != _kept(base, ours)
    first, second = (ours, theirs) if ours_moved else (theirs, ours)
    found = list(first)
    for number, name in enumerate(second):
        if name not in found:
            before = [found.index(one) for one in second[:number] if one in found]
            found.insert(before[-1] + 1 if before else 0, name)
    return found


def _kept(names: list[str], other: list[str]) -> list[str]:
    return [name for name in names if name in other]
