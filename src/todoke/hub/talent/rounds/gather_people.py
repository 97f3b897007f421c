"""One person as a round sees them: assessed levels, days, permissions, agreements and restrictions in force.

Invariants:
- only levels somebody assessed and that have not expired; the newest assessment of a skill counts.
- where somebody said different things for different months, only what holds in all of them is taken.
- hours of a permission become whole days, rounded down.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal

from todoke.core.talent.allocation.months import Period, month_number
from todoke.core.talent.allocation.values import (
    EVERY,
    Agreement,
    Completion,
    Permit,
    Restriction,
)
from todoke.core.talent.allocation.values import Person as GivenPerson
from todoke.core.talent.conflicts import Effect, InformationClass
from todoke.core.talent.people import PersonKind
from todoke.core.talent.permissions import PermissionKind, PermissionState
from todoke.hub.talent.people.models import Availability, Person
from todoke.hub.talent.permits.models import Confidentiality, Permission

HOURS_PER_DAY = Decimal("7.75")
"""A public servant's working day: 7 hours 45 minutes (38時間45分 a week over five days)."""
WEEKS_PER_MONTH = 4
"""Every month has four whole weeks: what a weekly cap leaves at least."""

Standing = Callable[[object], str]


def given_person(person: Person, *, on: date, standing: Standing) -> GivenPerson:
    months = [one for one in person.availability.all() if one.days >= 1 and one.month >= on.replace(day=1)]
    return GivenPerson(
        id=str(person.pk),
        kind=PersonKind(person.kind),
        home=standing(person.home_id),
        employer=standing(person.employer_id),
        days={month_number(one.month): int(one.days) for one in months if not _pauses(person, one)},
        max_hosts=person.most_hosts,
        zones=_zones(months),
        remote=bool(months) and all(one.remote for one in months),
        skills=dict(_skills(person, on)),
        completions=tuple(_completions(person)),
        permits=tuple(_permits(person, standing)),
        agreements=tuple(_agreements(person, standing)),
        restrictions=tuple(_restrictions(person, standing)),
        wishes=frozenset(one for one in person.wishes if isinstance(one, str)),
    )


def _pauses(person: Person, month: Availability) -> bool:
    return person.paused_until is not None and month.month <= person.paused_until


def _zones(months: list[Availability]) -> frozenset[str]:
    named = [frozenset(one.zones) for one in months]
    return frozenset.intersection(*named) if named else frozenset()


def _skills(person: Person, on: date) -> Iterator[tuple[str, int]]:
    for claim in person.claims.all():
        held = [one for one in claim.assessments.all() if one.valid_until >= on]
        if held:
            yield claim.skill, max(held, key=lambda one: (one.at, one.pk)).level


def _completions(person: Person) -> Iterator[Completion]:
    rows = [one for one in person.completions.all() if one.verified_at is not None]
    for one in sorted(rows, key=lambda row: (row.track.code, row.on, str(row.pk))):
        yield Completion(course=one.track.code, period=Period(since=one.on, until=one.expires))


def _permits(person: Person, standing: Standing) -> Iterator[Permit]:
    granted = [one for one in person.permissions.all() if one.state == PermissionState.GRANTED]
    for one in sorted(granted, key=lambda row: str(row.pk)):
        if one.lapsed_at is None and one.since <= one.until:
            yield Permit(
                id=str(one.pk),
                kind=PermissionKind(one.kind),
                period=Period(since=one.since, until=one.until),
                hosts=frozenset(standing(host.pk) for host in one.hosts.all()),
                days_per_month=days_of(one),
            )


def days_of(permission: Permission) -> int | None:
    """Whole days a month its hours allow; None: no hours are set."""
    hours = [permission.per_month] if permission.per_month is not None else []
    if permission.per_week is not None:
        hours.append(permission.per_week * WEEKS_PER_MONTH)
    return int(min(hours) // HOURS_PER_DAY) if hours else None


def _agreements(person: Person, standing: Standing) -> Iterator[Agreement]:
    """Signed, not revoked, and about the town's own confidence; of the person or of the employer."""
    rows: list[Confidentiality] = list(person.agreements.all())
    if person.employer is not None:
        rows += person.employer.agreements.all()
    for one in sorted(rows, key=lambda row: str(row.pk)):
        signed = one.signed_at is not None and one.revoked_at is None
        if signed and InformationClass.TOWN.value in one.classes and one.since <= one.until:
            host = EVERY if one.host_id is None else standing(one.host_id)
            yield Agreement(host=host, period=Period(since=one.since, until=one.until))


def _restrictions(person: Person, standing: Standing) -> Iterator[Restriction]:
    """A restriction holds from its first day, until it is lifted."""
    for one in sorted(person.restrictions.all(), key=lambda row: str(row.pk)):
        last = one.until
        if one.lifted_at is not None:
            lifted = one.lifted_at.date() - timedelta(days=1)
            last = lifted if last is None else min(last, lifted)
        if last is None or one.since <= last:
            yield Restriction(
                host=standing(one.host_id),
                category=one.category,
                effect=Effect(one.effect),
                period=Period(since=one.since, until=last),
            )
