"""One urgent need between rounds: who could take it, by what it would cost the others.

Invariants:
- a list for a human to choose from, in the order of cost; nothing is decided by it.
- cost first, fit second, keyed hash last: never an id.
"""

from __future__ import annotations

from collections.abc import Sequence

from todoke.core.talent.allocation.counterfactual import WhatIf, what_if
from todoke.core.talent.allocation.exact import Effort
from todoke.core.talent.allocation.stages import Aims


def ranked_for(aims: Aims, need: str, *, chosen: Sequence[int], effort: Effort) -> tuple[WhatIf, ...]:
    """Everybody eligible and possible, the least loss of towns and coverage first."""
    board = aims.board
    answers = []
    for number in board.by_need[board.need_number(need)]:
        pair = board.pairs[number]
        found = what_if(aims, board.people[pair.person].id, need=need, chosen=chosen, effort=effort)
        if found.possible:
            order = (found.floor_loss, found.coverage_loss, -pair.fit.points, -pair.tie)
            answers.append((order, found))
    return tuple(found for _, found in sorted(answers, key=lambda one: one[0]))
