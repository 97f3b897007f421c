"""What this room puts among the things that wait for a member."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from todoke.core.refusal import N_
from todoke.core.talent.permissions import WARNED_DAYS, PermissionState
from todoke.hub.members.models import Member
from todoke.hub.members.waiting import Waiting
from todoke.hub.talent.people.models import Person
from todoke.hub.talent.permits import queries
from todoke.hub.talent.permits.interest_queries import own_interests, to_confirm
from todoke.hub.talent.permits.models import Confidentiality, Permission
from todoke.hub.talent.permits.speaking import person_of


def permits_waiting(member: Member) -> list[Waiting]:
    person = person_of(member)
    own = _of_the_person(person) if person else []
    return [*own, *_to_decide(member), *_to_sign(member), *_ending(member)]


def _of_the_person(person: Person) -> list[Waiting]:
    today = timezone.localdate()
    soon = Permission.objects.filter(
        person=person,
        state=PermissionState.GRANTED.value,
        until__gte=today,
        until__lte=today + timedelta(days=WARNED_DAYS),
    )
    found = [
        Waiting(
            words=N_("A permission of yours ends soon. Ask for the next one in time."),
            href=reverse("permits:permission", args=[row.pk]),
            until=row.until,
        )
        for row in soon
    ]
    own = own_interests(person)
    if own.late or own.soon:
        found.append(
            Waiting(
                words=N_("Declare your interests for the year"),
                href=reverse("permits:declare"),
                until=own.due,
            )
        )
    if own.unconfirmed:
        found.append(
            Waiting(
                words=N_("Confirm what was taken over about your interests"), href=reverse("permits:list")
            )
        )
    return found


def _to_decide(member: Member) -> list[Waiting]:
    found = [
        Waiting(
            words=N_("A permission is asked for: decide on it"),
            href=reverse("permits:permission", args=[one.row.pk]),
            until=one.row.since,
        )
        for one in queries.to_decide(member)
    ]
    return found + [
        Waiting(
            words=N_("A restriction waits for the second person"),
            href=reverse("permits:restriction", args=[one.row.pk]),
        )
        for one in to_confirm(member)
    ]


def _to_sign(member: Member) -> list[Waiting]:
    companies = [body.pk for body in queries.bodies_deciding(member)]
    rows = Confidentiality.objects.filter(
        signed_at=None, revoked_at=None, until__gte=timezone.localdate()
    ).select_related("person", "employer")
    mine = [
        row
        for row in rows
        if (row.person and row.person.member_id == member.pk) or row.employer_id in companies
    ]
    return [
        Waiting(
            words=N_("An agreement waits for your signature"),
            href=reverse("permits:agreement", args=[row.pk]),
            until=row.since,
        )
        for row in mine
    ]


def _ending(member: Member) -> list[Waiting]:
    """For whoever decided it and for the coordinators: work may stand on it."""
    ending = [one for one in queries.overseen(member) if one.left is not None]
    return [
        Waiting(
            words=N_("A permission of somebody who can be lent ends soon"),
            href=reverse("permits:permission", args=[one.row.pk]),
            until=one.row.until,
        )
        for one in ending
    ]
