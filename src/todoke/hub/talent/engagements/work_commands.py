"""Work of one day, checked when it is written down, and the settlement of a month."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.utils import timezone

from todoke.core.refusal import Refusal
from todoke.core.talent.engagements import EngagementState
from todoke.core.talent.sharing import NOT_THEN, SETTLED, amount_of, days_of, parted, refuse_settle
from todoke.core.talent.working import NOT_WORKER, Day, Orderer, WorkPlace, refuse_day
from todoke.hub.members.models import Member
from todoke.hub.talent.engagements.commands import NOT_LEADING, locked, note, require
from todoke.hub.talent.engagements.facts import day_facts, hours_in
from todoke.hub.talent.engagements.models import Engagement, Settlement, WorkLog
from todoke.hub.talent.engagements.standing import standing
from todoke.hub.talent.people.models import Person
from todoke.web.database import write

WORKED = (EngagementState.ACTIVE, EngagementState.ENDED, EngagementState.TERMINATED)


def log_work(key: UUID, day: Day, *, place: WorkPlace, by: Member) -> WorkLog:
    """One lock per person: two days typed at once cannot pass the same cap."""
    with write():
        engagement = locked(key)
        Person.objects.select_for_update().get(pk=engagement.person_id)
        require(None if standing(by, engagement).person else NOT_WORKER)
        require(refuse_day(day_facts(engagement, day.on), day, today=timezone.localdate()))
        row = WorkLog.objects.create(
            engagement=engagement,
            on=day.on,
            hours=day.hours,
            place=place.value,
            task=day.task.strip(),
            category=day.category,
            ordered_by_host=day.orderer is Orderer.HOST,
            at=timezone.now(),
        )
        note("work.logged", engagement, by=by, body={"on": day.on.isoformat(), "hours": str(day.hours)})
    return row


def take_out(key: UUID, log: int, *, by: Member) -> None:
    """A line that was written by mistake, while its month is open."""
    with write():
        engagement = locked(key)
        require(None if standing(by, engagement).person else NOT_WORKER)
        row = engagement.logs.filter(pk=log).first()
        if row is None:
            return
        require(SETTLED if engagement.settlements.filter(month=row.on.replace(day=1)).exists() else None)
        body = {"on": row.on.isoformat(), "hours": str(row.hours)}
        row.delete()
        note("work.taken_out", engagement, by=by, body=body)


def settle(key: UUID, month: date, *, by: Member) -> Settlement:
    """`month`: its first day. Days and amounts are kept as they were that day."""
    with write():
        engagement = locked(key)
        require(None if standing(by, engagement).leads else NOT_LEADING)
        require(_refuse_month(engagement, month))
        hours = hours_in(engagement, month)
        amount = amount_of(hours, day=engagement.hours_day, day_rate=engagement.day_rate)
        row = Settlement.objects.create(
            engagement=engagement,
            month=month,
            days=days_of(hours, day=engagement.hours_day),
            amounts=dict(parted(amount, engagement.shares)),
            by=by,
            at=timezone.now(),
        )
        note("month.settled", engagement, by=by, body={"month": f"{month:%Y-%m}", "amount": amount})
    return row


def _refuse_month(engagement: Engagement, month: date) -> Refusal | None:
    if EngagementState(engagement.state) not in WORKED:
        return NOT_THEN
    return refuse_settle(
        month,
        period=(engagement.since, engagement.last_day),
        today=timezone.localdate(),
        settled=engagement.settlements.filter(month=month).exists(),
    )
