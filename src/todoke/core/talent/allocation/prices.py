"""What each rule and the floor cost this round, shown before it is published.

Invariants:
- a price is the difference between two solved rounds; "exactly" is said only where both are proven.
- rules that protect a person (consent, a human decision) have no price: they are not for sale.
- switching a rule off here changes nothing outside; no proposal is ever made from such a round.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from todoke.core.talent.allocation.board import lay_out
from todoke.core.talent.allocation.exact import Effort
from todoke.core.talent.allocation.rounds import set_up, solve_desk
from todoke.core.talent.allocation.rules import RULES, Rule
from todoke.core.talent.allocation.stages import Stage
from todoke.core.talent.allocation.values import RoundInput

PRICED = tuple(rule for rule in Rule if RULES[rule].effort is not None)
LATER = frozenset(Stage) - {Stage.FLOOR, Stage.COVERAGE}


@dataclass(frozen=True, kw_only=True, slots=True)
class Price:
    """What the round would gain without it. `rule` None: the floor."""

    rule: Rule | None
    towns: int
    coverage: int
    proven: bool


def prices(given: RoundInput, effort: Effort) -> Iterator[Price]:
    """One after another, so that a page can fill; the floor first."""
    towns, coverage, proven = _reached(given, effort=effort)
    without_floor = _reached(given, effort=effort, floor=False)
    yield Price(
        rule=None,
        towns=without_floor[0] - towns,
        coverage=max(0, without_floor[1] - coverage),
        proven=proven and without_floor[2],
    )
    for rule in PRICED:
        free = _reached(given, effort=effort, without=rule)
        yield Price(rule=rule, towns=free[0] - towns, coverage=free[1] - coverage, proven=proven and free[2])


def _reached(
    given: RoundInput, *, effort: Effort, floor: bool = True, without: Rule | None = None
) -> tuple[int, int, bool]:
    """(towns helped, coverage, proven)."""
    board = lay_out(given, without=() if without is None else (without,))
    skipped = LATER if floor else LATER | {Stage.FLOOR}
    desk = set_up(given, effort, skipped=skipped, board=board)
    done = solve_desk(desk)
    helped = {one.host for one in done.proposals} | {one.host for one in given.running}
    coverage = next(one for one in done.stages if one.stage is Stage.COVERAGE)
    return len(helped), coverage.value, done.proven
