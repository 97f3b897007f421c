"""What the pages of people show, to the person and to whoever may see the record."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404
from django.urls import reverse

from todoke.core.refusal import N_
from todoke.core.talent.bodies import BodyKind
from todoke.core.talent.people import Audience, Purpose
from todoke.core.talent.profiles import ReaderFacts, Sight, sight
from todoke.hub.members.models import Body, HubEvent, Member, Post, PostKind
from todoke.hub.members.waiting import Waiting
from todoke.hub.talent.people.models import (
    Availability,
    Consent,
    Correction,
    Person,
    SkillAssessment,
    SkillClaim,
)

MONTHS = 12
PAGE = 50
AREA_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "center": N_("Central area"),
        "north": N_("Northern area"),
        "coast": N_("Coastal area"),
        "south": N_("Southern area"),
    }
)
"""Areas of the demo; a prefecture's own words stand as they are."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SkillLine:
    """A claim and what others found. `level`: assessed and not expired, 0 where none is."""

    claim: SkillClaim
    assessments: tuple[SkillAssessment, ...]
    level: int
    until: date | None


@dataclass(frozen=True, kw_only=True, slots=True)
class MonthLine:
    """`booked`: lent already."""

    month: date
    days: Decimal
    zones: tuple[str, ...]
    remote: bool
    booked: Decimal

    @property
    def over(self) -> bool:
        return self.booked > self.days


@dataclass(frozen=True, kw_only=True, slots=True)
class Seen:
    """`older`: where the next page begins, 0 where there is none."""

    events: tuple[HubEvent, ...]
    older: int


def person_of(member: Member) -> Person | None:
    return Person.objects.filter(member=member).select_related("member", "home", "employer").first()


def zones() -> tuple[str, ...]:
    """Areas that bodies of the hub lie in."""
    found = Body.objects.exclude(zone="").exclude(kind=BodyKind.COMPANY.value)
    return tuple(sorted(set(found.values_list("zone", flat=True))))


def area_words(zone: str) -> str:
    return AREA_WORDS.get(zone, zone)


def first_of(day: date) -> date:
    return day.replace(day=1)


