"""Changes courses and what people completed."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.utils import timezone

from todoke.catalogue.talent import shipped_skills, shipped_tracks
from todoke.core.errors import Refused
from todoke.core.refusal import Refusal
from todoke.core.talent.bodies import BodyKind
from todoke.core.talent.growing import (
    NO_REASON,
    RETIRED,
    STALE,
    TrackWords,
    expires,
    refuse_ask,
    refuse_day,
    refuse_decide,
    refuse_organise,
    track_problems,
)
from todoke.hub.members.events import record
from todoke.hub.members.models import Body, Member
from todoke.hub.talent.learning.models import Completion, Track, Unit, UnitDone
from todoke.hub.talent.learning.queries import trains
from todoke.hub.talent.people.models import Person
from todoke.web.database import write
from todoke.web.ids import uuid7


def require(refusal: Refusal | None) -> None:
    if refusal is not None:
        raise Refused(refusal)


def seed_tracks(organiser: Body, *, by: Member | None) -> int:
    """The courses that come with Todoke, those the organiser has not got yet. `by` None: the command line."""
    with write():
        if by is not None:
            require(refuse_organise(trains=trains(by, organiser), kind=BodyKind(organiser.kind)))
        Body.objects.select_for_update().get(pk=organiser.pk)
        there = set(Track.objects.filter(organiser=organiser).values_list("code", flat=True))
        new = [one for one in shipped_tracks().tracks if one.track not in there]
        for one in new:
            Track.objects.create(
                code=one.track,
                title=one.title,
                organiser=organiser,
                gate=one.gate,
                opens=list(one.opens),
                valid_months=one.valid_months,
                made_by=by,
                made_at=timezone.now(),
            )
        if new:
            record("track.seeded", f"body:{organiser.pk}", by=by, body={"tracks": [one.track for one in new]})
    return len(new)


def save_track(organiser: Body, given: TrackWords, *, of: Track | None, by: Member) -> Track:
    """A new course, or the next version of `of`, which is retired; what was completed in it still counts."""
    with write():
        Body.objects.select_for_update().get(pk=organiser.pk)
        require(refuse_organise(trains=trains(by, organiser), kind=BodyKind(organiser.kind)))
        wrong = track_problems(given, skills=shipped_skills().by_id)
        if wrong:
            raise Refused(*wrong.values())
        now, code, version = timezone.now(), f"c_{uuid7().hex[-12:]}", 1
        if of is not None:
            require(_refuse_next(of, organiser))
            code, version = of.code, of.version + 1
            Track.objects.filter(pk=of.pk).update(retired_at=now)
        track = Track.objects.create(
            code=code,
            version=version,
            title=given.title,
            organiser=organiser,
            gate=given.gate,
            opens=list(given.opens),
            valid_months=given.months,
            syllabus=given.syllabus,
            reason=given.reason,
            made_by=by,
            made_at=now,
        )
        Unit.objects.bulk_create(
            Unit(track=track, order=place, title=one.title, minutes=one.minutes)
            for place, one in enumerate(given.units or (), start=1)
        )
        record("track.saved", f"track:{track.pk}", by=by, body={"code": code, "version": version})
    return track


def _refuse_next(of: Track, organiser: Body) -> Refusal | None:
    standing = Track.objects.filter(organiser=organiser, code=of.code, retired_at=None).first()
    return None if standing is not None and standing.pk == of.pk else STALE


def tick_units(track: Track, units: Collection[int], *, person: Person, by: Member) -> None:
    """What somebody says they went through: the ticks as they stand on the page."""
    with write():
        require(RETIRED if track.retired_at else None)
        known = set(track.units.values_list("pk", flat=True))
        wanted = known & set(units)
        UnitDone.objects.filter(unit__track=track, person=person).exclude(unit__in=wanted).delete()
        there = set(UnitDone.objects.filter(unit__track=track, person=person).values_list("unit", flat=True))
        UnitDone.objects.bulk_create(
            UnitDone(unit_id=one, person=person, on=timezone.localdate()) for one in sorted(wanted - there)
        )
        record("track.ticked", f"track:{track.pk}", by=by, person=person.pk, body={"units": len(wanted)})


def ask_verification(track: Track, *, person: Person, by: Member) -> Completion:
    """The organiser's trainers learn the name with it."""
    with write():
        Person.objects.select_for_update().get(pk=person.pk)
        mine = Completion.objects.filter(person=person, track__code=track.code)
        require(
            refuse_ask(
                retired=track.retired_at is not None,
                open_ask=mine.filter(verified_at=None, returned_at=None).exists(),
                units=track.units.count(),
                done=UnitDone.objects.filter(unit__track=track, person=person).count(),
            )
        )
        row = Completion.objects.create(track=track, person=person, on=timezone.localdate())
        record("track.asked", f"track:{track.pk}", by=by, person=person.pk)
    return row


def verify(key: UUID, *, on: date | None, by: Member) -> Completion:
    """A trainer of the organiser saw that it was completed on that day. Raises Refused."""
    with write():
        row = _decidable(key, by=by)
        require(refuse_day(on, today=timezone.localdate(), months=row.track.valid_months))
        assert on is not None
        row.on, row.expires = on, expires(on, row.track.valid_months)
        row.verified_by, row.verified_at = by, timezone.now()
        row.save(update_fields=["on", "expires", "verified_by", "verified_at"])
        record("track.verified", f"track:{row.track_id}", by=by, person=row.person_id)
    return row


def hand_back(key: UUID, *, reason: str, by: Member) -> None:
    """Not yet, with what is missing; the person may ask again."""
    with write():
        row = _decidable(key, by=by)
        require(None if reason.strip() else NO_REASON)
        row.returned_at, row.returned_why = timezone.now(), reason.strip()
        row.save(update_fields=["returned_at", "returned_why"])
        record("track.handed_back", f"track:{row.track_id}", by=by, person=row.person_id)


def _decidable(key: UUID, *, by: Member) -> Completion:
    row = Completion.objects.select_for_update(of=("self",)).select_related("track", "person").get(pk=key)
    organiser = Body.objects.get(pk=row.track.organiser_id)
    require(refuse_organise(trains=trains(by, organiser), kind=BodyKind(organiser.kind)))
    require(
        refuse_decide(
            trains=True,
            own=row.person.member_id == by.pk,
            decided=row.verified_at is not None or row.returned_at is not None,
        )
    )
    return row
