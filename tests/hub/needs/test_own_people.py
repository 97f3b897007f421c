"""What the team picture learns of own staff: only who lets towns see, only levels that still count."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from tests.hub.roles.towns import member

from todoke.core.talent.people import Audience, PersonKind, Purpose
from todoke.hub.talent.needs.own_people import levels_of_own_staff
from todoke.hub.talent.people.models import Consent, Person, SkillAssessment, SkillClaim
from todoke.hub.talent.roles.own_staff import staff_of

ON = date(2026, 11, 23)
AT = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture
def suzuki(hibari):
    account = member("suzuki", "鈴木", at=hibari, posts=())
    return Person.objects.create(member=account, kind=PersonKind.STAFF.value, home=hibari, created_at=AT)


@pytest.fixture
def consent(suzuki):
    return Consent.objects.create(
        person=suzuki,
        audience=Audience.MEMBER_TOWNS.value,
        purpose=Purpose.ALLOCATION.value,
        since=date(2026, 4, 1),
    )


def assess(person, by, skill, *levels, until=date(2027, 3, 31)):
    claim = SkillClaim.objects.create(person=person, skill=skill, level=4, claimed_at=AT)
    for place, level in enumerate(levels):
        SkillAssessment.objects.create(
            claim=claim,
            body=by.body,
            by=by,
            level=level,
            method="interview",
            reason="話を聞いた",
            at=AT.replace(day=place + 1),
            valid_until=until,
        )


def test_the_newest_assessment_that_has_not_expired_counts(suzuki, consent, miura, hibari):
    assess(suzuki, miura, "no_code_building", 3, 2)
    assess(suzuki, miura, "plain_words", 4, until=date(2026, 11, 22))
    SkillClaim.objects.create(person=suzuki, skill="cloud", level=4, claimed_at=AT)
    (found,) = levels_of_own_staff(hibari, ON)
    assert found.levels == {"no_code_building": 2}
    assert staff_of(hibari, on=ON) == (found,)


def test_who_does_not_let_towns_see_is_not_in_the_picture(suzuki, hibari):
    assert levels_of_own_staff(hibari, ON) == ()


@pytest.mark.parametrize(
    "changed",
    [
        {"withdrawn_at": AT},
        {"until": date(2026, 11, 22)},
        {"since": date(2026, 12, 1)},
        {"audience": Audience.COORDINATORS.value},
        {"purpose": Purpose.EVENTS.value},
    ],
    ids=["withdrawn", "over", "not begun", "another audience", "another purpose"],
)
def test_a_consent_that_does_not_hold_shows_nobody(consent, hibari, changed):
    Consent.objects.filter(pk=consent.pk).update(**changed)
    assert levels_of_own_staff(hibari, ON) == ()


def test_staff_of_another_town_are_not_own_staff(consent, morino):
    assert levels_of_own_staff(morino, ON) == ()
