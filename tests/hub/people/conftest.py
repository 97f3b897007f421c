"""中村 is an expert of 霧原県, 鈴木 of the staff of ひばり市, 加藤 works a side job; 三浦 coordinates."""

from __future__ import annotations

import pytest
from django.utils import timezone
from tests.hub.conftest import new_body, new_member

from todoke.core.talent.bodies import BodyKind
from todoke.core.talent.people import Audience, PersonKind, Purpose
from todoke.core.talent.posts import PostKind
from todoke.core.talent.profiles import ClaimFacts
from todoke.hub.members.models import Body, Member
from todoke.hub.talent.people import commands
from todoke.hub.talent.people.models import Person


def new_person(member: Member, kind: PersonKind, *, employer: Body | None = None) -> Person:
    home = None if employer else member.body
    return Person.objects.create(
        member=member, kind=kind.value, home=home, employer=employer, created_at=timezone.now()
    )


def agree(person: Person) -> None:
    commands.consent(Audience.COORDINATORS, Purpose.ALLOCATION, by=person.member)


def can(person: Person, skill: str, level: int) -> None:
    given = ClaimFacts(skill=skill, level=level, evidence="町の手続を三つ作った。", link="")
    commands.claim(given, by=person.member)


@pytest.fixture
def company(db) -> Body:
    return new_body("5990001000011", "みなとシステム株式会社", BodyKind.COMPANY)


@pytest.fixture
def nakamura(prefecture) -> Person:
    """Agreed to be seen by coordinators."""
    person = new_person(new_member("nakamura", "中村 悠", body=prefecture), PersonKind.PREFECTURE_EXPERT)
    agree(person)
    can(person, "service_design", 3)
    return person


@pytest.fixture
def suzuki(hibari) -> Person:
    """Agreed to nothing yet."""
    return new_person(new_member("suzuki", "鈴木 翔", body=hibari), PersonKind.STAFF)


@pytest.fixture
def kato(company) -> Person:
    member = new_member("kato", "加藤 航", body=company)
    return new_person(member, PersonKind.SIDE_WORKER, employer=company)


@pytest.fixture
def trainer(hibari) -> Member:
    """Of ひばり市."""
    return new_member("kensyu", "研修 係", PostKind.TRAINER, body=hibari)


@pytest.fixture
def approver(hibari) -> Member:
    return new_member("jinji", "人事 係", PostKind.APPROVER, body=hibari)


@pytest.fixture
def zoned(prefecture, hibari, morino):
    """霧原県 with two areas."""
    for body, zone in ((prefecture, "center"), (hibari, "center"), (morino, "north")):
        body.zone = zone
        body.save(update_fields=["zone"])
