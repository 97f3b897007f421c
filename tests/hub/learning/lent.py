"""People who can be lent, with consents and assessed levels."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from todoke.core.talent.people import Audience, PersonKind, Purpose
from todoke.hub.members.models import Body, Member
from todoke.hub.talent.people.models import Consent, Person, SkillAssessment, SkillClaim


def lendable(
    member: Member, kind: PersonKind, *, home: Body | None = None, employer: Body | None = None
) -> Person:
    return Person.objects.create(
        member=member, kind=kind.value, home=home, employer=employer, created_at=timezone.now()
    )


def consent(person: Person, audience: Audience, purpose: Purpose) -> Consent:
    return Consent.objects.create(
        person=person, audience=audience.value, purpose=purpose.value, since=date(2026, 4, 1)
    )


def level(person: Person, skill: str, found: int, *, by: Member) -> None:
    claim = SkillClaim.objects.create(
        person=person, skill=skill, level=found, evidence=[], claimed_at=timezone.now()
    )
    SkillAssessment.objects.create(
        claim=claim,
        body=by.body,
        by=by,
        level=found,
        method="interview",
        reason="面談",
        at=timezone.now(),
        valid_until=date(2099, 3, 31),
    )
