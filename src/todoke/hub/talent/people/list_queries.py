"""The coordinators' list: people by role, skill, level and free days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from todoke.core.talent.people import PersonKind
from todoke.core.talent.profiles import Sight
from todoke.core.talent.roles import RoleList, fills
from todoke.core.talent.skills import LOWEST
from todoke.hub.members.models import Member, PostKind
from todoke.hub.talent.people import queries
from todoke.hub.talent.people.bookings import booked_days
from todoke.hub.talent.people.models import Availability, Person

PAGE = 25


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """Filters; empty ones let everybody through. `month` is always one."""

    month: date
    role: str = ""
    skill: str = ""
    level: int = LOWEST
    days: Decimal = Decimal(0)
    kind: PersonKind | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonLine:
    """One person in the month asked for. `roles`: those filled. `named`: the reader sees who it is."""

    person: Person
    named: bool
    levels: dict[str, int]
    roles: tuple[str, ...]
    days: Decimal
    booked: Decimal
    zones: tuple[str, ...]
    remote: bool
    paused: bool

    @property
    def free(self) -> Decimal:
        return max(Decimal(0), self.days - self.booked)

    @property
    def over(self) -> bool:
        return self.booked > self.days


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    lines: tuple[PersonLine, ...]
    number: int
    last: int
    found: int


def people_lines(reader: Member, *, wanted: Wanted, roles: RoleList, on: date) -> tuple[PersonLine, ...]:
    """Everybody who fits, whoever has most free days first. An auditor sees nobody's name."""
    people = list(queries.visible_people(reader, on=on))
    ids = [one.pk for one in people]
    levels = queries.levels_of(ids, on=on)
    months = {row.person_id: row for row in Availability.objects.filter(person__in=ids, month=wanted.month)}
    booked = booked_days(ids, [wanted.month])
    known = _named(reader, people, on=on)
    lines = []
    for person in people:
        row, mine = months.get(person.pk), levels.get(person.pk, {})
        lines.append(
            PersonLine(
                person=person,
                named=person.pk in known,
                levels=mine,
                roles=tuple(one.role for one in roles.roles if fills(one, mine)),
                days=row.days if row else Decimal(0),
                booked=booked.get(person.pk, {}).get(wanted.month, Decimal(0)),
                zones=tuple(row.zones) if row else (),
                remote=row.remote if row else False,
                paused=person.paused_until is not None and person.paused_until >= on,
            )
        )
    fitting = [one for one in lines if _fits(one, wanted)]
    return tuple(sorted(fitting, key=lambda one: (one.paused, -one.free)))


def _named(reader: Member, people: list[Person], *, on: date) -> set[object]:
    """Whom the reader sees by name: all visible ones, but for an auditor those another post shows."""
    if not reader.holds(PostKind.AUDITOR):
        return {one.pk for one in people}
    return {one.pk for one in people if queries.sight_of(reader, one, on=on) is Sight.NAMED}


def _fits(line: PersonLine, wanted: Wanted) -> bool:
    return (
        (not wanted.role or wanted.role in line.roles)
        and (not wanted.skill or line.levels.get(wanted.skill, 0) >= wanted.level)
        and line.free >= wanted.days
        and (wanted.kind is None or line.person.kind == wanted.kind.value)
    )


def page_of(lines: tuple[PersonLine, ...], number: int) -> Page:
    last = max(1, -(-len(lines) // PAGE))
    place = min(max(1, number), last)
    return Page(lines=lines[(place - 1) * PAGE : place * PAGE], number=place, last=last, found=len(lines))
