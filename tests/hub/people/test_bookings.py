"""Days lent by engagements stand beside the days somebody told."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from todoke.core.talent.engagements import EngagementState
from todoke.hub.talent.engagements.models import Engagement
from todoke.hub.talent.needs.models import Need
from todoke.hub.talent.people.bookings import booked_days

MONTHS = (date(2026, 12, 1), date(2027, 1, 1), date(2027, 2, 1))


def engage(person, host, *, state: EngagementState, number: int = 1) -> Engagement:
    need = Need.objects.create(
        host=host, number=number, problem="様式が多い", author=person.member, created_at=timezone.now()
    )
    return Engagement.objects.create(
        person=person,
        need=need,
        form="dispatch_252_17",
        days_month=Decimal("2.5"),
        since=date(2026, 12, 15),
        until=date(2027, 1, 31),
        director="総務課長",
        state=state.value,
    )


@pytest.mark.parametrize(
    ("state", "counts"),
    [
        (EngagementState.PROPOSED, False),
        (EngagementState.CONSENTED, True),
        (EngagementState.APPROVED, True),
        (EngagementState.ACTIVE, True),
        (EngagementState.ENDED, False),
        (EngagementState.TERMINATED, False),
        (EngagementState.CANCELLED, False),
    ],
)
def test_what_is_agreed_and_not_over_counts_in_the_months_it_touches(nakamura, hibari, state, counts):
    engage(nakamura, hibari, state=state)
    found = booked_days([nakamura.pk], MONTHS).get(nakamura.pk, {})
    wanted = {month: Decimal("2.5") for month in MONTHS[:2]} if counts else {}
    assert found == wanted


def test_two_engagements_add_up(nakamura, hibari, morino):
    engage(nakamura, hibari, state=EngagementState.ACTIVE)
    engage(nakamura, morino, state=EngagementState.APPROVED)
    assert booked_days([nakamura.pk], MONTHS)[nakamura.pk][MONTHS[1]] == 5


@pytest.mark.parametrize(
    ("who", "there"), [("miura", True), ("trainer", True), ("kansa", True), ("kanri", False)]
)
def test_the_list_stands_in_the_navigation_of_whoever_may_see_people(client, request, who, there):
    client.force_login(request.getfixturevalue(who))
    assert ('href="/people/"' in client.get("/").text) == there
