"""Changes plans and pairs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from todoke.core.errors import Refused
from todoke.core.talent.growing import NOT_IN_PAIR, PAIR_OVER, plan_problems, refuse_pair
from todoke.hub.members.events import record
from todoke.hub.members.models import Member
from todoke.hub.talent.learning.commands import require
from todoke.hub.talent.learning.models import Pair, Plan, Track
from todoke.hub.talent.learning.queries import answering_colleagues
from todoke.hub.talent.people.models import Person
from todoke.hub.talent.roles.models_of import roles_of
from todoke.web.database import write


@dataclass(frozen=True, kw_only=True, slots=True)
class PlanWords:
    role: str
    tracks: tuple[str, ...]
    by_day: date | None
    words: str


def save_plan(person: Person, given: PlanWords, *, by: Member) -> Plan:
    """One plan per role aimed at; the newest wording stands."""
    with write():
        known = (roles_of(person.home).by_id, set(Track.objects.values_list("code", flat=True)))
        wrong = plan_problems(
            given.role, given.tracks, by=given.by_day, known=known, today=timezone.localdate()
        )
        if wrong:
            raise Refused(*wrong.values())
        plan, _ = Plan.objects.update_or_create(
            person=person,
            role=given.role,
            defaults={
                "tracks": list(given.tracks),
                "by_day": given.by_day,
                "words": given.words,
                "made_at": timezone.now(),
            },
        )
        record("plan.saved", f"person:{person.pk}", by=by, person=person.pk, body={"role": given.role})
    return plan


def ask_mentor(learner: Person, mentor: UUID, *, words: str, by: Member) -> Pair:
    """The learner's own yes; the mentor's comes later. Raises Refused, Person.DoesNotExist."""
    with write():
        Person.objects.select_for_update().get(pk=learner.pk)
        require(NOT_IN_PAIR if learner.member_id != by.pk else None)
        there = Pair.objects.filter(Q(learner=learner, mentor=mentor), ended_at=None).exists()
        require(refuse_pair(same=learner.pk == mentor, there=there, words=words))
        found = answering_colleagues(timezone.localdate()).get(pk=mentor)
        now = timezone.now()
        pair = Pair.objects.create(
            learner=learner, mentor=found, words=words, asked_by=by, asked_at=now, learner_yes_at=now
        )
        record("pair.asked", f"pair:{pair.pk}", by=by, person=found.pk)
    return pair


def agree(key: UUID, *, by: Member) -> Pair:
    """From now on both see each other's name."""
    with write():
        pair = _open(key, by=by)
        now = timezone.now()
        if pair.mentor.member_id == by.pk:
            pair.mentor_yes_at = pair.mentor_yes_at or now
        else:
            pair.learner_yes_at = pair.learner_yes_at or now
        pair.save(update_fields=["mentor_yes_at", "learner_yes_at"])
        record("pair.agreed", f"pair:{pair.pk}", by=by, person=pair.learner_id)
    return pair


def end(key: UUID, *, by: Member) -> None:
    """Either of the two, at any time and without a reason: it costs nothing."""
    with write():
        pair = _open(key, by=by)
        pair.ended_at = timezone.now()
        pair.save(update_fields=["ended_at"])
        record("pair.ended", f"pair:{pair.pk}", by=by, person=pair.learner_id)


def _open(key: UUID, *, by: Member) -> Pair:
    pair = Pair.objects.select_for_update(of=("self",)).select_related("learner", "mentor").get(pk=key)
    require(None if by.pk in {pair.learner.member_id, pair.mentor.member_id} else NOT_IN_PAIR)
    require(PAIR_OVER if pair.ended_at else None)
    return pair
