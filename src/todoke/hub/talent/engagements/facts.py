"""From rows to the values core rules on: form, permissions, secrecy, restrictions, hours."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Max, Sum

from todoke.catalogue.talent import shipped_legal_forms
from todoke.core.talent.answers import Party, parties_of
from todoke.core.talent.engagements import EngagementState, Logged, WorkFacts
from todoke.core.talent.leaving import Running
from todoke.core.talent.legal_forms import LegalForm
from todoke.core.talent.permissions import PermissionFacts, PermissionKind, kinds_lacking
from todoke.core.talent.procurement import Category
from todoke.core.talent.signing import Decision, StepFacts
from todoke.core.talent.working import DayFacts, Under, barred, is_secret
from todoke.hub.talent.engagements.models import Agreement, Engagement, WorkLog
from todoke.hub.talent.people.models import Person
from todoke.hub.talent.permits.facts import agreements_of, permission_facts, restrictions_of
from todoke.hub.talent.permits.models import Permission


def form_of(engagement: Engagement) -> LegalForm:
    return shipped_legal_forms().by_id[engagement.form]


def host_key(engagement: Engagement) -> str:
    """How permissions, agreements and restrictions name the town."""
    return str(engagement.need.host_id)


def present_parties(person: Person) -> frozenset[Party]:
    return parties_of(has_home_body=person.home_id is not None, has_employer=person.employer_id is not None)


def permissions_of(person: Person) -> list[tuple[Permission, PermissionFacts]]:
    found = person.permissions.prefetch_related("hosts").order_by("kind", "since")
    return [(row, permission_facts(row)) for row in found]


def lacking(engagement: Engagement, *, period: tuple[date, date]) -> frozenset[PermissionKind]:
    held = [facts for _, facts in permissions_of(engagement.person)]
    return kinds_lacking(form_of(engagement).permissions, held, host=host_key(engagement), period=period)


def day_facts(engagement: Engagement, on: date) -> DayFacts:
    form, host = form_of(engagement), host_key(engagement)
    work = WorkFacts(
        state=EngagementState(engagement.state),
        since=engagement.since,
        until=engagement.last_day,
        caps=(),
        barred=barred(restrictions_of(engagement.person), host=host, categories=Category, on=on),
        host_directs=form.host_directs,
    )
    return DayFacts(
        work=work,
        under=tuple(_under(engagement, row, on=on) for row in _resting_on(engagement, on)),
        lacking=lacking(engagement, period=(on, on)),
        secret=is_secret(
            agreements_of(engagement.person), host=host, needed=form.secrecy_by_agreement, on=on
        ),
        month_hours=hours_in(engagement, on.replace(day=1)),
        agreed_hours=engagement.days_month * engagement.hours_day,
        settled=engagement.settlements.filter(month=on.replace(day=1)).exists(),
    )


def _resting_on(engagement: Engagement, on: date) -> list[Permission]:
    """The permission of each needed kind that counts that day; of several the one decided last."""
    needed, host = form_of(engagement).permissions, host_key(engagement)
    chosen: dict[PermissionKind, Permission] = {}
    rows = permissions_of(engagement.person)
    for row, facts in sorted(rows, key=lambda pair: pair[0].decided_at or pair[0].asked_at):
        if facts.kind in needed and facts.covers(host, since=on, until=on):
            chosen[facts.kind] = row
    return list(chosen.values())


def _under(engagement: Engagement, row: Permission, *, on: date) -> Under:
    """Work of the person in every engagement that rests on the same permission, around that day."""
    kind = PermissionKind(row.kind)
    forms = [one.form for one in shipped_legal_forms().forms if kind in one.permissions]
    first = on.replace(day=1) - timedelta(days=7)
    logs = WorkLog.objects.filter(
        engagement__person=engagement.person,
        engagement__form__in=forms,
        on__range=(max(row.since, first), min(row.until, on + timedelta(days=38))),
    )
    if hosts := list(row.hosts.all()):
        logs = logs.filter(engagement__need__host__in=hosts)
    logged = tuple(Logged(on=one, hours=float(hours)) for one, hours in logs.values_list("on", "hours"))
    return Under(caps=permission_facts(row).caps, logged=logged)


def hours_in(engagement: Engagement, month: date) -> Decimal:
    """Of one calendar month, given by its first day."""
    found = engagement.logs.filter(on__gte=month, on__lt=next_month(month)).aggregate(sum=Sum("hours"))
    return found["sum"] or Decimal(0)


def next_month(month: date) -> date:
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1)


def running(engagement: Engagement) -> Running:
    last = engagement.logs.aggregate(last=Max("on"))["last"]
    return Running(
        state=EngagementState(engagement.state),
        since=engagement.since,
        until=engagement.until,
        last_log=last,
    )


def steps_of(agreement: Agreement) -> list[StepFacts]:
    return step_facts(agreement.steps.all())


def step_facts(rows: Iterable[object]) -> list[StepFacts]:
    return [
        StepFacts(
            order=row.order,  # type: ignore[attr-defined]
            party=Party(row.party),  # type: ignore[attr-defined]
            decision=Decision(row.decision) if row.decision else None,  # type: ignore[attr-defined]
        )
        for row in rows
    ]
