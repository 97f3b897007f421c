"""What an engagement rests on and can lose while it runs: an alert, and a plan for how it goes on.

Invariants:
- a loss is told on its day, and as early as the authority's warning allows; never first at the settlement.
- an alert is closed by a plan in words, written by whoever leads the engagement, not by waiting.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from todoke.core.refusal import N_, Refusal
from todoke.core.talent.permissions import PermissionFacts, PermissionKind, PermissionState

WARN_DAYS = 30
"""How many days before a loss it is told: our own choice."""


class AlertKind(StrEnum):
    LAPSES = "lapses"
    LAPSED = "lapsed"
    REVOKED = "revoked"


ALERT_WORDS: Mapping[AlertKind, str] = MappingProxyType(
    {
        AlertKind.LAPSES: N_("A permission ends before the engagement does"),
        AlertKind.LAPSED: N_("A permission is not in force"),
        AlertKind.REVOKED: N_("The confidentiality agreement is not in force"),
    }
)
REPLAN: Mapping[AlertKind, str] = MappingProxyType(
    {
        AlertKind.LAPSES: N_(
            "Work after that day cannot be logged. Ask for a new permission now, let the successor begin "
            "earlier, or end the engagement on that day."
        ),
        AlertKind.LAPSED: N_(
            "From this day no work can be logged. Get the permission again, hand over to the successor, "
            "or end the engagement early."
        ),
        AlertKind.REVOKED: N_(
            "From this day no work can be logged and no document opens. Sign a new one, hand over to the "
            "successor, or end the engagement early."
        ),
    }
)
NO_PLAN = Refusal(
    code="talent.alert.no-plan", message=N_("Write how it goes on: who does what, and by which day.")
)
NOT_LEADING = Refusal(
    code="talent.alert.not-leading",
    message=N_("The town where the work is done or a coordinator writes the plan."),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Lapse:
    """`on`: the first day without it."""

    kind: AlertKind
    permission: PermissionKind
    on: date


def lapses(
    needed: Collection[PermissionKind],
    held: Iterable[PermissionFacts],
    *,
    host: str,
    until: date,
    today: date,
) -> tuple[Lapse, ...]:
    """Of permissions in force at this host; `until`: the last day of the engagement."""
    there = [
        one for one in held if one.state is PermissionState.GRANTED and (not one.hosts or host in one.hosts)
    ]
    found = []
    for kind in sorted(needed):
        mine = [one for one in there if one.kind is kind]
        end = _covered_until(mine, today=today)
        if end is None:
            ended = [one.until for one in mine if one.until < today]
            on = max(ended) + timedelta(days=1) if ended else today
            found.append(Lapse(kind=AlertKind.LAPSED, permission=kind, on=on))
        elif end < until and end - today <= timedelta(days=WARN_DAYS):
            found.append(Lapse(kind=AlertKind.LAPSES, permission=kind, on=end + timedelta(days=1)))
    return tuple(found)


def _covered_until(mine: Collection[PermissionFacts], *, today: date) -> date | None:
    """The last day of unbroken cover from today; one permission may follow on another."""
    end: date | None = None
    day = today
    while covering := [one.until for one in mine if one.since <= day <= one.until]:
        end = max(covering)
        day = end + timedelta(days=1)
    return end


def refuse_plan(*, leads: bool, words: str) -> Refusal | None:
    if not leads:
        return NOT_LEADING
    return None if words.strip() else NO_PLAN
