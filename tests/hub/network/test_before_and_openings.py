"""Who did something before, and which courses would open most unmet need."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone
from tests.hub.conftest import new_member
from tests.hub.learning.lent import consent, lendable

from todoke.core.talent.allocation.months import Period, month_number
from todoke.core.talent.allocation.values import Completion, Host, LegalForm, RoundInput
from todoke.core.talent.allocation.values import Need as GivenNeed
from todoke.core.talent.allocation.values import Person as GivenPerson
from todoke.core.talent.bodies import SizeClass
from todoke.core.talent.people import Audience, PersonKind, Purpose
from todoke.core.talent.posts import PostKind
from todoke.hub.members.models import HubEvent
from todoke.hub.talent.engagements.models import Engagement
from todoke.hub.talent.learning import commands
from todoke.hub.talent.needs.models import Need
from todoke.hub.talent.network import openings

YEAR = Period(since=date(2027, 4, 1), until=date(2027, 6, 30))
BEFORE = "/network/before/?role=service_designer"


@pytest.fixture
def need(hibari, watanabe):
    return Need.objects.create(
        host=hibari,
        number=1,
        problem="窓口で待たせる",
        title="窓口の見直し",
        role="service_designer",
        author=watanabe,
        created_at=timezone.now(),
    )


@pytest.fixture
def nakamura(prefecture):
    return lendable(
        new_member("nakamura", "中村", body=prefecture), PersonKind.PREFECTURE_EXPERT, home=prefecture
    )


@pytest.fixture
def worked(need, nakamura):
    """中村 worked for ひばり市."""
    return Engagement.objects.create(
        person=nakamura,
        need=need,
        form="own_duty",
        days_month=Decimal(2),
        since=date(2026, 4, 1),
        until=date(2026, 9, 30),
        director="渡邉",
        state="ended",
    )


def test_without_consent_the_body_is_shown_and_nobody_else(client, worked, ishikawa, nakamura):
    client.force_login(ishikawa)
    page = client.get(BEFORE).text
    assert "窓口の見直し" in page
    assert "ひばり市" in page
    assert "?to=" not in page
    assert "中村" not in page
    assert not HubEvent.objects.filter(name="person.read", person=nakamura.pk).exists()


def test_who_agreed_can_be_asked_without_a_name_and_reads_who_looked(client, worked, ishikawa, nakamura):
    consent(nakamura, Audience.MEMBER_TOWNS, Purpose.QUESTIONS)
    client.force_login(ishikawa)
    page = client.get(BEFORE).text
    assert f"?to={nakamura.pk}" in page
    assert "中村" not in page
    assert HubEvent.objects.filter(name="person.read", person=nakamura.pk).count() == 1


@pytest.mark.parametrize(
    "purpose", [Purpose.ALLOCATION, Purpose.EVENTS], ids=["for being lent", "for invitations"]
)
def test_a_consent_for_another_purpose_does_not_count(client, worked, ishikawa, nakamura, purpose):
    consent(nakamura, Audience.MEMBER_TOWNS, purpose)
    client.force_login(ishikawa)
    assert "?to=" not in client.get(BEFORE).text


def test_an_engagement_that_never_began_tells_nothing(client, worked, ishikawa):
    Engagement.objects.update(state="cancelled")
    client.force_login(ishikawa)
    assert "窓口の見直し" not in client.get(BEFORE).text


def given(need, hibari, *, completed: frozenset[str] = frozenset()) -> RoundInput:
    """One need that asks for security, one person who has everything but what `completed` leaves out."""
    host = str(hibari.pk)
    person = GivenPerson(
        id="p",
        kind=PersonKind.PREFECTURE_EXPERT,
        days={month: 5 for month in range(month_number(YEAR.since), month_number(YEAR.until) + 1)},
        zones=frozenset({"center"}),
        completions=tuple(Completion(course=one, period=Period(since=date(2026, 4, 1))) for one in completed),
    )
    asked = GivenNeed(
        id=str(need.pk),
        host=host,
        period=YEAR,
        days=2,
        weight=3,
        forms=("own_duty",),
        zone="center",
        courses=frozenset({"security_basics"}),
        confidential=False,
    )
    return RoundInput(
        hosts=(Host(id=host, size=SizeClass.MIDDLE, region="center", zone="center"),),
        people=(person,),
        needs=(asked,),
        forms=(LegalForm(code="own_duty", permissions={PersonKind.PREFECTURE_EXPERT: frozenset()}),),
        key=b"key",
    )


@pytest.fixture
def okada(prefecture):
    member = new_member("okada", "岡田", PostKind.TRAINER, body=prefecture)
    commands.seed_tracks(prefecture, by=member)
    return member


def test_the_course_that_opens_an_unmet_need_is_named_with_its_demand(
    client, need, hibari, okada, monkeypatch
):
    monkeypatch.setattr(openings, "gather", lambda days, key: given(need, hibari))
    found = openings.report(date(2026, 11, 23))
    (line,) = found.lines
    assert (found.open_needs, found.unmet) == (1, 1)
    assert (line.name, line.needs, line.people) == ("情報セキュリティ", (need,), 1)
    assert line.demand == 3 * 2 * 3
    client.force_login(okada)
    page = client.get("/courses/openings/").text
    assert "情報セキュリティ" in page
    assert "窓口の見直し" in page


def test_a_need_somebody_can_take_is_not_counted(need, hibari, okada, monkeypatch):
    whole = given(need, hibari, completed=frozenset({"security_basics"}))
    monkeypatch.setattr(openings, "gather", lambda days, key: whole)
    found = openings.report(date(2026, 11, 23))
    assert (found.open_needs, found.unmet, found.lines) == (1, 0, ())
