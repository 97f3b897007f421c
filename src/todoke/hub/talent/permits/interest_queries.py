"""Reads interests, what is still to decide after them, restrictions, and the figures that are published."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from todoke.core.talent.conflicts import STRICTNESS, Effect
from todoke.core.talent.interests import (
    PROPOSED,
    REMIND,
    Doubt,
    Tie,
    contradictions,
    supplier_key,
)
from todoke.core.talent.publishing import Counted, counted_until, published
from todoke.hub.members.models import Body, Member, PostKind
from todoke.hub.talent.people.models import Person
from todoke.hub.talent.permits.facts import declared_of, employer_tie, tie_of
from todoke.hub.talent.permits.models import Interest, InterestDeclaration, Recusal, Restriction, TownRule
from todoke.hub.talent.permits.queries import oversees
from todoke.hub.talent.permits.restriction_commands import known_to, may_act, refuse_confirm, refuse_lift
from todoke.hub.talent.permits.speaking import merged_codes, spoken_for

MOST = 300
YEAR_OF_RECUSALS = timedelta(days=365)


@dataclass(frozen=True, kw_only=True, slots=True)
class Own:
    """`due`: the last day of the newest own declaration; None where there is none yet."""

    due: date | None
    late: bool
    soon: bool
    ties: tuple[Interest, ...]
    doubts: tuple[Doubt, ...]
    unconfirmed: tuple[InterestDeclaration, ...]
    restrictions: tuple[Restriction, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Where a tie and what its supplier sells meet, and nobody has decided. `host` None: not said where."""

    tie: Tie
    host: Body | None
    category: str
    effect: Effect


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonLine:
    person: Person
    own: Own
    open_places: tuple[Place, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class RestrictionLine:
    """`name` "" where the reader may not know who it is."""

    row: Restriction
    name: str
    over: bool
    may_confirm: bool
    may_lift: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Figures:
    until: date
    by_category: Counted
    by_effect: Counted
    recused: Counted


def _declarations(person: Person) -> list[InterestDeclaration]:
    found = InterestDeclaration.objects.filter(person=person).prefetch_related("interests__host")
    return list(found.order_by("since", "declared_at"))


def _people() -> QuerySet[Person]:
    found = Person.objects.select_related("member", "employer__merged_into", "home")
    restrictions = Restriction.objects.select_related("host", "decided_by", "confirmed_by")
    return found.prefetch_related("declarations__interests__host", Prefetch("restrictions", restrictions))


def own_interests(person: Person | None) -> Own | None:
    if person is None:
        return None
    return _own(_people().get(pk=person.pk), merged=merged_codes(), today=timezone.localdate())


def _own(person: Person, *, merged: dict[str, str], today: date) -> Own:
    """Rows come from what was prefetched, so that a whole list asks the database but a few times."""
    rows = sorted(person.declarations.all(), key=lambda one: (one.since, one.declared_at))
    standing = [row for row in rows if row.since <= today <= row.until]
    due = max((row.until for row in rows if row.confirmed_at is not None), default=None)
    restrictions = sorted(person.restrictions.all(), key=lambda one: one.decided_at, reverse=True)
    return Own(
        due=due,
        late=due is None or due < today,
        soon=due is not None and today <= due <= today + REMIND,
        ties=_once(one for row in standing for one in row.interests.all()),
        doubts=contradictions(declared_of(rows), employer=employer_tie(person), merged=merged, on=today),
        unconfirmed=tuple(row for row in standing if row.confirmed_at is None),
        restrictions=tuple(restrictions),
    )


def _once(rows: Iterable[Interest]) -> tuple[Interest, ...]:
    return tuple({tie_of(row): row for row in rows}.values())


def newest_ties(person: Person) -> tuple[Interest, ...]:
    """For the next declaration's boxes: what the newest one said."""
    rows = [row for row in _declarations(person) if row.confirmed_at is not None]
    return tuple(rows[-1].interests.all()) if rows else ()


def people_with_interests(member: Member) -> list[PersonLine]:
    """Everybody who can be lent: who has something to be decided or cleared comes first."""
    today, merged = timezone.localdate(), merged_codes()
    sold = _sold(merged, today)
    found = []
    for person in _people().exclude(member=member).order_by("member__name")[:MOST]:
        own = _own(person, merged=merged, today=today)
        places = _open_places(own, sold=sold, merged=merged, today=today)
        found.append(PersonLine(person=person, own=own, open_places=places))
    return sorted(found, key=lambda one: -(3 * len(one.open_places) + 2 * len(one.own.doubts) + one.own.late))


def person_line_or_404(member: Member, key: UUID) -> PersonLine:
    person = _people().filter(pk=key).first()
    if person is None:
        raise Http404
    today, merged = timezone.localdate(), merged_codes()
    own = _own(person, merged=merged, today=today)
    places = _open_places(own, sold=_sold(merged, today), merged=merged, today=today)
    return PersonLine(person=person, own=own, open_places=places)


def _sold(merged: dict[str, str], today: date) -> dict[str, set[tuple[str, str]]]:
    """Supplier → where and in which category anybody says it sells; merged companies as one."""
    found: dict[str, set[tuple[str, str]]] = {}
    rows = Interest.objects.filter(declaration__since__lte=today, declaration__until__gte=today)
    for row in rows:
        tie = tie_of(row)
        if tie.host != "*":
            found.setdefault(supplier_key(tie, merged), set()).add((tie.host, tie.category))
    return found


def _open_places(
    own: Own, *, sold: dict[str, set[tuple[str, str]]], merged: dict[str, str], today: date
) -> tuple[Place, ...]:
    decided = [one for one in own.restrictions if one.until is None or one.until >= today]
    ties = [tie_of(row) for row in own.ties]
    wanted: dict[tuple[str, str], Tie] = {}
    for tie in sorted(ties, key=lambda one: -STRICTNESS.index(PROPOSED[one.kind])):
        places = {(tie.host, tie.category)} | sold.get(supplier_key(tie, merged), set())
        for place in places:
            wanted.setdefault(place, tie)
    bodies = {
        str(one.pk): one for one in Body.objects.filter(pk__in=[host for host, _ in wanted if host != "*"])
    }
    return tuple(
        Place(tie=tie, host=bodies.get(host), category=category, effect=PROPOSED[tie.kind])
        for (host, category), tie in sorted(wanted.items())
        if not any(_covers(one, host, category=category) for one in decided)
    )


def _covers(row: Restriction, host: str, *, category: str) -> bool:
    """A tie that names no town is looked at once any restriction followed from it."""
    there = host == "*" or str(row.host_id) == host
    return there and (row.category in {"*", category} or category == "*")


def _restrictions(member: Member) -> QuerySet[Restriction]:
    rows = Restriction.objects.select_related(
        "person__member", "host", "decided_by", "confirmed_by", "lift_asked_by", "lifted_by"
    )
    if oversees(member):
        return rows
    return rows.filter(Q(person__member=member) | Q(host__in=spoken_for(member, PostKind.DX_LEAD)))


def restrictions(member: Member) -> list[RestrictionLine]:
    rows = _restrictions(member).order_by("-decided_at", "-pk")[:MOST]
    return [restriction_line(member, row) for row in rows]


def restriction_line(member: Member, row: Restriction) -> RestrictionLine:
    mine = row.person.member_id == member.pk
    known = mine or oversees(member) or known_to(row.host, row.person)
    today = timezone.localdate()
    return RestrictionLine(
        row=row,
        name=row.person.member.name if known else "",
        over=row.lifted_at is not None or (row.until is not None and row.until < today),
        may_confirm=refuse_confirm(row, by=member) is None,
        may_lift=refuse_lift(row, by=member) is None,
    )


def get_restriction_or_404(member: Member, key: UUID) -> Restriction:
    row = _restrictions(member).filter(pk=key).first()
    if row is None:
        raise Http404
    return row


def to_confirm(member: Member) -> list[RestrictionLine]:
    """What waits for this member as the second person."""
    today = timezone.localdate()
    rows = _restrictions(member).filter(Q(until=None) | Q(until__gte=today), lifted_at=None)
    rows = rows.filter(Q(confirmed_at=None) | Q(lift_asked_by__isnull=False))
    lines = [restriction_line(member, row) for row in rows[:MOST] if may_act(member, row.host)]
    return [one for one in lines if one.may_confirm or one.may_lift]


def recusals_of(row: Restriction) -> list[Recusal]:
    return list(row.recusals.select_related("noted_by").order_by("-on", "-pk"))


def town_rules() -> list[TownRule]:
    return list(TownRule.objects.select_related("host", "by").order_by("host__code", "ended_at", "-at"))


def figures() -> Figures:
    """Different people in each group, as of the last day of the month before."""
    until = counted_until(timezone.localdate())
    rows = Restriction.objects.filter(Q(until=None) | Q(until__gte=until), since__lte=until)
    stayed_out = Recusal.objects.filter(on__lte=until, on__gt=until - YEAR_OF_RECUSALS)
    return Figures(
        until=until,
        by_category=_counted(rows.values_list("category", "person_id")),
        by_effect=_counted(rows.values_list("effect", "person_id")),
        recused=_counted(stayed_out.values_list("restriction__category", "restriction__person_id")),
    )


def _counted(pairs: Iterable[tuple[str, UUID]]) -> Counted:
    groups: dict[str, set[object]] = {}
    for group, person in pairs:
        groups.setdefault(group, set()).add(person)
    return published({group: frozenset(people) for group, people in groups.items()})
