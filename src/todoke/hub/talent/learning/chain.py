"""Changes syllabuses for private people and their steps along the chain; and reads both."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404
from django.utils import timezone

from todoke.core.errors import Refused
from todoke.core.talent.bodies import BodyKind
from todoke.core.talent.chain import (
    NO_STEP,
    NO_TOWN,
    ON_THE_WAY,
    Actor,
    Stage,
    refuse_enrol,
    refuse_step,
)
from todoke.core.talent.growing import (
    LONGEST_TEXT,
    LONGEST_TITLE,
    NO_TRACKS,
    SYLLABUS,
    TITLE,
    counting,
    refuse_organise,
)
from todoke.core.talent.people import Audience, PersonKind, Purpose
from todoke.hub.members.events import record
from todoke.hub.members.models import Body, Member, PostKind
from todoke.hub.talent.learning.commands import require
from todoke.hub.talent.learning.models import Enrolment, EnrolmentStep, Programme
from todoke.hub.talent.learning.queries import completions_of, tracks_taught, trains
from todoke.hub.talent.people.models import Consent, Person
from todoke.web.database import write


def get_programme_or_404(key: UUID) -> Programme:
    found = Programme.objects.filter(pk=key).select_related("organiser", "made_by").first()
    if found is None:
        raise Http404
    return found


def actor_for(enrolment: Enrolment, member: Member) -> frozenset[Actor]:
    """Nobody decides about themselves: a person who also trains is only the person here."""
    if enrolment.person.member_id == member.pk:
        return frozenset({Actor.PERSON})
    organiser = enrolment.programme.organiser
    found = {
        Actor.TRAINER: trains(member, organiser),
        Actor.COORDINATOR: member.holds(PostKind.COORDINATOR, organiser),
    }
    return frozenset(actor for actor, holds in found.items() if holds)


def tracks_missing(enrolment: Enrolment) -> list[str]:
    there = counting(completions_of(enrolment.person), on=timezone.localdate())
    return [one for one in enrolment.programme.tracks if one not in there]


def consents(person: Person) -> bool:
    """To being found work by the coordinators, today."""
    today = timezone.localdate()
    rows = Consent.objects.filter(
        person=person,
        audience=Audience.COORDINATORS.value,
        purpose=Purpose.ALLOCATION.value,
        withdrawn_at=None,
        since__lte=today,
    )
    return rows.exclude(until__lt=today).exists()


def programme_problems(title: str, syllabus: str, *, tracks: tuple[str, ...]) -> dict[str, object]:
    known = {one.code for one in tracks_taught()}
    found = {
        "title": None if 0 < len(title) <= LONGEST_TITLE else TITLE,
        "syllabus": None if 0 < len(syllabus) <= LONGEST_TEXT else SYLLABUS,
        "tracks": NO_TRACKS if not tracks or set(tracks) - known else None,
    }
    return {name: one for name, one in found.items() if one is not None}


def open_programme(
    organiser: Body, title: str, *, syllabus: str, tracks: tuple[str, ...], by: Member
) -> Programme:
    with write():
        require(refuse_organise(trains=trains(by, organiser), kind=BodyKind(organiser.kind)))
        wrong = programme_problems(title, syllabus, tracks=tracks)
        if wrong:
            raise Refused(*wrong.values())
        made = Programme.objects.create(
            organiser=organiser,
            title=title,
            syllabus=syllabus,
            tracks=list(tracks),
            made_by=by,
            made_at=timezone.now(),
        )
        record("programme.opened", f"programme:{made.pk}", by=by, body={"tracks": list(tracks)})
    return made


def close_programme(key: UUID, *, by: Member) -> None:
    """Takes nobody new; who is on the way goes on."""
    with write():
        row = Programme.objects.select_for_update(of=("self",)).select_related("organiser").get(pk=key)
        kind = BodyKind(row.organiser.kind)
        require(refuse_organise(trains=trains(by, row.organiser), kind=kind))
        row.closed_at = row.closed_at or timezone.now()
        row.save(update_fields=["closed_at"])
        record("programme.closed", f"programme:{row.pk}", by=by)


def enrol(key: UUID, *, person: Person, by: Member) -> Enrolment:
    with write():
        Person.objects.select_for_update().get(pk=person.pk)
        programme = Programme.objects.get(pk=key)
        states = [one.value for one in ON_THE_WAY]
        there = Enrolment.objects.filter(programme=programme, person=person, stage__in=states).exists()
        require(refuse_enrol(kind=PersonKind(person.kind), there=there, is_open=programme.closed_at is None))
        row = Enrolment.objects.create(programme=programme, person=person)
        _note(row, Stage.LEARNING, by=by)
    return row


def step(key: UUID, after: Stage, *, town: Body | None, by: Member) -> Enrolment:
    """Raises Refused. `town`: where the person goes; only for SENT."""
    with write():
        row = _locked(key)
        require(
            refuse_step(
                Stage(row.stage),
                after,
                actor=actor_for(row, by),
                all_tracks=not tracks_missing(row),
                consents=consents(row.person),
            )
        )
        if after is Stage.SENT:
            fits = town is not None and town.kind != BodyKind.COMPANY.value and town.merged_into_id is None
            require(None if fits else NO_TOWN)
        row.town = town if after is Stage.SENT else None
        _note(row, after, by=by)
    return row


def take_off_lists(person: UUID) -> None:
    """The consent is gone: off every list at once, back to completed."""
    with write():
        rows = Enrolment.objects.select_for_update().filter(person=person, stage=Stage.LISTED.value)
        for row in rows:
            _note(row, Stage.COMPLETED, by=None)


def _locked(key: UUID) -> Enrolment:
    rows = Enrolment.objects.select_for_update(of=("self",)).select_related("programme__organiser", "person")
    row = rows.filter(pk=key).first()
    if row is None:
        raise Refused(NO_STEP)
    return row


def _note(row: Enrolment, stage: Stage, *, by: Member | None) -> None:
    row.stage = stage.value
    row.save(update_fields=["stage", "town"])
    EnrolmentStep.objects.create(enrolment=row, stage=stage.value, town=row.town, by=by, at=timezone.now())
    record(
        f"chain.{stage.value}",
        f"enrolment:{row.pk}",
        by=by,
        person=row.person_id,
        body={"stage": stage.value},
    )
