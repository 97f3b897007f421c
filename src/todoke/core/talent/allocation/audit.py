"""How fair a round came out: figures to publish with it, about towns and weights, never about one person.

Invariants:
- a figure about people is a spread over all of them, without ids.
- "flattened": the same round with all weights equal shows what a town gained by marking things urgent.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from todoke.core.talent.allocation.board import value_of
from todoke.core.talent.allocation.stages import Aims
from todoke.core.talent.allocation.values import RoundInput
from todoke.core.talent.bodies import SizeClass

HEAVIEST = 9
"""The weight of what the rubric calls urgent."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Share:
    """Of `asked` (weight × days × months), `served` is covered."""

    asked: int
    served: int

    @property
    def part(self) -> Fraction:
        return Fraction(self.served, self.asked) if self.asked else Fraction(1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Audit:
    """`unhelped`: towns with a need somebody could serve and nothing; `blocking`: see `blocking_pairs`."""

    by_size: Mapping[SizeClass, Share]
    unhelped: int
    helpable: int
    urgent_part: Mapping[str, Fraction]
    towns_per_person: tuple[int, ...]
    blocking: int


def audit(aims: Aims, chosen: Collection[int]) -> Audit:
    board = aims.board
    served = {board.pairs[number].need for number in chosen}
    asked: dict[SizeClass, list[int]] = defaultdict(lambda: [0, 0])
    urgent: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    size_of = {host.id: host.size for host in board.hosts}
    for place, need in enumerate(board.needs):
        asked[size_of[need.host]][0] += value_of(need)
        asked[size_of[need.host]][1] += value_of(need) * (place in served)
        urgent[need.host][0] += need.weight >= HEAVIEST
        urgent[need.host][1] += 1
    towns: dict[int, set[int]] = defaultdict(set)
    for number in chosen:
        towns[board.pairs[number].person].add(board.pairs[number].host)
    helped = {board.pairs[number].host for number in chosen}
    return Audit(
        by_size={size: Share(asked=row[0], served=row[1]) for size, row in sorted(asked.items())},
        unhelped=len(aims.floor_hosts - helped),
        helpable=len(aims.floor_hosts),
        urgent_part={host: Fraction(*row) for host, row in sorted(urgent.items())},
        towns_per_person=tuple(sorted(len(there) for there in towns.values())),
        blocking=blocking_pairs(aims, chosen),
    )


def blocking_pairs(aims: Aims, chosen: Collection[int]) -> int:
    """Pairs that fit better than what both sides have: the need's person, and some work of that person.

    A measure to watch, not a rule: with part-time work an allocation without any need not exist.
    """
    board = aims.board
    of_need = {board.pairs[number].need: board.pairs[number].fit.points for number in chosen}
    least: dict[int, int] = {}
    for number in chosen:
        pair = board.pairs[number]
        least[pair.person] = min(least.get(pair.person, pair.fit.points), pair.fit.points)
    taken = set(chosen)
    return sum(
        pair.fit.points > of_need.get(pair.need, -1) and pair.fit.points > least.get(pair.person, -1)
        for pair in board.pairs
        if pair.number not in taken
    )


def flattened(given: RoundInput) -> RoundInput:
    """Every need weighs the same."""
    return replace(given, needs=tuple(replace(need, weight=1) for need in given.needs))