def coming_months(today: date, count: int = MONTHS) -> tuple[date, ...]:
    place = today.year * 12 + today.month - 1
    return tuple(date(one // 12, one % 12 + 1, 1) for one in range(place, place + count))


def skill_lines(person: Person, *, on: date) -> tuple[SkillLine, ...]:
    rows = SkillAssessment.objects.filter(claim__person=person).select_related("body", "by")
    assessed: dict[int, list[SkillAssessment]] = {}
    for row in rows.order_by("-at", "-pk"):
        assessed.setdefault(row.claim_id, []).append(row)
    found = []
    for claim in person.claims.order_by("-level", "skill"):
        mine = tuple(assessed.get(claim.pk, ()))
        valid = next((one for one in mine if one.valid_until >= on), None)
        found.append(
            SkillLine(
                claim=claim,
                assessments=mine,
                level=valid.level if valid else 0,
                until=valid.valid_until if valid else None,
            )
        )
    return tuple(found)


def levels_of(people: Collection[UUID], *, on: date) -> dict[UUID, dict[str, int]]:
    """Assessed levels by person and skill; the newest that has not expired."""
    rows = SkillAssessment.objects.filter(claim__person__in=people, valid_until__gte=on).order_by("at", "pk")
    found: dict[UUID, dict[str, int]] = {}
    for person, skill, level in rows.values_list("claim__person", "claim__skill", "level"):
        found.setdefault(person, {})[skill] = level
    return found


def month_lines(
    person: Person, *, months: Collection[date], booked: Mapping[date, Decimal]
) -> tuple[MonthLine, ...]:
    """Every month, those without a row with no day."""
    rows = {one.month: one for one in Availability.objects.filter(person=person, month__in=months)}
    found = []
    for month in months:
        row = rows.get(month)
        found.append(
            MonthLine(
                month=month,
                days=row.days if row else Decimal(0),
                zones=tuple(row.zones) if row else (),
                remote=row.remote if row else False,
                booked=booked.get(month, Decimal(0)),
            )
        )
    return tuple(found)


def consents_in_force(*, audience: Audience, purpose: Purpose, on: date) -> QuerySet[Consent]:
    found = Consent.objects.filter(
        audience=audience.value, purpose=purpose.value, withdrawn_at=None, since__lte=on
    )
    return found.exclude(until__lt=on)


def agreed_to_coordinators(on: date) -> QuerySet[Consent]:
    return consents_in_force(audience=Audience.COORDINATORS, purpose=Purpose.ALLOCATION, on=on)


def reader_facts(reader: Member, person: Person, *, on: date) -> ReaderFacts:
    posts = set(reader.posts.values_list("kind", "body"))
    own = {person.home_id, person.employer_id} - {None}
    speaks = {PostKind.APPROVER.value, PostKind.TRAINER.value}
    kinds = {kind for kind, _ in posts}
    organiser = prefecture_trainer(reader)
    return ReaderFacts(
        oneself=person.member_id == reader.pk,
        own_body=any(kind in speaks and body in own for kind, body in posts),
        coordinator=PostKind.COORDINATOR.value in kinds or organiser,
        auditor=PostKind.AUDITOR.value in kinds,
        agreed=agreed_to_coordinators(on).filter(person=person).exists(),
    )


def prefecture_trainer(reader: Member) -> bool:
    return Post.objects.filter(
        member=reader, kind=PostKind.TRAINER.value, body__kind=BodyKind.PREFECTURE.value
    ).exists()


def sight_of(reader: Member, person: Person, *, on: date) -> Sight:
    return sight(reader_facts(reader, person, on=on))


def may_assess(reader: Member, person: Person, *, on: date) -> bool:
    """A coordinator or the prefecture's trainer who sees the record, or a trainer of the person's body."""
    facts = reader_facts(reader, person, on=on)
    own = [one for one in (person.home, person.employer) if one is not None]
    return (facts.coordinator and facts.agreed) or any(reader.holds(PostKind.TRAINER, one) for one in own)


def visible_people(reader: Member, *, on: date) -> QuerySet[Person]:
    """Whom the reader sees at all, with a name or without."""
    found = Person.objects.select_related("member", "home", "employer").order_by("created_at", "pk")
    if reader.holds(PostKind.AUDITOR):
        return found
    speaks = [PostKind.APPROVER.value, PostKind.TRAINER.value]
    own = Body.objects.filter(posts__member=reader, posts__kind__in=speaks)
    rule = Q(home__in=own) | Q(employer__in=own)
    if reader.holds(PostKind.COORDINATOR) or prefecture_trainer(reader):
        rule |= Q(pk__in=agreed_to_coordinators(on).values("person"))
    return found.filter(rule)


def hidden_people(reader: Member, *, on: date) -> int:
    """How many have not agreed to be seen by coordinators; told to coordinators, so that they can ask."""
    return Person.objects.count() - visible_people(reader, on=on).count()


def pseudonym(person: Person) -> str:
    """The same on every page, and says nothing of who it is."""
    return str(int(hashlib.sha256(person.pk.bytes).hexdigest()[:10], 16) % 100_000_000).zfill(8)


def get_person_or_404(key: UUID) -> Person:
    found = Person.objects.filter(pk=key).select_related("member", "home", "employer").first()
    if found is None:
        raise Http404
    return found


def seen_by(person: Person, *, before: int = 0) -> Seen:
    """Who looked at the record or changed it, the newest first; what the person did is left out."""
    found = HubEvent.objects.filter(person=person.pk).exclude(actor=f"member:{person.member_id}")
    if before:
        found = found.filter(pk__lt=before)
    rows = list(found.order_by("-pk")[: PAGE + 1])
    shown = tuple(rows[:PAGE])
    return Seen(events=shown, older=shown[-1].pk if len(rows) > PAGE else 0)


def bodies_of_actors(events: Collection[HubEvent]) -> dict[str, str]:
    """For whom each of them acts."""
    keys = {one.actor.removeprefix("member:") for one in events if one.actor.startswith("member:")}
    found = Member.objects.filter(pk__in=keys).select_related("body")
    return {f"member:{one.pk}": one.body.name for one in found}


def consents_of(person: Person, *, on: date) -> dict[tuple[str, str], Consent]:
    """What is in force, by audience and purpose."""
    found = person.consents.filter(withdrawn_at=None, since__lte=on).exclude(until__lt=on)
    return {(one.audience, one.purpose): one for one in found.order_by("since", "pk")}


def open_corrections(member: Member) -> list[Waiting]:
    """For whoever may answer them, and for nobody about themselves."""
    from django.utils import timezone

    today = timezone.localdate()
    rows = Correction.objects.filter(answered_at=None).exclude(person__member=member)
    found = []
    for row in rows.select_related("person__member", "person__home", "person__employer").order_by("at"):
        if may_assess(member, row.person, on=today):
            found.append(
                Waiting(
                    words=N_("Answer a request for correction by %(name)s"),
                    params={"name": row.person.member.name},
                    href=reverse("people:record", args=[row.person.pk]) + "#corrections",
                )
            )
    return found


def own_profile_begun(member: Member) -> list[Waiting]:
    """For a person who has not agreed to anything yet: nobody can find them until then."""
    person = person_of(member)
    if person is None or person.consents.exists():
        return []
    return [Waiting(words=N_("Look at your profile and say who may see it"), href=reverse("people:mine"))]
