"""Days people are lent already, told to the people's room month by month."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from uuid import UUID

from todoke.core.talent.engagements import EngagementState
from todoke.hub.talent.engagements.models import Engagement

BOOKED = (EngagementState.CONSENTED, EngagementState.APPROVED, EngagementState.ACTIVE)
"""What somebody counts on: all agreed, and not over."""


def booked_days(people: Collection[UUID], months: Collection[date]) -> dict[UUID, dict[date, Decimal]]:
    """`months` by their first days; an engagement counts whole in each month it touches."""
    found: dict[UUID, dict[date, Decimal]] = {}
    for one in Engagement.objects.filter(person__in=people, state__in=[state.value for state in BOOKED]):
        mine = found.setdefault(one.person_id, {})
        for month in months:
            if (one.since.year, one.since.month) <= (month.year, month.month) and month <= one.until:
                mine[month] = mine.get(month, Decimal(0)) + one.days_month
    return found
