"""A round from its input to its result, stage by stage, and on from wherever it was stopped.

Invariants:
- every `Progress` is a lawful choice that keeps all finished stages; killing the solver loses at most a step.
- going on from a progress gives the same result as never having stopped.
- small rounds are solved exactly; large ones by the search, with a bound from the linear programme.
- a progress of another input or another effort is refused, not mixed in.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from todoke.core.errors import Refused
from todoke.core.refusal import N_, Refusal
from todoke.core.talent.allocation.board import Board, lay_out
from todoke.core.talent.allocation.canonical import input_hash
from todoke.core.talent.allocation.conflicts import require_promises
from todoke.core.talent.allocation.exact import Effort, solve_stage
from todoke.core.talent.allocation.greedy import greedy
from todoke.core.talent.allocation.linear import bound_of
from todoke.core.talent.allocation.results import Allocation, StageResult, allocation_of
from todoke.core.talent.allocation.search import Standing, step
from todoke.core.talent.allocation.stages import PER_MILLE, Aims, Stage, bound_after
from todoke.core.talent.allocation.values import RoundInput

ORDER = tuple(Stage)
SHARES: Mapping[Stage, int] = {
    Stage.FLOOR: 5,
    Stage.COVERAGE: 60,
    Stage.BALANCE: 5,
    Stage.REGAIN: 5,
    Stage.FIT: 20,
    Stage.CHANGES: 5,
    Stage.TIE: 0,
}
"""Per cent of the steps each stage may use in a large round."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Progress:
    """Where a round stands. `step`: steps done of the stage in hand; `chosen`: pairs by (person, need)."""

    input_hash: str
    effort: Effort
    done: tuple[StageResult, ...] = ()
    step: int = 0
    chosen: tuple[tuple[str, str], ...] = ()
    bound: int | None = None

    @property
    def stage(self) -> Stage | None:
        """The stage in hand; None: all are done."""
        return ORDER[len(self.done)] if len(self.done) < len(ORDER) else None


@dataclass(frozen=True, kw_only=True, slots=True)
class Desk:
    """One round laid out, with its bounds so far; `stages`: those it is solved for."""

    given: RoundInput
    aims: Aims
    effort: Effort
    skipped: frozenset[Stage] = frozenset()
    linear_bounds: bool = True

    @property
    def board(self) -> Board:
        return self.aims.board

    @property
    def is_small(self) -> bool:
        return len(self.board.pairs) <= self.effort.exact_up_to


OTHER_ROUND = Refusal(
    code="talent.round.other-progress",
    message=N_("What was saved belongs to another round or another effort. Begin the round anew."),
)


def solve(
    given: RoundInput,
    effort: Effort | None = None,
    *,
    progress: Progress | None = None,
    skipped: Collection[Stage] = (),
) -> Allocation:
    """The whole round. Raises Refused where pins cannot be kept or `progress` belongs elsewhere."""
    return solve_desk(set_up(given, effort or Effort(), skipped=skipped), progress)


def solve_desk(desk: Desk, progress: Progress | None = None) -> Allocation:
    """To the end, from `progress` or from the beginning."""
    last = progress
    for last in steps(desk, progress):  # noqa: B007 - only the end counts
        pass
    return finish(desk, last)


def set_up(
    given: RoundInput, effort: Effort, *, skipped: Collection[Stage] = (), board: Board | None = None
) -> Desk:
    """Raises Refused where pins cannot be kept together."""
    desk = Desk(given=given, aims=Aims(board or lay_out(given)), effort=effort, skipped=frozenset(skipped))
    require_promises(desk.aims)
    return desk


def steps(desk: Desk, progress: Progress | None = None) -> Iterator[Progress]:
    """Each progress may be stored; the last has no stage in hand."""
    given_hash = input_hash(desk.given)
    now = progress or Progress(input_hash=given_hash, effort=desk.effort)
    if now.input_hash != given_hash or now.effort != desk.effort:
        raise Refused(OTHER_ROUND)
    if progress is None:
        now = replace(now, chosen=_named(desk.board, greedy(desk.aims)))
        yield now
    while now.stage is not None:
        now = _advance(desk, now, stage=now.stage)
        yield now


def finish(desk: Desk, progress: Progress | None) -> Allocation:
    if progress is None or progress.stage is not None:
        raise ValueError("progress — of a round that is done — one with stages left")
    chosen = _numbers(desk.board, progress.chosen)
    done = [one for one in progress.done if one.stage not in desk.skipped]
    return allocation_of(
        desk.board,
        chosen,
        stages=[_as_it_ended(desk.aims, one, chosen=chosen) for one in done],
        given_hash=progress.input_hash,
        effort=desk.effort,
    )


