"""Reads engagements: lists, one with all that belongs to it, months of work and of money."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Sum

from todoke.core.talent.engagements import EngagementState
from todoke.core.talent.permissions import PermissionFacts, PermissionKind
from todoke.core.talent.sharing import amount_of, days_of, parted
from todoke.hub.members.models import Body, HubEvent, Member
from todoke.hub.talent.engagements.facts import form_of, host_key, hours_in, next_month, permissions_of
from todoke.hub.talent.engagements.models import Agreement, Engagement, Settlement, WorkLog
from todoke.hub.talent.engagements.standing import visible_to
from todoke.hub.talent.engagements.wording import payers_of
from todoke.hub.talent.permits.models import Permission

BEFORE = (EngagementState.PROPOSED, EngagementState.CONSENTED, EngagementState.APPROVED)
OVER = (EngagementState.ENDED, EngagementState.TERMINATED, EngagementState.CANCELLED)


@dataclass(frozen=True, kw_only=True, slots=True)
class Lists:
    before: tuple[Engagement, ...]
    active: tuple[Engagement, ...]
    over: tuple[Engagement, ...]

    @property
    def empty(self) -> bool:
        return not (self.before or self.active or self.over)


@dataclass(frozen=True, kw_only=True, slots=True)
class PermissionLine:
    """`rows`: what the person holds of this kind for this host; none where it is still lacking."""

    kind: PermissionKind
    rows: tuple[Permission, ...]
    whole: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class CalendarDay:
    """`inside`: the engagement runs that day. `logs` of all engagements on the page."""

    on: date
    this_month: bool
    inside: bool
    marks: tuple[str, ...]
    logs: tuple[WorkLog, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class MonthOfMoney:
    """`settled` None: as it stands today. `amounts` by body."""

    month: date
    hours: Decimal
    days: Decimal
    amounts: tuple[tuple[Body, int], ...]
    settled: Settlement | None

    @property
    def total(self) -> int:
        return sum(amount for _, amount in self.amounts)


def lists_for(member: Member) -> Lists:
    rows = list(visible_to(member).order_by("until", "pk"))

    def in_states(states: Sequence[EngagementState]) -> tuple[Engagement, ...]:
        values = {one.value for one in states}
        return tuple(one for one in rows if one.state in values)

    return Lists(before=in_states(BEFORE), active=in_states([EngagementState.ACTIVE]), over=in_states(OVER))


def newest_agreement(engagement: Engagement) -> Agreement | None:
    return engagement.agreements.order_by("-version").first()


def permission_lines(engagement: Engagement) -> list[PermissionLine]:
    host, period = host_key(engagement), (engagement.since, engagement.until)
    held = permissions_of(engagement.person)
    return [_line(kind, held, host=host, period=period) for kind in form_of(engagement).permissions]


def _line(
    kind: PermissionKind,
    held: Sequence[tuple[Permission, PermissionFacts]],
    *,
    host: str,
    period: tuple[date, date],
) -> PermissionLine:
    since, until = period
    mine = [(row, one) for row, one in held if one.kind is kind and (not one.hosts or host in one.hosts)]
    there = [(row, one) for row, one in mine if one.since <= until and since <= one.until]
    whole = any(one.covers(host, since=since, until=until) for _, one in there)
    return PermissionLine(kind=kind, rows=tuple(row for row, _ in there), whole=whole)


def history(engagement: Engagement) -> list[HubEvent]:
    """What happened, without looks at the record."""
    found = HubEvent.objects.filter(subject=f"engagement:{engagement.pk}")
    return list(found.order_by("at", "pk"))


def logs_of(engagement: Engagement, month: date) -> list[WorkLog]:
    found = engagement.logs.filter(on__gte=month, on__lt=next_month(month))
    return list(found.order_by("on", "pk"))


def months_of(engagement: Engagement) -> list[date]:
    """First days of the months it touches, up to its last day as it came."""
    month, found = engagement.since.replace(day=1), []
    while month <= engagement.last_day:
        found.append(month)
        month = next_month(month)
    return found


def open_months(engagement: Engagement, *, today: date) -> list[date]:
    """Begun and not settled."""
    settled = set(engagement.settlements.values_list("month", flat=True))
    return [month for month in months_of(engagement) if month <= today and month not in settled]


def money_of(engagement: Engagement, *, today: date) -> list[MonthOfMoney]:
    settled = {one.month: one for one in engagement.settlements.all()}
    return [
        _money(engagement, month, row=settled.get(month)) for month in months_of(engagement) if month <= today
    ]


def _money(engagement: Engagement, month: date, *, row: Settlement | None) -> MonthOfMoney:
    hours = hours_in(engagement, month)
    if row is not None:
        amounts, days = row.amounts, row.days
    else:
        amount = amount_of(hours, day=engagement.hours_day, day_rate=engagement.day_rate)
        amounts, days = parted(amount, engagement.shares), days_of(hours, day=engagement.hours_day)
    named = _named(engagement, amounts)
    return MonthOfMoney(month=month, hours=hours, days=days, amounts=named, settled=row)


def _named(engagement: Engagement, amounts: Mapping[str, int]) -> tuple[tuple[Body, int], ...]:
    bodies = payers_of(engagement)
    return tuple((bodies[code], amounts[code]) for code in bodies if code in amounts)


def weeks_of(engagement: Engagement, month: date) -> list[list[CalendarDay]]:
    """A calendar month in weeks from Monday."""
    logs: dict[date, list[WorkLog]] = {}
    first = month - timedelta(days=month.weekday())
    for one in engagement.logs.filter(on__gte=first, on__lt=first + timedelta(days=42)).order_by("on", "pk"):
        logs.setdefault(one.on, []).append(one)
    weeks, day = [], first
    while day < next_month(month):
        weeks.append([_day(engagement, day + timedelta(days=n), month=month, logs=logs) for n in range(7)])
        day += timedelta(days=7)
    return weeks


def _day(
    engagement: Engagement, on: date, *, month: date, logs: Mapping[date, Sequence[WorkLog]]
) -> CalendarDay:
    until = engagement.last_day
    marks = [name for name, day in (("first", engagement.since), ("last", until)) if day == on]
    return CalendarDay(
        on=on,
        this_month=on.month == month.month,
        inside=engagement.since <= on <= until,
        marks=tuple(marks),
        logs=tuple(logs.get(on, ())),
    )


def hours_spent(engagement: Engagement) -> Decimal:
    return engagement.logs.aggregate(sum=Sum("hours"))["sum"] or Decimal(0)
