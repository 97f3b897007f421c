"""Reads courses, what somebody completed, who asks to be verified, plans and pairs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404

from todoke.core.talent.bodies import BodyKind
from todoke.core.talent.growing import Held, counting, missing_gates
from todoke.core.talent.people import Audience, Purpose
from todoke.core.talent.roles import RoleModel, SkillGap, gaps
from todoke.hub.members.models import Body, Member, PostKind
from todoke.hub.talent.learning.models import Completion, Pair, Track, UnitDone
from todoke.hub.talent.people.models import Consent, Person, SkillAssessment


@dataclass(frozen=True, kw_only=True, slots=True)
class TrackLine:
    """`held`: the person's verified completion that lasts longest; `asked`: waits for the organiser."""

    track: Track
    held: Held | None
    asked: Completion | None
    returned: Completion | None
    done: int
    units: int


def person_of(member: Member) -> Person | None:
    return Person.objects.filter(member=member).select_related("home", "employer").first()


def completions_of(person: Person) -> tuple[Held, ...]:
    """Everything verified, expired or not: the round asks on which day it counts."""
    rows = Completion.objects.filter(person=person).exclude(verified_at=None).select_related("track")
    return tuple(
        Held(track=one.track.code, version=one.track.version, since=one.on, until=one.expires)
        for one in rows.order_by("on", "pk")
    )


def gate_codes() -> frozenset[str]:
    return frozenset(Track.objects.filter(gate=True, retired_at=None).values_list("code", flat=True))


def gates_missing(person: Person, *, until: date) -> tuple[Track, ...]:
    """Courses somebody lent until that day still has to complete; for whoever sends people."""
    codes = missing_gates(gate_codes(), completions_of(person), until=until)
    return tuple(one for one in tracks_taught() if one.code in codes)


def tracks_taught() -> QuerySet[Track]:
    rows = Track.objects.filter(retired_at=None).select_related("organiser")
    return rows.prefetch_related("units").order_by("-gate", "title", "organiser__code")


def get_track_or_404(key: UUID) -> Track:
    found = Track.objects.filter(pk=key).select_related("organiser", "made_by").first()
    if found is None:
        raise Http404
    return found


def versions_of(track: Track) -> QuerySet[Track]:
    rows = Track.objects.filter(organiser=track.organiser, code=track.code).select_related("made_by")
    return rows.order_by("-version")


def lines_for(person: Person | None, *, on: date) -> list[TrackLine]:
    held = completions_of(person) if person else ()
    return [_line(one, person, held=held, on=on) for one in tracks_taught()]


def _line(track: Track, person: Person | None, *, held: tuple[Held, ...], on: date) -> TrackLine:
    mine = [one for one in held if one.track == track.code and one.counts(on)]
    lasting = max(mine, key=lambda one: one.until or date.max, default=None)
    rows = Completion.objects.filter(person=person, track__code=track.code, verified_at=None)
    newest = rows.order_by("-pk").first() if person else None
    return TrackLine(
        track=track,
        held=lasting,
        asked=newest if newest and newest.returned_at is None else None,
        returned=newest if newest and newest.returned_at else None,
        done=UnitDone.objects.filter(unit__track=track, person=person).count() if person else 0,
        units=track.units.count(),
    )


def units_done(track: Track, person: Person | None) -> frozenset[int]:
    rows = UnitDone.objects.filter(unit__track=track, person=person) if person else UnitDone.objects.none()
    return frozenset(rows.values_list("unit", flat=True))


def organisers_of(member: Member) -> tuple[Body, ...]:
    """Public bodies this member trains for."""
    rows = Body.objects.filter(posts__member=member, posts__kind=PostKind.TRAINER.value)
    return tuple(rows.exclude(kind=BodyKind.COMPANY.value).distinct().order_by("code"))


def trains(member: Member, body: Body) -> bool:
    return member.holds(PostKind.TRAINER, body)


def to_verify(member: Member) -> QuerySet[Completion]:
    """Of courses this member trains for; never the member's own."""
    rows = Completion.objects.filter(
        track__organiser__in=organisers_of(member), verified_at=None, returned_at=None
    ).exclude(person__member=member)
    return rows.select_related("track__organiser", "person__member__body").order_by("on", "pk")


def get_asked_or_404(member: Member, key: UUID) -> Completion:
    """Any row of a course this member trains for; the command says whether it is open and not their own."""
    found = Completion.objects.filter(pk=key, track__organiser__in=organisers_of(member)).first()
    if found is None:
        raise Http404
    return found


def levels_of(person: Person, *, on: date) -> dict[str, int]:
    """The newest assessment of each skill that has not expired."""
    rows = SkillAssessment.objects.filter(claim__person=person, valid_until__gte=on)
    return dict(rows.order_by("at", "pk").values_list("claim__skill", "level"))


@dataclass(frozen=True, kw_only=True, slots=True)
class RoleGap:
    """`asked`: courses the role asks for; `leading`: courses that lead to a skill that is missing."""

    role: RoleModel
    gaps: tuple[SkillGap, ...]
    asked: tuple[Track, ...]
    leading: tuple[Track, ...]


def role_gap(person: Person, role: RoleModel, *, on: date) -> RoleGap:
    """Courses that count already are left out."""
    missing = gaps(role, levels_of(person, on=on))
    there = counting(completions_of(person), on=on)
    open_tracks = [one for one in tracks_taught() if one.code not in there]
    lacking = {one.skill for one in missing}
    asked = tuple(one for one in open_tracks if one.code in role.tracks)
    leading = tuple(one for one in open_tracks if one not in asked and lacking & set(one.opens))
    return RoleGap(role=role, gaps=missing, asked=asked, leading=leading)


def answering_colleagues(on: date) -> QuerySet[Person]:
    """People who let colleagues of other towns ask them."""
    consents = Consent.objects.filter(
        Q(until=None) | Q(until__gte=on),
        audience=Audience.MEMBER_TOWNS.value,
        purpose=Purpose.QUESTIONS.value,
        withdrawn_at=None,
        since__lte=on,
    )
    rows = Person.objects.filter(pk__in=consents.values("person"), member__is_active=True)
    return rows.filter(Q(paused_until=None) | Q(paused_until__lt=on)).order_by("created_at", "pk")


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """`levels`: the skills the learner lacks and this person has at the level asked for."""

    person: Person
    levels: dict[str, int]


def mentors_for(person: Person, missing: Iterable[SkillGap], *, on: date) -> tuple[Candidate, ...]:
    """The ten who have most of what is missing; without a name."""
    wanted = {one.skill: one.needs for one in missing}
    found = []
    for one in answering_colleagues(on).exclude(pk=person.pk):
        has = {
            skill: level for skill, level in levels_of(one, on=on).items() if level >= wanted.get(skill, 9)
        }
        if has:
            found.append(Candidate(person=one, levels=has))
    return tuple(sorted(found, key=lambda one: -len(one.levels))[:10])


def pairs_of(person: Person) -> QuerySet[Pair]:
    rows = Pair.objects.filter(Q(learner=person) | Q(mentor=person), ended_at=None)
    return rows.select_related("learner__member__body", "mentor__member__body").order_by("-asked_at")


def get_pair_or_404(person: Person, key: UUID) -> Pair:
    found = Pair.objects.filter(Q(learner=person) | Q(mentor=person), pk=key).first()
    if found is None:
        raise Http404
    return found