def _as_it_ended(aims: Aims, stage: StageResult, *, chosen: Collection[int]) -> StageResult:
    """A later step of the search may have raised an earlier stage; COVERAGE is told as it was."""
    if stage.stage is Stage.COVERAGE:
        return stage
    value = aims.value(stage.stage, chosen)
    return replace(stage, value=value, bound=max(stage.bound, value))


def _advance(desk: Desk, now: Progress, *, stage: Stage) -> Progress:
    chosen = _numbers(desk.board, now.chosen)
    value = desk.aims.value(stage, chosen)
    most = ceiling(desk.aims, stage)
    if stage in desk.skipped or value >= most:
        return _done(now, StageResult(stage=stage, value=value, bound=max(most, value)))
    if desk.is_small:
        return _exact(desk, now, stage=stage, most=most)
    return _search(desk, now, stage=stage, most=most)


def _exact(desk: Desk, now: Progress, *, stage: Stage, most: int) -> Progress:
    bounds = kept_bounds(desk, now.done)
    start = _numbers(desk.board, now.chosen)
    solved = solve_stage(desk.aims, stage, bounds=bounds, start=start, effort=desk.effort)
    bound = most if solved.bound is None else min(most, solved.bound)
    if solved.value < bound:
        bound = min(bound, bound_of(desk.aims, stage, bounds=bounds).value)
    found = StageResult(stage=stage, value=solved.value, bound=max(bound, solved.value))
    return _done(replace(now, chosen=_named(desk.board, solved.chosen)), found)


def _search(desk: Desk, now: Progress, *, stage: Stage, most: int) -> Progress:
    """One step, or the end of the stage when its steps are used up or its bound is reached."""
    bounds = kept_bounds(desk, now.done)
    chosen = _numbers(desk.board, now.chosen)
    value = desk.aims.value(stage, chosen)
    budget = desk.effort.steps * SHARES[stage] // 100
    if now.step >= budget or value >= most:
        if desk.linear_bounds and value < most:
            most = min(most, bound_of(desk.aims, stage, bounds=bounds).value)
        return _done(now, StageResult(stage=stage, value=value, bound=max(value, most)))
    found = step(
        desk.aims, stage, number=now.step, standing=Standing(chosen=chosen, bounds=bounds), effort=desk.effort
    )
    return replace(now, step=now.step + 1, chosen=_named(desk.board, found))


def kept_bounds(desk: Desk, done: Collection[StageResult]) -> dict[Stage, int]:
    """What the stages that are done leave to the next ones. REGAIN takes the place of COVERAGE."""
    bounds = {
        one.stage: bound_after(one.stage, one.value, tolerance=desk.given.tolerance)
        for one in done
        if one.stage not in desk.skipped
    }
    if Stage.REGAIN in bounds:
        bounds.pop(Stage.COVERAGE, None)
    return bounds


def ceiling(aims: Aims, stage: Stage) -> int:
    """More than this is impossible whatever is chosen: each need its best pair."""
    pairs = aims.board.pairs
    match stage:
        case Stage.FLOOR:
            return len(aims.floor_hosts)
        case Stage.COVERAGE | Stage.REGAIN:
            return aims.value(stage, [numbers[0] for numbers in aims.board.by_need if numbers])
        case Stage.BALANCE:
            return PER_MILLE
        case Stage.FIT:
            return _best_of_each(aims, {pair.number: pair.fit.points * pair.amount for pair in pairs})
        case Stage.CHANGES:
            return _best_of_each(aims, {pair.number: int(pair.kept) for pair in pairs})
        case Stage.TIE:
            return _best_of_each(aims, {pair.number: pair.tie for pair in pairs})


def _best_of_each(aims: Aims, weights: Mapping[int, int]) -> int:
    return sum(max((weights[one] for one in numbers), default=0) for numbers in aims.board.by_need)


def _done(now: Progress, found: StageResult) -> Progress:
    return replace(now, done=(*now.done, found), step=0)


def _named(board: Board, chosen: Collection[int]) -> tuple[tuple[str, str], ...]:
    pairs = [board.pairs[number] for number in sorted(chosen)]
    return tuple((board.people[pair.person].id, board.needs[pair.need].id) for pair in pairs)


def _numbers(board: Board, chosen: Collection[tuple[str, str]]) -> tuple[int, ...]:
    return tuple(sorted(board.numbers[person, need] for person, need in chosen))
