"""What if this person took that need? What the round would lose, and who would go without.

Invariants:
- a pair that fails a rule is answered by its rules; the round is not solved around a rule.
- a loss is the difference of two solved rounds, and "exactly" is said only where both are proven.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from todoke.core.talent.allocation.conflicts import pin_of, pins_possible
from todoke.core.talent.allocation.exact import Effort, Solved, pinned_pairs, solve_stage
from todoke.core.talent.allocation.greedy import Books
from todoke.core.talent.allocation.stages import Aims, Stage

ASKED = (Stage.FLOOR, Stage.COVERAGE)
"""The stages a question is answered for; fit is read from the solution."""


@dataclass(frozen=True, kw_only=True, slots=True)
class WhatIf:
    """`mask` ≠ 0: not eligible, nothing was solved. Losses ≥ 0; `left_out`, `newly_served`: needs."""

    person: str
    need: str
    mask: int
    possible: bool
    floor_loss: int = 0
    coverage_loss: int = 0
    fit_loss: int = 0
    left_out: tuple[str, ...] = ()
    newly_served: tuple[str, ...] = ()
    proven: bool = False

    @property
    def is_free(self) -> bool:
        """No town and no coverage is lost: a human may choose it freely."""
        return self.possible and not self.floor_loss and not self.coverage_loss


def what_if(aims: Aims, person: str, *, need: str, chosen: Sequence[int], effort: Effort) -> WhatIf:
    """`chosen`: the round as it stands."""
    mask = aims.board.eligibility.mask(person, need)
    pair = aims.board.pair_of(person, need)
    nothing = WhatIf(person=person, need=need, mask=mask, possible=False)
    if pair is None:
        return nothing
    forced = forced_to(aims, pair.number)
    if not _is_possible(forced):
        return nothing
    before = {stage: aims.value(stage, chosen) for stage in Stage}
    solved, proven = _solved(forced, chosen=chosen, effort=effort)
    after = {stage: aims.value(stage, solved.chosen) for stage in Stage}
    return replace(
        nothing,
        possible=True,
        floor_loss=max(0, before[Stage.FLOOR] - after[Stage.FLOOR]),
        coverage_loss=max(0, before[Stage.COVERAGE] - after[Stage.COVERAGE]),
        fit_loss=max(0, before[Stage.FIT] - after[Stage.FIT]),
        left_out=_needs(aims, chosen, without=solved.chosen),
        newly_served=_needs(aims, solved.chosen, without=chosen),
        proven=proven,
    )


def forced_to(aims: Aims, number: int) -> Aims:
    """The same round with one pair more decided; a pin of the same need gives way."""
    pair = aims.board.pairs[number]
    others = tuple(pin for pin in aims.board.pinned if pin[1] != pair.need)
    return Aims(replace(aims.board, pinned=tuple(sorted({*others, (pair.person, pair.need)}))))


def _is_possible(aims: Aims) -> bool:
    return pins_possible(aims)([pin_of(aims.board, number) for number in pinned_pairs(aims)])


def _solved(aims: Aims, *, chosen: Sequence[int], effort: Effort) -> tuple[Solved, bool]:
    bounds: dict[Stage, int] = {}
    proven = True
    start: Sequence[int] = repaired(aims, chosen)
    solved = Solved(chosen=tuple(start), value=0, bound=None)
    for stage in ASKED:
        least = aims.value(stage, chosen)
        if aims.value(stage, start) >= least:  # nothing is lost: no need to look for more
            solved = Solved(chosen=tuple(start), value=least, bound=least)
        else:
            solved = solve_stage(aims, stage, bounds=bounds, start=start, effort=effort)
        bounds[stage] = solved.value
        start = solved.chosen
        proven = proven and solved.proven
    return solved, proven


def repaired(aims: Aims, chosen: Sequence[int]) -> tuple[int, ...]:
    """The pins, and as much of `chosen` as still has room beside them."""
    books = Books(aims.board, pinned_pairs(aims))
    for number in chosen:
        if not aims.board.twins_of_need[aims.board.pairs[number].need] and books.has_room(number):
            books.take(number)
    return books.result()


def _needs(aims: Aims, chosen: Sequence[int], *, without: Sequence[int]) -> tuple[str, ...]:
    others = {aims.board.pairs[number].need for number in without}
    found = {aims.board.pairs[number].need for number in chosen} - others
    return tuple(aims.board.needs[need].id for need in sorted(found))
