"""One stage solved with proof: value, bound, gap, and whether it is proven.

Invariants:
- one worker, a fixed seed and the solver's own count of work, never the clock: same input, same answer.
- "proven" is said only when the bound equals the value.
- where the solver is stopped before it finds better than what it was given, what it was given stands.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ortools.sat.python import cp_model

from todoke.core.talent.allocation.model import Part
from todoke.core.talent.allocation.stages import Aims, Stage

FOUND = (cp_model.OPTIMAL, cp_model.FEASIBLE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Effort:
    """`work`: the solver's deterministic seconds for each stage of an exact run; `steps`: of the search."""

    exact_up_to: int = 10_000
    work: float = 10.0
    steps: int = 800
    step_work: float = 0.1
    seed: int = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Solved:
    chosen: tuple[int, ...]
    value: int
    bound: int | None

    @property
    def proven(self) -> bool:
        return self.bound == self.value


def solver(*, work: float, seed: int) -> cp_model.CpSolver:
    found = cp_model.CpSolver()
    found.parameters.num_workers = 1
    found.parameters.random_seed = seed
    found.parameters.max_deterministic_time = work
    found.parameters.linearization_level = 2
    found.parameters.symmetry_level = 0
    found.parameters.cp_model_probing_level = 0
    return found


def solve_stage(
    aims: Aims, stage: Stage, *, bounds: Mapping[Stage, int], start: Sequence[int], effort: Effort
) -> Solved:
    """`start`: a choice that keeps `bounds`; it is never made worse. Pins are kept as they are."""
    pinned = pinned_pairs(aims)
    taken = {aims.board.pairs[number].need for number in pinned}
    free = [pair.number for pair in aims.board.pairs if pair.need not in taken]
    part = Part(aims=aims, free=free, fixed=pinned)
    part.keep(bounds)
    constant = part.maximise(stage)
    part.hint(start)
    run = solver(work=effort.work, seed=effort.seed)
    status = run.solve(part.model)
    before = aims.value(stage, start)
    bound = round(run.best_objective_bound) + constant if status in FOUND else None
    if status not in FOUND:
        return Solved(chosen=tuple(sorted(start)), value=before, bound=bound)
    chosen = sorted([*pinned, *(number for number, variable in part.chosen.items() if run.value(variable))])
    value = aims.value(stage, chosen)
    if value < before:
        return Solved(chosen=tuple(sorted(start)), value=before, bound=bound)
    return Solved(chosen=tuple(chosen), value=value, bound=bound)


def pinned_pairs(aims: Aims) -> list[int]:
    """The pairs a human decided on; they were found possible before any stage."""
    pairs = aims.board.pairs
    pinned = set(aims.board.pinned)
    return [pair.number for pair in pairs if (pair.person, pair.need) in pinned]
