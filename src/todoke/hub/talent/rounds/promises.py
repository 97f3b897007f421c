"""What is promised before a round: work that runs, and proposals that wait for an answer or for their paper.

Invariant: a day that was promised once is not given away twice.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator
from datetime import date
from decimal import Decimal

from django.apps import apps
from django.db.models import QuerySet

from todoke.catalogue.talent import shipped_legal_forms
from todoke.core.talent.allocation.months import Period
from todoke.core.talent.allocation.values import Person, Running
from todoke.core.talent.engagements import EngagementState
from todoke.hub.talent.rounds.models import Proposal

OVER = (EngagementState.ENDED.value, EngagementState.TERMINATED.value, EngagementState.CANCELLED.value)
Standing = Callable[[object], str]


def promised(people: Collection[Person], begun: date, *, standing: Standing) -> Iterator[Running]:
    known = {one.id: one for one in people}
    for one in _engagements().filter(until__gte=begun).exclude(state__in=OVER).select_related("need"):
        if person := known.get(str(one.person_id)):
            yield _running(f"e-{one.pk}", person, one=one, period=(one.since, one.until), standing=standing)
    waiting = Proposal.objects.filter(closed_at=None, engagement=None, need__until__gte=begun)
    for one in waiting.select_related("need"):
        if person := known.get(str(one.person_id)):
            period = (max(one.need.since, begun), one.need.until)
            yield _running(f"p-{one.pk}", person, one=one, period=period, standing=standing)


def _running(
    name: str, person: Person, *, one: object, period: tuple[date, date], standing: Standing
) -> Running:
    """`one`: a proposal or an engagement; both know need, form and days."""
    host = standing(one.need.host_id)  # type: ignore[attr-defined]
    days: Decimal = one.days_month  # type: ignore[attr-defined]
    form = shipped_legal_forms().by_id.get(one.form)  # type: ignore[attr-defined]
    kinds = form.permissions if form else ()
    permits = [one.id for one in person.permits if one.kind in kinds and (not one.hosts or host in one.hosts)]
    return Running(
        id=name,
        person=person.id,
        host=host,
        period=Period(since=period[0], until=period[1]),
        days=math.ceil(days),
        permits=tuple(sorted(permits)),
    )


def _engagements() -> QuerySet:  # type: ignore[type-arg]
    """The room of engagements comes after this one and is asked by its model's name."""
    return apps.get_model("hub_engagements", "Engagement").objects.order_by("pk")
