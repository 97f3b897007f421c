"""A round's input from the database: who consents, what holds on the day, what is promised already.

Invariants:
- who does not consent to be proposed is not in it, not even by a number.
- ids are the rows' own; no name, no text of a person goes in.
- what changed since can be seen: gathered again, the same database gives the same input.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from todoke.catalogue.talent import shipped_legal_forms
from todoke.core.talent.allocation.months import Period
from todoke.core.talent.allocation.values import (
    Decision,
    DecisionKind,
    Host,
    LegalForm,
    RoundInput,
)
from todoke.core.talent.allocation.values import Need as GivenNeed
from todoke.core.talent.bodies import BodyKind
from todoke.core.talent.needs import WEIGHTS, NeedState
from todoke.core.talent.rounds import RoundState
from todoke.hub.members.models import Body
from todoke.hub.talent.learning.models import Track
from todoke.hub.talent.needs.models import Need
from todoke.hub.talent.needs.queries import priority, weighed_needs
from todoke.hub.talent.people.models import Person
from todoke.hub.talent.rounds.gather_people import given_person
from todoke.hub.talent.rounds.models import Proposal, Round
from todoke.hub.talent.rounds.promises import promised

HOST_KINDS = (BodyKind.MUNICIPALITY.value, BodyKind.UNION.value, BodyKind.PREFECTURE.value)
DECLINED = "declined"
"""`Proposal.closed_why` after somebody said not this time."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Days:
    """`begun`: the round's own day, from which work can begin; `today`: what has to be in force."""

    begun: date
    today: date


def gather(days: Days, *, key: bytes, decisions: Sequence[Decision] = ()) -> RoundInput:
    """Decisions about who is no longer there are left out. Raises Refused."""
    standing = bodies_standing()
    needs = tuple(_needs(days.begun, standing))
    people = tuple(given_person(one, on=days.today, standing=standing) for one in consenting(days.today))
    inside = ({one.id for one in people}, {one.id for one in needs})
    wanted = [*decisions, *_declined_before()]
    return RoundInput(
        hosts=tuple(_hosts()),
        people=people,
        needs=needs,
        forms=legal_forms(),
        key=key,
        running=tuple(promised(people, days.begun, standing=standing)),
        decisions=tuple(one for one in wanted if one.person in inside[0] and one.need in inside[1]),
        previous=frozenset(_previous(inside)),
    )


def bodies_standing() -> Callable[[object], str]:
    """Id of a body → id of the body it is part of today: an employer that merged is the new company."""
    merged = dict(Body.objects.exclude(merged_into=None).values_list("pk", "merged_into"))

    def standing(body: object) -> str:
        while body in merged:
            body = merged[body]
        return str(body) if body else ""

    return standing


def consenting(on: date) -> Iterator[Person]:
    """Who lets the coordinators propose them on this day."""
    holds = (
        Q(consents__audience="coordinators", consents__purpose="allocation", consents__withdrawn_at=None)
        & Q(consents__since__lte=on)
        & (Q(consents__until=None) | Q(consents__until__gte=on))
    )
    found = Person.objects.filter(holds, member__is_active=True).distinct().order_by("pk")
    related = ("claims__assessments", "availability", "completions__track", "permissions__hosts")
    yield from found.prefetch_related(*related, "agreements", "restrictions", "employer__agreements")


def legal_forms() -> tuple[LegalForm, ...]:
    return tuple(
        LegalForm(code=one.form, permissions=dict.fromkeys(one.for_kinds, frozenset(one.permissions)))
        for one in shipped_legal_forms().forms
    )


def _hosts() -> Iterator[Host]:
    """Towns have one zone, which is their region as well."""
    for body in Body.objects.filter(kind__in=HOST_KINDS, merged_into=None):
        yield Host(id=str(body.pk), size=body.size_class, region=body.zone, zone=body.zone)


def _needs(begun: date, standing: Callable[[object], str]) -> Iterator[GivenNeed]:
    """Open ones whose last day is ahead; what should have begun begins with the round.

    Whoever is lent has completed the gates; other courses only lead to skills, which are asked for anyway.
    """
    gates = frozenset(Track.objects.filter(gate=True, retired_at=None).values_list("code", flat=True))
    found = Need.objects.filter(state=NeedState.OPEN.value, until__gte=begun, days_month__gt=0)
    weights = weighed_needs()
    for one in found.exclude(since=None).select_related("host").order_by("pk"):
        period = Period(since=max(one.since, begun), until=one.until)
        yield GivenNeed(
            id=str(one.pk),
            host=standing(one.host_id),
            period=period,
            days=math.ceil(one.days_month),
            weight=WEIGHTS[weights.get(one.pk) or priority(one)],
            forms=tuple(_forms(one.forms, months=len(period.months()))),
            zone=one.zone or one.host.zone,
            skills={row["skill"]: row["level"] for row in one.skills if row.get("essential")},
            courses=gates,
            remote=one.onsite_days == 0,
            categories=frozenset(one.categories),
            theme=one.role,
            pair=str(one.pair) if one.pair else "",
        )


def _forms(asked: Sequence[str], *, months: int) -> Iterator[str]:
    """Those we know that may last so long."""
    known = shipped_legal_forms().by_id
    for code in asked:
        longest = known[code].longest_months if code in known else 0
        if longest is None or months <= longest:
            yield code


def _last_round() -> Round | None:
    return Round.objects.filter(state=RoundState.PUBLISHED.value).order_by("-number").first()


def _declined_before() -> Iterator[Decision]:
    """What was answered with no last time is not asked again next time; after that it is forgotten."""
    for one in Proposal.objects.filter(round=_last_round(), closed_why=DECLINED):
        yield Decision(
            kind=DecisionKind.FORBID,
            person=str(one.person_id),
            need=str(one.need_id),
            reason="last round",
        )


def _previous(inside: tuple[set[str], set[str]]) -> Iterator[tuple[str, str]]:
    for one in Proposal.objects.filter(round=_last_round()).exclude(closed_why=DECLINED):
        if str(one.person_id) in inside[0] and str(one.need_id) in inside[1]:
            yield str(one.person_id), str(one.need_id)
