"""What a round is for, in the published order, and how much of it a choice of pairs reaches.

Invariants:
- an earlier stage is never given up for a later one, but for the declared tolerance of coverage for balance.
- every value is a whole number, so that "equal" means equal on every machine.
- promises (running engagements, pins) come before all stages: they are limits, not wishes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType

from todoke.core.refusal import N_
from todoke.core.talent.allocation.board import Board

PER_MILLE = 1000


class Stage(StrEnum):
    """In their order. REGAIN takes back what balance did not need."""

    FLOOR = "floor"
    COVERAGE = "coverage"
    BALANCE = "balance"
    REGAIN = "regain"
    FIT = "fit"
    CHANGES = "changes"
    TIE = "tie"


STAGE_WORDS: Mapping[Stage, str] = MappingProxyType(
    {
        Stage.FLOOR: N_("Every town that can be helped gets at least something"),
        Stage.COVERAGE: N_("As much urgent work as possible; above half of a town’s demand it counts half"),
        Stage.BALANCE: N_("The region or size class that gets least gets as much as possible"),
        Stage.REGAIN: N_("Coverage again, keeping the balance"),
        Stage.FIT: N_("People fit the work"),
        Stage.CHANGES: N_("As few changes since the last round as possible"),
        Stage.TIE: N_("Between equals a keyed hash decides"),
    }
)


@dataclass(frozen=True)
class Aims:
    """The weights of the stages on one board. Groups are size classes and regions with reachable demand."""

    board: Board

    @cached_property
    def floor_hosts(self) -> frozenset[int]:
        """Hosts somebody could help and nobody helps yet."""
        reachable = {pair.host for pair in self.board.pairs}
        return frozenset(reachable - self.board.served)

    @cached_property
    def groups(self) -> tuple[tuple[int, frozenset[int]], ...]:
        """(reachable demand, hosts)."""
        members: dict[str, set[int]] = defaultdict(set)
        for number, host in enumerate(self.board.hosts):
            members[f"size {host.size}"].add(number)
            members[f"region {host.region}"].add(number)
        reachable = [0] * len(self.board.hosts)
        for numbers in self.board.by_need:
            if numbers:
                reachable[self.board.pairs[numbers[0]].host] += self.board.pairs[numbers[0]].value
        found = [
            (sum(reachable[one] for one in hosts), frozenset(hosts)) for _, hosts in sorted(members.items())
        ]
        return tuple((demand, hosts) for demand, hosts in found if demand)

    def covered_by_host(self, chosen: Iterable[int]) -> list[int]:
        covered = [0] * len(self.board.hosts)
        for number in chosen:
            covered[self.board.pairs[number].host] += self.board.pairs[number].value
        return covered

    def value(self, stage: Stage, chosen: Iterable[int]) -> int:
        """How much of `stage` the chosen pairs reach; more is better."""
        pairs = [self.board.pairs[number] for number in chosen]
        match stage:
            case Stage.FLOOR:
                return len({pair.host for pair in pairs} & self.floor_hosts)
            case Stage.COVERAGE | Stage.REGAIN:
                return self._coverage([pair.number for pair in pairs])
            case Stage.BALANCE:
                return self._balance([pair.number for pair in pairs])
            case Stage.FIT:
                return sum(pair.fit.points * pair.amount for pair in pairs)
            case Stage.CHANGES:
                return sum(pair.kept for pair in pairs)
            case Stage.TIE:
                return sum(pair.tie for pair in pairs)

    def _coverage(self, chosen: list[int]) -> int:
        """Each day-month by its weight, twice up to half of a host's demand, once above."""
        covered = self.covered_by_host(chosen)
        return sum(done + min(done, half) for done, half in zip(covered, self.board.half_demand, strict=True))

    def _balance(self, chosen: list[int]) -> int:
        """Per mille of its reachable demand that the group with the least gets."""
        covered = self.covered_by_host(chosen)
        shares = [PER_MILLE * sum(covered[host] for host in hosts) // demand for demand, hosts in self.groups]
        return min(shares, default=PER_MILLE)


def bound_after(stage: Stage, value: int, *, tolerance: int) -> int:
    """What later stages must keep of `stage`. Only coverage gives way, and only until it is regained."""
    return value - value * tolerance // PER_MILLE if stage is Stage.COVERAGE else value
