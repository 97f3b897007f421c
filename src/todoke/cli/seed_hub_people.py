"""The demo's 40 people: what they can and when, what they agreed to, and what they may lawfully do.

Some permissions and agreements are missing on purpose: that is what a round has to say and a town to mend.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.contrib.auth.hashers import make_password

from todoke.catalogue.talent import shipped_tracks
from todoke.cli.demo_prefecture import ASSESSED_UNTIL, FROM, MONTHS, DemoPerson
from todoke.cli.seed_hub_law import seed_caps, seed_law, seed_tender
from todoke.core.talent.people import Audience, Purpose
from todoke.hub.members.models import Body, Member
from todoke.hub.talent.learning.models import Completion, Track
from todoke.hub.talent.people.models import (
    Availability,
    Consent,
    Person,
    SkillAssessment,
    SkillClaim,
)

ASSESSED_AT = datetime(2026, 10, 1, 3, 0, tzinfo=UTC)
COMPLETED_ON = date(2026, 11, 1)
CONSENTED_ON = date(2026, 11, 1)
CONSENTS = (
    (Audience.COORDINATORS, Purpose.ALLOCATION),
    (Audience.MEMBER_TOWNS, Purpose.ALLOCATION),
    (Audience.HOSTS_PROPOSED, Purpose.ALLOCATION),
    (Audience.MEMBER_TOWNS, Purpose.QUESTIONS),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Who:
    """What every person of the seed needs: bodies by code, who assessed, passwords by login."""

    bodies: dict[str, Body]
    coordinator: Member
    second: Member
    hashed: dict[str, str]
    now: datetime


def seed_people(people: Iterable[DemoPerson], who: Who) -> None:
    prefecture = who.coordinator.body
    tracks = seed_tracks(prefecture)
    seed_caps(who.bodies.values())
    for number, one in enumerate(people):
        person = seed_person(one, who)
        seed_skills(person, one, who=who)
        seed_days(person, one)
        seed_completions(person, [tracks[track] for track in one.tracks], who=who)
        Consent.objects.bulk_create(
            Consent(person=person, audience=audience.value, purpose=purpose.value, since=CONSENTED_ON)
            for audience, purpose in CONSENTS
        )
        seed_law(person, one, who=who, number=number)
    seed_tender(who.bodies["992011"], Member.objects.get(login="watanabe"), now=who.now)


def seed_tracks(organiser: Body) -> dict[str, Track]:
    return {
        one.track: Track.objects.create(
            code=one.track,
            title=one.title,
            organiser=organiser,
            gate=one.gate,
            opens=list(one.opens),
            valid_months=one.valid_months,
        )
        for one in shipped_tracks().tracks
    }


def seed_person(one: DemoPerson, who: Who) -> Person:
    home, employer = who.bodies.get(one.home), who.bodies.get(one.employer)
    member = Member.objects.create(
        login=one.login,
        name=one.name,
        body=home or employer,
        password=who.hashed.get(one.login) or make_password(None),
    )
    return Person.objects.create(
        member=member, kind=one.kind.value, home=home, employer=employer, created_at=who.now
    )


def seed_skills(person: Person, one: DemoPerson, *, who: Who) -> None:
    claims = SkillClaim.objects.bulk_create(
        SkillClaim(person=person, skill=skill, level=level, evidence=[], claimed_at=ASSESSED_AT)
        for skill, level in one.skills.items()
    )
    SkillAssessment.objects.bulk_create(
        SkillAssessment(
            claim=claim,
            body=who.coordinator.body,
            by=who.coordinator,
            level=claim.level,
            method="interview",
            reason="面談で、これまでの仕事を確かめた。",
            at=ASSESSED_AT,
            valid_until=ASSESSED_UNTIL,
        )
        for claim in claims
    )


def seed_days(person: Person, one: DemoPerson) -> None:
    Availability.objects.bulk_create(
        Availability(person=person, month=month, days=one.days, zones=list(one.zones), remote=one.remote)
        for month in months()
    )


def months() -> list[date]:
    places = (FROM.month - 1 + after for after in range(MONTHS))
    return [date(FROM.year + place // 12, place % 12 + 1, 1) for place in places]


def seed_completions(person: Person, tracks: list[Track], *, who: Who) -> None:
    Completion.objects.bulk_create(
        Completion(
            track=track,
            person=person,
            on=COMPLETED_ON,
            expires=COMPLETED_ON + timedelta(days=365) if track.valid_months else None,
            verified_by=who.coordinator,
            verified_at=ASSESSED_AT + timedelta(days=31),
        )
        for track in tracks
    )
