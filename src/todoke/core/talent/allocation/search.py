"""Large rounds: free a few people around open needs, solve that part exactly, keep what is not worse.

Invariants:
- a budget of steps and a seed of text for each step: the clock decides nothing, and a run that was killed
  goes on from any step to the same end.
- no step makes its stage worse or breaks the bound of an earlier one; pins are never freed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from ortools.sat.python import cp_model

from todoke.core.talent.allocation.board import Board
from todoke.core.talent.allocation.exact import FOUND, Effort, pinned_pairs, solver
from todoke.core.talent.allocation.model import Part
from todoke.core.talent.allocation.stages import Aims, Stage

AROUND = 4
"""Needs a step begins with."""
PEOPLE = 16
"""People a step frees at most."""
GROWING = frozenset({Stage.FLOOR, Stage.COVERAGE, Stage.REGAIN, Stage.BALANCE})
"""Stages in which an open need is the place to look."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """`chosen` keeps `bounds`."""

    chosen: tuple[int, ...]
    bounds: Mapping[Stage, int]


def step(
    aims: Aims,
    stage: Stage,
    *,
    number: int,
    standing: Standing,
    effort: Effort,
) -> tuple[int, ...]:
    """One step of the search from where it stands; the same choice where nothing better was found."""
    chosen, bounds = standing.chosen, standing.bounds
    chance = Random(f"{effort.seed}/{stage}/{number}")  # noqa: S311 - reproducible on purpose, no secret
    free, fixed = neighbourhood(aims, stage, chosen=chosen, chance=chance)
    if not free:
        return chosen
    part = Part(aims=aims, free=free, fixed=fixed)
    part.keep(bounds)
    _aim(part, stage)
    part.hint(chosen)
    run = solver(work=effort.step_work, seed=effort.seed)
    if run.solve(part.model) not in FOUND:
        return chosen
    inside = [pair for pair, variable in part.chosen.items() if run.value(variable)]
    found = tuple(sorted([*fixed, *inside]))
    return found if _rank(aims, stage, chosen=found) >= _rank(aims, stage, chosen=chosen) else chosen


def _aim(part: Part, stage: Stage) -> None:
    """The stage first; between equals the better fit, which later stages would look for anyway."""
    variables, weights, _ = part.expression(stage)
    if stage not in GROWING:
        part.maximise(stage)
        return
    others, points, _ = part.expression(Stage.FIT)
    factor = 1 + _most(part)
    part.model.maximize(
        cp_model.LinearExpr.weighted_sum([*variables, *others], [*(one * factor for one in weights), *points])
    )


def _most(part: Part) -> int:
    """More fit than this part can hold: each need's best."""
    pairs = part.aims.board.pairs
    best: dict[int, int] = {}
    for number in part.free:
        pair = pairs[number]
        best[pair.need] = max(best.get(pair.need, 0), pair.fit.points * pair.amount)
    return sum(best.values())


def _rank(aims: Aims, stage: Stage, *, chosen: Sequence[int]) -> tuple[int, int]:
    return (aims.value(stage, chosen), aims.value(Stage.FIT, chosen) if stage in GROWING else 0)


def neighbourhood(
    aims: Aims, stage: Stage, *, chosen: Sequence[int], chance: Random
) -> tuple[list[int], list[int]]:
    """(pairs that may change, chosen pairs that stay)."""
    board = aims.board
    kept = set(pinned_pairs(aims))
    of_need = {board.pairs[number].need: number for number in chosen}
    still_open = [need for need, numbers in enumerate(board.by_need) if numbers and need not in of_need]
    movable = [need for need, number in of_need.items() if number not in kept]
    around = still_open if stage in GROWING and still_open else sorted([*movable, *still_open])
    if not around:
        return [], list(chosen)
    begin = chance.sample(around, min(AROUND, len(around)))
    people = _people_around(board, begin, of_need=of_need, chance=chance)
    needs = {need for need in movable if board.pairs[of_need[need]].person in people} | set(still_open)
    free = [
        number
        for person in sorted(people)
        for number in board.by_person[person]
        if board.pairs[number].need in needs
    ]
    fixed = [number for number in chosen if board.pairs[number].need not in needs]
    return sorted(free), fixed


def _people_around(
    board: Board, begin: Iterable[int], *, of_need: Mapping[int, int], chance: Random
) -> set[int]:
    """Who could take the first needs, then who could take over what these people do, up to PEOPLE."""
    people: set[int] = set()
    wave = list(begin)
    while wave and len(people) < PEOPLE:
        candidates = sorted(
            {board.pairs[pair].person for need in wave for pair in board.by_need[need]} - people
        )
        new = chance.sample(candidates, min(len(candidates), PEOPLE - len(people)))
        people.update(new)
        theirs = [need for need, pair in of_need.items() if board.pairs[pair].person in set(new)]
        wave = chance.sample(theirs, min(AROUND, len(theirs)))
    return people
