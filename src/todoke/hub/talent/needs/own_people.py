"""Tells the team picture the levels of own staff: assessed, unexpired, only of who lets towns see them."""

from __future__ import annotations

from datetime import date

from todoke.core.talent.people import Audience, PersonKind, Purpose
from todoke.hub.members.models import Body
from todoke.hub.talent.people.models import Consent, Person, SkillAssessment
from todoke.hub.talent.roles.own_staff import OwnStaff


def levels_of_own_staff(body: Body, on: date) -> tuple[OwnStaff, ...]:
    consents = Consent.objects.filter(
        audience=Audience.MEMBER_TOWNS.value,
        purpose=Purpose.ALLOCATION.value,
        withdrawn_at=None,
        since__lte=on,
    ).exclude(until__lt=on)
    people = Person.objects.filter(
        home=body, kind=PersonKind.STAFF.value, pk__in=consents.values("person")
    ).order_by("created_at", "pk")
    return tuple(
        OwnStaff(person=one.pk, number=number, levels=_levels(one, on))
        for number, one in enumerate(people, start=1)
    )


def _levels(person: Person, on: date) -> dict[str, int]:
    """The newest assessment of each skill that has not expired."""
    rows = SkillAssessment.objects.filter(claim__person=person, valid_until__gte=on)
    return dict(rows.order_by("at", "pk").values_list("claim__skill", "level"))
