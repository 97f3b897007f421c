"""Why something cannot be: the smallest set of facts that already excludes it.

Invariants:
- a core is checked here: together its facts are impossible, and without any one of them they are not.
- the order in which facts are tried is fixed, so that the same round gives the same core.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from todoke.core.errors import Refused
from todoke.core.refusal import N_, Refusal
from todoke.core.talent.allocation.board import Board
from todoke.core.talent.allocation.exact import FOUND, pinned_pairs, solver
from todoke.core.talent.allocation.greedy import Books
from todoke.core.talent.allocation.model import Part
from todoke.core.talent.allocation.rules import RULES, rules_in
from todoke.core.talent.allocation.stages import Aims
from todoke.core.talent.allocation.values import DecisionKind

WORK = 2.0
"""Deterministic seconds for one question of feasibility; these are tiny."""


class FactKind(StrEnum):
    DAYS = "days"
    HOSTS = "hosts"
    SERVED = "served"
    PIN = "pin"


@dataclass(frozen=True, kw_only=True, slots=True, order=True)
class Fact:
    """DAYS, HOSTS: a person's days or number of towns; SERVED: a need that stays served; PIN: a decision."""

    kind: FactKind
    person: str = ""
    need: str = ""


def minimal_core(facts: Sequence[Fact], possible: Callable[[Sequence[Fact]], bool]) -> tuple[Fact, ...]:
    """Facts of which none can be left out; empty where all facts together are possible."""
    if possible(facts):
        return ()
    core = list(facts)
    for fact in facts:
        rest = [one for one in core if one != fact]
        if not possible(rest):
            core = rest
    return tuple(core)


def is_minimal(core: Sequence[Fact], possible: Callable[[Sequence[Fact]], bool]) -> bool:
    """The check beside the search: impossible together, possible without any one."""
    return not possible(core) and all(possible([one for one in core if one != fact]) for fact in core)


def require_promises(aims: Aims) -> None:
    """Raises Refused with the fewest pins that exclude each other, or the rules a pin breaks."""
    if not aims.board.pinned:
        return
    if refusals := list(_ineligible_pins(aims.board)):
        raise Refused(*refusals)
    pins = [pin_of(aims.board, number) for number in pinned_pairs(aims)]
    possible = pins_possible(aims)
    core = minimal_core(pins, possible)
    if not core:
        return
    named = ", ".join(f"{one.person} – {one.need}" for one in core)
    raise Refused(
        Refusal(
            code="talent.round.pins-conflict",
            message=N_("These decisions cannot all be kept: %(pins)s. Take back at least one of them."),
            params={"pins": named},
        )
    )


def pin_of(board: Board, number: int) -> Fact:
    pair = board.pairs[number]
    return Fact(kind=FactKind.PIN, person=board.people[pair.person].id, need=board.needs[pair.need].id)


def _ineligible_pins(board: Board) -> Iterable[Refusal]:
    for decision in board.given.decisions:
        mask = board.eligibility.mask(decision.person, decision.need)
        if decision.kind is DecisionKind.PIN and mask:
            yield Refusal(
                code="talent.round.pin-not-eligible",
                message=N_("%(person)s cannot be fixed to %(need)s: not eligible by %(rules)s."),
                params={
                    "person": decision.person,
                    "need": decision.need,
                    "rules": ", ".join(RULES[rule].code for rule in rules_in(mask)),
                },
            )


def pins_possible(aims: Aims) -> Callable[[Sequence[Fact]], bool]:
    board = aims.board

    def possible(pins: Sequence[Fact]) -> bool:
        books = Books(board)
        for one in pins:
            number = board.numbers[one.person, one.need]
            if not books.has_room(number):
                return False
            books.take(number)
        return not board.twins or _twins_possible(aims, books)

    return possible


def _twins_possible(aims: Aims, books: Books) -> bool:
    fixed = list(books.chosen.values())
    free = [pair.number for pair in aims.board.pairs if pair.need not in books.chosen]
    run = solver(work=WORK, seed=1)
    return run.solve(Part(aims=aims, free=free, fixed=fixed).model) in FOUND
