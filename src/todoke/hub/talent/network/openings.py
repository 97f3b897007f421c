"""Which courses or agreements would open the most unmet need, over today's data.

Counted are open needs that nobody can be lent to today, and only people who fail exactly one rule for such
a need and have the days. Nobody is named, and no solver runs.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from todoke.core.talent.allocation.blockers import MOST, KeyKind, openings
from todoke.core.talent.allocation.board import lay_out
from todoke.hub.members.models import Body
from todoke.hub.talent.learning.models import Track
from todoke.hub.talent.needs.models import Need
from todoke.hub.talent.rounds.gather import Days, gather

NO_TIES = b"openings"
"""The key of a round breaks ties between pairs; here none is chosen."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """`name`: the course's title or the town's name. `demand`: weight × days × months."""

    kind: KeyKind
    name: str
    needs: tuple[Need, ...]
    demand: int
    people: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """`open_needs`: all open ones; `unmet`: those nobody can be lent to."""

    on: date
    open_needs: int
    unmet: int
    lines: tuple[Line, ...]

    @property
    def largest(self) -> int:
        return max((one.demand for one in self.lines), default=1)


def report(on: date) -> Report:
    """Raises Refused where the data do not fit together."""
    given = gather(Days(begun=on, today=on), key=NO_TIES)
    board = lay_out(given)
    unmet = tuple(one for one in board.needs if not board.eligibility.eligible(one.id))
    alone = lay_out(replace(given, needs=unmet, decisions=(), previous=frozenset()))
    found = openings(alone, (), most=MOST)
    titles = dict(Track.objects.order_by("version").values_list("code", "title"))
    towns = {str(key): name for key, name in Body.objects.values_list("pk", "name")}
    needs = {
        str(one.pk): one
        for one in Need.objects.filter(pk__in=[one.id for one in unmet]).select_related("host")
    }
    return Report(
        on=on,
        open_needs=len(given.needs),
        unmet=len(unmet),
        lines=tuple(
            Line(
                kind=one.key.kind,
                name=(titles if one.key.kind is KeyKind.COURSE else towns).get(one.key.name, one.key.name),
                needs=tuple(needs[need] for need in one.needs),
                demand=one.demand,
                people=one.people,
            )
            for one in found
        ),
    )
