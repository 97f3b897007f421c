"""The public benchmark's instances: a fictional prefecture or nation from a size and a seed.

Invariants:
- the same `Recipe` gives the same round on every machine (Python's Mersenne twister, seeded by text).
- nobody in it exists; the shares and ranges are those of docs/reference/allocation-benchmark.md.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from todoke.core.talent.allocation.months import Period, month_number
from todoke.core.talent.allocation.values import (
    EVERY,
    Agreement,
    Completion,
    Host,
    LegalForm,
    Need,
    Permit,
    Person,
    Restriction,
    RoundInput,
)
from todoke.core.talent.bodies import SizeClass
from todoke.core.talent.conflicts import Effect
from todoke.core.talent.people import PersonKind
from todoke.core.talent.permissions import PermissionKind

VERSION = "1"
FIRST, LAST = date(2027, 4, 1), date(2028, 3, 31)
YEAR = Period(since=FIRST, until=LAST)
SKILLS = tuple(f"s{number:02d}" for number in range(24))
COURSES = tuple(f"c{number}" for number in range(6))
CATEGORIES = tuple(f"g{number}" for number in range(5))
ZONES = tuple(f"z{number}" for number in range(8))
THEMES = tuple(f"t{number}" for number in range(6))
KINDS = (PersonKind.STAFF, PersonKind.PREFECTURE_EXPERT, PersonKind.SECONDEE)
SHARES = (45, 25, 30)
DAYS = {PersonKind.STAFF: (2, 4), PersonKind.PREFECTURE_EXPERT: (10, 18), PersonKind.SECONDEE: (4, 12)}
MOST_HOSTS = {PersonKind.STAFF: 2, PersonKind.PREFECTURE_EXPERT: 5, PersonKind.SECONDEE: 3}
SIZES, SIZE_SHARES = (SizeClass.SMALL, SizeClass.MIDDLE, SizeClass.LARGE), (50, 35, 15)
POSTINGS = {SizeClass.SMALL: 2, SizeClass.MIDDLE: 4, SizeClass.LARGE: 8}

FORMS = (
    LegalForm(
        code="dispatch",
        permissions={
            PersonKind.STAFF: frozenset({PermissionKind.AGREEMENT_OF_HEADS}),
            PersonKind.PREFECTURE_EXPERT: frozenset(),
        },
    ),
    LegalForm(
        code="side_job",
        permissions={
            PersonKind.STAFF: frozenset({PermissionKind.SIDE_JOB_38, PermissionKind.DUTY_35}),
            PersonKind.SECONDEE: frozenset({PermissionKind.EMPLOYER_CONSENT}),
        },
    ),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Recipe:
    """`tightness`: days asked ÷ days free in the busiest month, in per cent."""

    people: int
    needs: int
    seed: int
    tightness: int = 100
    k: int = 5

    @property
    def name(self) -> str:
        return f"todoke-{VERSION}-{self.people}x{self.needs}-{self.tightness}-{self.seed}"


def generate(recipe: Recipe) -> RoundInput:
    chance = Random(recipe.name)  # noqa: S311 - reproducible on purpose, no secret
    hosts = _hosts(chance, count=max(4, recipe.needs // 7))
    needs = tuple(_need(chance, number, host=_poster(chance, hosts)) for number in range(recipe.needs))
    people = tuple(_person(chance, number, hosts=hosts) for number in range(recipe.people))
    return RoundInput(
        hosts=hosts,
        people=_scaled(people, needs, tightness=recipe.tightness),
        needs=needs,
        forms=FORMS,
        key=recipe.name.encode(),
        k=recipe.k,
    )


def _hosts(chance: Random, *, count: int) -> tuple[Host, ...]:
    found = []
    for number in range(count):
        zone = chance.choice(ZONES)
        size = chance.choices(SIZES, SIZE_SHARES)[0]
        region = f"r{ZONES.index(zone) // 2}"
        found.append(Host(id=f"h{number:03d}", size=size, region=region, zone=zone))
    return tuple(found)


def _poster(chance: Random, hosts: tuple[Host, ...]) -> Host:
    return chance.choices(hosts, [POSTINGS[host.size] for host in hosts])[0]


def _need(chance: Random, number: int, *, host: Host) -> Need:
    months = chance.randint(3, 12)
    start = chance.randint(0, 12 - months)
    return Need(
        id=f"n{number:04d}",
        host=host.id,
        period=Period(since=_first_of(start), until=_first_of(start + months) - timedelta(days=1)),
        days=chance.choices(range(1, 9), (6, 6, 5, 5, 3, 3, 1, 1))[0],
        weight=chance.choices((1, 3, 9), (50, 35, 15))[0],
        forms=chance.choice((("dispatch", "side_job"), ("side_job", "dispatch"), ("dispatch", "side_job"))),
        zone=host.zone,
        skills={
            skill: chance.choices((1, 2, 3), (45, 40, 15))[0]
            for skill in chance.sample(SKILLS, chance.choices((1, 2, 3), (40, 45, 15))[0])
        },
        courses=frozenset(chance.sample(COURSES, chance.choices((0, 1, 2), (50, 40, 10))[0])),
        remote=chance.random() < 0.55,
        confidential=chance.random() < 0.6,
        categories=frozenset(chance.sample(CATEGORIES, chance.randint(0, 2))),
        theme=chance.choice(THEMES),
    )


def _first_of(month: int) -> date:
    years, rest = divmod(FIRST.month - 1 + month, 12)
    return date(FIRST.year + years, rest + 1, 1)


def _person(chance: Random, number: int, *, hosts: tuple[Host, ...]) -> Person:
    kind = chance.choices(KINDS, SHARES)[0]
    days = chance.randint(*DAYS[kind])
    home = chance.choice(hosts)
    zone = ZONES.index(home.zone)
    zones = {ZONES[zone], ZONES[(zone + 1) % 8], *chance.sample(ZONES, chance.randint(0, 4))}
    company = f"firm{chance.randrange(40):02d}"
    away = {month_number(_first_of(chance.randrange(12)))} if chance.random() < 0.1 else set()
    return Person(
        id=f"p{number:03d}",
        kind=kind,
        home=home.id if kind is PersonKind.STAFF else "",
        employer=company if kind is PersonKind.SECONDEE else "",
        consents=chance.random() < 0.97,
        days={month: 0 if month in away else days for month in YEAR.months()},
        max_hosts=MOST_HOSTS[kind],
        zones=frozenset(zones),
        remote=chance.random() < 0.7,
        skills={
            skill: chance.choices((1, 2, 3, 4), (15, 35, 30, 20))[0]
            for skill in chance.sample(SKILLS, chance.randint(8, 16))
        },
        completions=tuple(
            Completion(course=course, period=Period(since=date(2026, 4, 1)))
            for course in COURSES
            if chance.random() < 0.75
        ),
        permits=_permits(chance, kind, number=number),
        agreements=_agreements(chance, hosts),
        restrictions=_restrictions(chance, kind, hosts=hosts),
        wishes=frozenset(chance.sample(THEMES, 2)),
    )


def _permits(chance: Random, kind: PersonKind, *, number: int) -> tuple[Permit, ...]:
    wanted = {
        PersonKind.STAFF: (
            (PermissionKind.AGREEMENT_OF_HEADS, 0.6, None),
            (PermissionKind.SIDE_JOB_38, 0.7, 3),
            (PermissionKind.DUTY_35, 0.8, None),
        ),
        PersonKind.SECONDEE: ((PermissionKind.EMPLOYER_CONSENT, 0.9, None),),
    }.get(kind, ())
    return tuple(
        Permit(id=f"{one.value}-{number}", kind=one, period=_year(chance), days_per_month=days)
        for one, share, days in wanted
        if chance.random() < share
    )


def _year(chance: Random) -> Period:
    """Nearly always the whole fiscal year; now and then it lapses in between."""
    return YEAR if chance.random() < 0.9 else Period(since=FIRST, until=_first_of(chance.randint(4, 11)))


def _agreements(chance: Random, hosts: tuple[Host, ...]) -> tuple[Agreement, ...]:
    if chance.random() < 0.65:
        return (Agreement(host=EVERY, period=_year(chance)),)
    some = chance.sample(hosts, len(hosts) // 2)
    return tuple(Agreement(host=host.id, period=YEAR) for host in sorted(some, key=lambda one: one.id))


def _restrictions(chance: Random, kind: PersonKind, *, hosts: tuple[Host, ...]) -> tuple[Restriction, ...]:
    if kind is not PersonKind.SECONDEE:
        return ()
    some = chance.sample(hosts, len(hosts) // 5)
    return tuple(
        Restriction(
            host=host.id,
            category=chance.choice(CATEGORIES),
            effect=chance.choice(tuple(Effect)),
            period=YEAR,
        )
        for host in some
    )


def _scaled(people: tuple[Person, ...], needs: tuple[Need, ...], *, tightness: int) -> tuple[Person, ...]:
    """Days free, raised or lowered alike for all, until the busiest month is as tight as asked."""
    asked: dict[int, int] = defaultdict(int)
    for need in needs:
        for month in need.period.months():
            asked[month] += need.days
    busiest = max(asked, key=lambda month: (asked[month], -month))
    free = sum(person.days[busiest] for person in people)
    factor = asked[busiest] * 100 / (tightness * max(1, free))
    return tuple(
        replace(person, days={month: min(20, round(days * factor)) for month, days in person.days.items()})
        for person in people
    )
