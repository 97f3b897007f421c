"""Which ten courses or agreements would open the most unmet demand.

Invariants:
- only pairs that fail exactly one rule count, and only people who still have the days.
- a need is counted once, for the first key that opens it; the list is therefore what to do in this order.
- nobody is named: a key is a course, or a town whose agreement is missing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum

from todoke.core.talent.allocation.board import Board, value_of
from todoke.core.talent.allocation.roster import Roster
from todoke.core.talent.allocation.rules import Rule
from todoke.core.talent.allocation.values import Need, Person

MOST = 10


class KeyKind(StrEnum):
    COURSE = "course"
    AGREEMENT = "agreement"


@dataclass(frozen=True, kw_only=True, slots=True, order=True)
class Key:
    """`name`: the course's code or the host's id."""

    kind: KeyKind
    name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Opening:
    """`demand`: weight × days × months of the needs it opens beyond earlier keys; `people`: how many."""

    key: Key
    needs: tuple[str, ...]
    demand: int
    people: int


def openings(board: Board, chosen: Collection[int], *, most: int = MOST) -> tuple[Opening, ...]:
    """Greedy cover: each time the key that opens the most demand not yet opened."""
    opened_by, people = _opened(board, chosen)
    values = {need.id: value_of(need) for need in board.needs}
    left = dict(opened_by)
    done: set[str] = set()
    found: list[Opening] = []
    while left and len(found) < most:
        key = min(left, key=lambda one: (-sum(values[need] for need in left[one] - done), one))
        new = left.pop(key) - done
        if not new:
            break
        done |= new
        found.append(
            Opening(
                key=key,
                needs=tuple(sorted(new)),
                demand=sum(values[need] for need in new),
                people=len(people[key]),
            )
        )
    return tuple(found)


def _opened(board: Board, chosen: Collection[int]) -> tuple[dict[Key, set[str]], dict[Key, set[str]]]:
    """Key → open needs, key → people it would concern."""
    needs: dict[Key, set[str]] = defaultdict(set)
    people: dict[Key, set[str]] = defaultdict(set)
    served = {board.pairs[number].need for number in chosen}
    left = days_left(board, chosen)
    for place, need in enumerate(board.needs):
        if place in served:
            continue
        for person, key in _single(board, need):
            if all(left[person.id].get(month, 0) >= need.days for month in need.period.months()):
                needs[key].add(need.id)
                people[key].add(person.id)
    return needs, people


def _single(board: Board, need: Need) -> Iterator[tuple[Person, Key]]:
    alone = board.eligibility.failing_only(need.id)
    for person in board.eligibility.people_in(alone.get(Rule.COURSE, 0)):
        lacking = [course for course in need.courses if not Roster([person]).with_course(course, need)]
        if len(lacking) == 1:
            yield person, Key(kind=KeyKind.COURSE, name=lacking[0])
    for person in board.eligibility.people_in(alone.get(Rule.CONFIDENTIALITY, 0)):
        yield person, Key(kind=KeyKind.AGREEMENT, name=need.host)


def days_left(board: Board, chosen: Collection[int]) -> dict[str, dict[int, int]]:
    """Person → month → days neither running engagements nor this round take."""
    left = {person.id: dict(person.days) for person in board.people}
    taken = [(run.person, run.period.months(), run.days) for run in board.given.running]
    for number in chosen:
        pair = board.pairs[number]
        need = board.needs[pair.need]
        taken.append((board.people[pair.person].id, need.period.months(), need.days))
    for person, months, days in taken:
        for month in months:
            left[person][month] = left[person].get(month, 0) - days
    return left
