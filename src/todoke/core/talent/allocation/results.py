"""What a round came to: the choice, and for each stage its value, its bound and whether it is proven.

Invariants:
- `output_hash` covers the choice and the stages; the same input and effort give the same hash.
- where a value is not proven best, the gap to the bound is said; nothing is rounded in its own favour.
- RECUSE and READ_ONLY travel with the proposal as conditions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from typing import Any

from todoke.core.talent.allocation.board import Board, Pair
from todoke.core.talent.allocation.canonical import hash_of, plain_input
from todoke.core.talent.allocation.exact import Effort
from todoke.core.talent.allocation.fit import Fit
from todoke.core.talent.allocation.roster import BLOCKING, touches
from todoke.core.talent.allocation.rules import VERSION
from todoke.core.talent.allocation.stages import Stage
from todoke.core.talent.allocation.values import RoundInput
from todoke.core.talent.conflicts import Effect


@dataclass(frozen=True, kw_only=True, slots=True)
class Condition:
    """The person stays out of, or only reads along in, this category at the host."""

    category: str
    effect: Effect


@dataclass(frozen=True, kw_only=True, slots=True)
class Proposal:
    """Who could help which need, in which legal form; a proposal until four parties have said yes."""

    person: str
    need: str
    host: str
    form: str
    permits: tuple[str, ...]
    days: int
    fit: Fit
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class StageResult:
    """`bound`: no choice that keeps the earlier stages reaches more."""

    stage: Stage
    value: int
    bound: int

    @property
    def proven(self) -> bool:
        return self.value >= self.bound

    @property
    def gap(self) -> float:
        """Share of the bound that may still be missing."""
        return 0.0 if self.proven else (self.bound - self.value) / self.bound


@dataclass(frozen=True, kw_only=True, slots=True)
class Allocation:
    proposals: tuple[Proposal, ...]
    stages: tuple[StageResult, ...]
    input_hash: str
    rules_version: str
    solver: str
    effort: Effort

    @property
    def proven(self) -> bool:
        return all(one.proven for one in self.stages)

    @property
    def output_hash(self) -> str:
        return hash_of(plain_result(self, with_hash=False))

    def pairs(self) -> frozenset[tuple[str, str]]:
        """(person, need) of every proposal."""
        return frozenset((one.person, one.need) for one in self.proposals)


def solver_name() -> str:
    return f"ortools {version('ortools')} CP-SAT"


def allocation_of(
    board: Board, chosen: Sequence[int], *, stages: Sequence[StageResult], given_hash: str, effort: Effort
) -> Allocation:
    return Allocation(
        proposals=tuple(_proposal(board, board.pairs[number]) for number in sorted(chosen)),
        stages=tuple(stages),
        input_hash=given_hash,
        rules_version=VERSION,
        solver=solver_name(),
        effort=effort,
    )


def _proposal(board: Board, pair: Pair) -> Proposal:
    person, need = board.people[pair.person], board.needs[pair.need]
    return Proposal(
        person=person.id,
        need=need.id,
        host=need.host,
        form=pair.form,
        permits=pair.permits,
        days=need.days,
        fit=pair.fit,
        conditions=tuple(sorted(_conditions(board, pair), key=lambda one: (one.category, one.effect))),
    )


def _conditions(board: Board, pair: Pair) -> Iterator[Condition]:
    need = board.needs[pair.need]
    for one in board.people[pair.person].restrictions:
        if one.effect not in BLOCKING and touches(one, need):
            yield Condition(category=one.category, effect=one.effect)


def plain_result(allocation: Allocation, *, with_hash: bool = True) -> dict[str, Any]:
    """The result as plain data, for the checker and for publishing."""
    found: dict[str, Any] = {
        "input_hash": allocation.input_hash,
        "rules_version": allocation.rules_version,
        "solver": allocation.solver,
        "effort": asdict(allocation.effort),
        "proposals": [
            {
                "person": one.person,
                "need": one.need,
                "host": one.host,
                "form": one.form,
                "permits": list(one.permits),
                "days": one.days,
                "fit": asdict(one.fit),
                "conditions": [{"category": it.category, "effect": it.effect.value} for it in one.conditions],
            }
            for one in allocation.proposals
        ],
        "stages": [
            {"stage": one.stage.value, "value": one.value, "bound": one.bound, "proven": one.proven}
            for one in allocation.stages
        ],
    }
    return found | ({"output_hash": hash_of(found)} if with_hash else {})


def published(given: RoundInput, allocation: Allocation) -> Mapping[str, Any]:
    """Input, result and key: all that anybody needs to check the round."""
    return {"input": plain_input(given), "result": plain_result(allocation), "key": given.key.hex()}
