"""From four yeses to hand-over: the states of an engagement and what a day of work may hold.

Invariants:
- work is logged only while the engagement is active, on its days, and within every cap.
- who may not take part in a procurement logs no work on it.
- in an outsourcing the host gives no orders to the worker: a task ordered by the host is refused.
- no borrowed role ends without a word on its hand-over.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from todoke.core.refusal import N_, Refusal
from todoke.core.talent.permissions import HourCaps


class EngagementState(StrEnum):
    PROPOSED = "proposed"
    CONSENTED = "consented"
    APPROVED = "approved"
    ACTIVE = "active"
    ENDED = "ended"
    TERMINATED = "terminated"
    CANCELLED = "cancelled"


NEXT: Mapping[EngagementState, frozenset[EngagementState]] = MappingProxyType(
    {
        EngagementState.PROPOSED: frozenset({EngagementState.CONSENTED, EngagementState.CANCELLED}),
        EngagementState.CONSENTED: frozenset({EngagementState.APPROVED, EngagementState.CANCELLED}),
        EngagementState.APPROVED: frozenset({EngagementState.ACTIVE, EngagementState.CANCELLED}),
        EngagementState.ACTIVE: frozenset({EngagementState.ENDED, EngagementState.TERMINATED}),
        EngagementState.ENDED: frozenset(),
        EngagementState.TERMINATED: frozenset(),
        EngagementState.CANCELLED: frozenset(),
    }
)
STATE_WORDS: Mapping[EngagementState, str] = MappingProxyType(
    {
        EngagementState.PROPOSED: N_("Proposed"),
        EngagementState.CONSENTED: N_("All four agreed"),
        EngagementState.APPROVED: N_("Agreement signed"),
        EngagementState.ACTIVE: N_("At work"),
        EngagementState.ENDED: N_("Over"),
        EngagementState.TERMINATED: N_("Ended early"),
        EngagementState.CANCELLED: N_("Did not begin"),
    }
)


def refuse_move(now: EngagementState, to: EngagementState) -> Refusal | None:
    if to in NEXT[now]:
        return None
    return Refusal(
        code="talent.engagement.move",
        message=N_("“%(now)s” cannot become “%(to)s”. Reload the page to see how it stands."),
        params={"now": STATE_WORDS[now], "to": STATE_WORDS[to]},
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Logged:
    """Work already logged under the same permission, whatever the engagement."""

    on: date
    hours: float


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkFacts:
    """What a log is checked against. `barred`: categories the person stays out of at this host."""

    state: EngagementState
    since: date
    until: date
    caps: tuple[HourCaps, ...]
    barred: frozenset[str]
    host_directs: bool


LONGEST_DAY = 24.0


def refuse_log(
    work: WorkFacts, entry: Logged, *, category: str, ordered_by_host: bool, before: Iterable[Logged]
) -> Refusal | None:
    """At entry; `before` holds what is logged already, without `entry`."""
    if work.state is not EngagementState.ACTIVE or not work.since <= entry.on <= work.until:
        return _NOT_THEN
    if not 0 < entry.hours <= LONGEST_DAY:
        return _HOURS
    if category and category in work.barred:
        return _RECUSED
    if ordered_by_host and not work.host_directs:
        return _NO_ORDERS
    logged = [*before, entry]
    return next((found for cap in work.caps if (found := _over(cap, logged, on=entry.on))), None)


_NOT_THEN = Refusal(
    code="talent.log.not-then",
    message=N_("Work can be logged only while the engagement runs, on its days."),
)
_HOURS = Refusal(
    code="talent.log.hours", message=N_("Give the hours of that day, more than 0 and at most 24.")
)
_RECUSED = Refusal(
    code="talent.log.recused",
    message=N_(
        "This person stays out of this procurement, so no work on it can be logged. Tell the coordinator."
    ),
)
_NO_ORDERS = Refusal(
    code="talent.log.no-orders",
    message=N_(
        "Under a contract for services the town gives no orders to the worker. "
        "Agree on it with the contractor."
    ),
)


def _over(cap: HourCaps, logged: Iterable[Logged], *, on: date) -> Refusal | None:
    """Weeks begin on Monday; months are those of the calendar."""
    held = list(logged)
    monday = on - timedelta(days=on.weekday())
    week = sum(one.hours for one in held if monday <= one.on < monday + timedelta(days=7))
    month = sum(one.hours for one in held if (one.on.year, one.on.month) == (on.year, on.month))
    for spent, most, code, message in (
        (week, cap.per_week, "talent.log.week", _WEEK),
        (month, cap.per_month, "talent.log.month", _MONTH),
    ):
        if most is not None and spent > most:
            params = {"most": most, "spent": spent, "source": cap.source}
            return Refusal(code=code, message=message, params=params)
    return None


_WEEK = N_("That would be %(spent)g hours in this week; the permission allows %(most)g (%(source)s).")
_MONTH = N_("That would be %(spent)g hours in this month; the permission allows %(most)g (%(source)s).")

NO_HANDOVER = Refusal(
    code="talent.engagement.no-handover",
    message=N_("Say who takes over and what was handed over, or why nothing was."),
)
NO_SUCCESSOR = Refusal(
    code="talent.placement.no-successor",
    message=N_("A borrowed role needs a last day, the name of who takes over, and a plan for it."),
)


def refuse_end(*, handover_done: bool | None, words: str) -> Refusal | None:
    return NO_HANDOVER if handover_done is None or not words.strip() else None


def refuse_borrowed_role(*, until: date | None, successor: str, plan: str) -> Refusal | None:
    """つなぎ: nobody is borrowed without an end, a successor and a plan."""
    return None if until and successor.strip() and plan.strip() else NO_SUCCESSOR
