"""A day of work before it is written down: in force, within every cap, outside what one stays out of.

Invariants:
- the hours of one permission are counted over all engagements that rest on it.
- no permission in force that day, no secrecy in force that day: no work is logged for it.
- the days a month that were agreed are a cap like any other.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from todoke.core.refusal import N_, Refusal
from todoke.core.talent.conflicts import AgreementFacts, Effect, InformationClass, RestrictionFacts, strictest
from todoke.core.talent.engagements import Logged, WorkFacts, refuse_log
from todoke.core.talent.permissions import HourCaps, PermissionKind
from todoke.core.talent.sharing import SETTLED


class Orderer(StrEnum):
    """Who asked for the work of that day."""

    DIRECTOR = "director"
    HOST = "host"
    MYSELF = "myself"


class WorkPlace(StrEnum):
    AT_HOST = "at_host"
    REMOTE = "remote"
    ELSEWHERE = "elsewhere"


ORDERER_WORDS = {
    Orderer.DIRECTOR: N_("Whoever gives the orders under the agreement"),
    Orderer.HOST: N_("Staff of the town, directly"),
    Orderer.MYSELF: N_("It follows from the agreement; nobody had to ask"),
}
PLACE_WORDS = {
    WorkPlace.AT_HOST: N_("In the town"),
    WorkPlace.REMOTE: N_("Remotely"),
    WorkPlace.ELSEWHERE: N_("Somewhere else"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Under:
    """A permission that the work rests on, and what is logged under it already, in any engagement."""

    caps: HourCaps
    logged: tuple[Logged, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class DayFacts:
    """`lacking`: needed permissions not in force that day; `secret`: whether secrecy holds that day."""

    work: WorkFacts
    under: tuple[Under, ...]
    lacking: frozenset[PermissionKind]
    secret: bool
    month_hours: Decimal
    agreed_hours: Decimal
    settled: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Day:
    on: date
    hours: Decimal
    category: str
    orderer: Orderer
    task: str


NO_PERMISSION = Refusal(
    code="talent.log.no-permission",
    message=N_(
        "A permission for this work is not in force on that day, so it cannot be logged. "
        "Stop the work and tell the coordinator."
    ),
)
NO_SECRECY = Refusal(
    code="talent.log.no-secrecy",
    message=N_(
        "The confidentiality agreement is not in force on that day, so no work can be logged. "
        "Stop the work and tell the coordinator."
    ),
)
NO_TASK = Refusal(code="talent.log.no-task", message=N_("Write in a few words what was done."))
LATER = Refusal(
    code="talent.log.later", message=N_("This day has not come yet. Log it when the work is done.")
)
NOT_WORKER = Refusal(code="talent.log.not-worker", message=N_("Only the person who did the work logs it."))
OVER_DAYS = Refusal(
    code="talent.log.days",
    message=N_(
        "That would be %(spent)g hours in this month; %(most)g are agreed. "
        "Agree on more days first, with a new agreement."
    ),
)


def barred(
    restrictions: Collection[RestrictionFacts], *, host: str, categories: Iterable[str], on: date
) -> frozenset[str]:
    """Categories somebody stays out of there on that day. Whoever only reads along may be there."""
    found = {one: strictest(restrictions, host=host, category=one, on=on) for one in categories}
    return frozenset(one for one, effect in found.items() if effect not in (None, Effect.READ_ONLY))


def is_secret(agreements: Collection[AgreementFacts], *, host: str, needed: bool, on: date) -> bool:
    """`needed`: the legal form itself binds nobody to secrecy. One that was made and has ended counts too."""
    mine = [one for one in agreements if one.host in {"*", host}]
    if not mine:
        return not needed
    return any(one.in_force(host, kind, on=on) for one in mine for kind in InformationClass)


def refuse_day(facts: DayFacts, day: Day, *, today: date) -> Refusal | None:
    if not day.task.strip():
        return NO_TASK
    if day.on > today:
        return LATER
    return _refuse_rules(facts, day) or _refuse_hours(facts, day)


def _refuse_rules(facts: DayFacts, day: Day) -> Refusal | None:
    """Everything but the hours under permissions. A settled month is told before its other faults."""
    if facts.settled:
        return SETTLED
    refusal = refuse_log(
        replace(facts.work, caps=()),
        Logged(on=day.on, hours=float(day.hours)),
        category=day.category,
        ordered_by_host=day.orderer is Orderer.HOST,
        before=(),
    )
    if refusal is not None:
        return refusal
    if facts.lacking:
        return NO_PERMISSION
    return None if facts.secret else NO_SECRECY


def _refuse_hours(facts: DayFacts, day: Day) -> Refusal | None:
    for under in facts.under:
        refusal = refuse_log(
            replace(facts.work, caps=(under.caps,)),
            Logged(on=day.on, hours=float(day.hours)),
            category=day.category,
            ordered_by_host=False,
            before=under.logged,
        )
        if refusal is not None:
            return refusal
    spent = facts.month_hours + day.hours
    if spent <= facts.agreed_hours:
        return None
    params = {"spent": float(spent), "most": float(facts.agreed_hours)}
    return Refusal(code=OVER_DAYS.code, message=OVER_DAYS.message, params=params)
