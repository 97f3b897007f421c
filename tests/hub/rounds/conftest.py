"""A small prefecture with two people and three needs, and the worker run by hand.

中村 and ラン can help everywhere; one need asks for a skill that nobody has.
"""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone
from tests.hub.roles.towns import body, member
from tests.office.browsing import StaffBrowser

from todoke.core.talent.bodies import BodyKind
from todoke.core.talent.people import PersonKind
from todoke.hub.members.models import PostKind
from todoke.hub.talent.needs.models import Need
from todoke.hub.talent.people.models import Availability, Consent, Person, SkillAssessment, SkillClaim
from todoke.hub.talent.permits.models import Confidentiality
from todoke.hub.talent.rounds import commands, running

YEAR = timezone.localdate().year + 1
NOW = datetime(2026, 10, 1, tzinfo=UTC)


@pytest.fixture
def kirihara(db):
    return body("990001", "霧原県", kind=BodyKind.PREFECTURE)


@pytest.fixture
def hibari(kirihara):
    return body("992011", "ひばり市")


@pytest.fixture
def morino(kirihara):
    return body("993417", "森野町", zone="north")


@pytest.fixture
def watanabe(hibari):
    return member("watanabe", "渡邉", at=hibari, posts=(PostKind.DX_LEAD, PostKind.APPROVER))


@pytest.fixture
def ishikawa(morino):
    return member("ishikawa", "石川", at=morino, posts=(PostKind.DX_LEAD, PostKind.APPROVER))


@pytest.fixture
def miura(kirihara):
    return member("miura", "三浦", at=kirihara, posts=(PostKind.COORDINATOR,))


@pytest.fixture
def kondo(kirihara):
    return member("kondo", "近藤", at=kirihara, posts=(PostKind.COORDINATOR,))


@pytest.fixture
def okada(kirihara):
    """Answers for 霧原県 as home body."""
    return member("okada", "岡田", at=kirihara, posts=(PostKind.APPROVER,))


@pytest.fixture
def nakamura(kirihara, miura):
    return expert("nakamura", "中村", home=kirihara, by=miura)


@pytest.fixture
def lan(kirihara, miura):
    return expert("lan", "ラン", home=kirihara, by=miura)


@pytest.fixture
def needs(hibari, morino, watanabe, ishikawa):
    """One each in the same months; 森野町's second asks for a skill nobody has."""
    return [
        need(hibari, 1, "窓口を直す", author=watanabe),
        need(morino, 1, "手続を作る", author=ishikawa),
        need(morino, 2, "基幹系を見る", author=ishikawa, skill="nobody_has_it"),
    ]


@pytest.fixture
def ready(miura, kondo, okada, nakamura, lan, needs):
    """Everything a round needs."""
    return miura


@pytest.fixture
def worker():
    """Runs the worker until it has nothing to do; whatever is left at the end of a test is ended."""
    yield work
    for one in list(running._now):
        one.solving.end()
        running._now.clear()


def work(seconds: float = 60) -> None:
    last = time.monotonic() + seconds
    while (running.run_due_rounds() or running._now) and time.monotonic() < last:
        time.sleep(0.02)
    assert not running._now, "the solver did not end"


def expert(login, name, *, home, by, days=5, level=3):
    one = Person.objects.create(
        member=member(login, name, at=home, posts=()),
        kind=PersonKind.PREFECTURE_EXPERT.value,
        home=home,
        created_at=NOW,
    )
    claim = SkillClaim.objects.create(person=one, skill="service_design", level=4, claimed_at=NOW)
    SkillAssessment.objects.create(
        claim=claim, body=home, by=by, level=level, method="interview", reason="-", at=NOW,
        valid_until=date(YEAR + 1, 3, 31),
    )  # fmt: skip
    for month in range(1, 13):
        Availability.objects.create(
            person=one, month=date(YEAR, month, 1), days=days, zones=["center", "north"], remote=True
        )
    Consent.objects.create(
        person=one, audience="coordinators", purpose="allocation", since=timezone.localdate()
    )
    Confidentiality.objects.create(
        person=one, classes=["town"], template="-", text="-", since=date(2026, 1, 1),
        until=date(YEAR + 1, 3, 31), signed_at=NOW,
    )  # fmt: skip
    return one


def need(host, number, title, *, author, skill="service_design", days=3):
    return Need.objects.create(
        host=host, number=number, title=title, problem=title, role="service_designer",
        skills=[{"skill": skill, "level": 2, "essential": True}], days_month=days,
        since=date(YEAR, 4, 1), until=date(YEAR, 9, 30), zone=host.zone, onsite_days=1,
        forms=["own_duty_of_prefecture"], rubric={"residents_wait": "待つ人がいる"},
        state="open", author=author, created_at=NOW, opened_at=NOW,
    )  # fmt: skip


@pytest.fixture
def computed(ready, kirihara, worker):
    """A round by 三浦 that was worked out."""
    row = commands.begin(kirihara, by=ready)
    worker()
    row.refresh_from_db()
    return row


@pytest.fixture
def published(computed, miura):
    """And published; answers until in ten days."""
    publish(computed, by=miura)
    computed.refresh_from_db()
    return computed


def publish(row, *, by):
    today = timezone.localdate()
    commands.publish(
        row,
        today + timedelta(days=10),
        appeals_until=today + timedelta(days=20),
        decided_by=today + timedelta(days=30),
        by=by,
    )


@pytest.fixture
def client():
    """`force_login` signs in with both steps."""
    return StaffBrowser()
