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
from typing import Any

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
    values = [Source.of(text).value for text in (base, ours, theirs)]
    merge = _Merge()
    merged = merge.value((), *values)
    return Rebased(text=assign(ours, (), merged), clashes=tuple(merge.clashes))


def take(text: str, clash: Clash, *, theirs: bool) -> str:
    """The text with one side's value at the place."""
    return set_at(text, clash.place, clash.theirs if theirs else clash.ours, after=clash.after)


@dataclass(slots=True)
class _Merge:
    clashes: list[Clash] = field(default_factory=list)

    def value(self, place: Place, base: Any, ours: Any, theirs: Any) -> Any:
        if same(ours, theirs) or same(theirs, base):
            return ours
        if same(ours, base):
            return theirs
        if isinstance(ours, Mapping) and isinstance(theirs, Mapping):
            return self._mapping(place, base if isinstance(base, Mapping) else {}, ours, theirs)
        lists = [named(one) for one in (base if isinstance(base, list) else [], ours, theirs)]
        if lists[0] is not None and lists[1] is not None and lists[2] is not None:
            return self._list(place, lists[0], lists[1], lists[2])
        return self._clash(place, base, ours, theirs)

    def _clash(self, place: Place, base: Any, ours: Any, theirs: Any, *, after: tuple[str, ...] = ()) -> Any:
        self.clashes.append(Clash(place=place, base=base, ours=ours, theirs=theirs, after=after))
        return ours

    def _mapping(
        self, place: Place, base: Mapping[str, Any], ours: Mapping[str, Any], theirs: Mapping[str, Any]
    ) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key in dict.fromkeys([*ours, *theirs]):
            sides = [side.get(key, MISSING) for side in (base, ours, theirs)]
            value = self.value((*place, key), *sides)
            if not isinstance(value, Missing):
                found[key] = value
        return found

    def _list(
        self, place: Place, base: dict[str, Any], ours: dict[str, Any], theirs: dict[str, Any]
    ) -> list[Any]:
        found: dict[str, Any] = {}
        for name in _order(list(base), list(ours), list(theirs)):
            sides = [side.get(name, MISSING) for side in (base, ours, theirs)]
            known = len(self.clashes)
            value = self.value((*place, name), *sides)
            if len(self.clashes) > known and any(isinstance(side, Missing) for side in sides[1:]):
                self._tell_where(name, list(theirs if name in theirs else ours))
            if not isinstance(value, Missing):
                found[name] = value
        return list(found.values())

    def _tell_where(self, name: str, names: list[str]) -> None:
        """An item that may have to come back: behind which others it stood."""
        last = self.clashes.pop()
        after = tuple(names[: names.index(name)])
        self._clash(last.place, last.base, last.ours, last.theirs, after=after)


def _order(base: list[str], ours: list[str], theirs: list[str]) -> list[str]:
    """Every name once, in the order of the side that reordered; additions follow their neighbours."""
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
