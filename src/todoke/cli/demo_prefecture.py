"""The fictional prefecture of the hub's demo: 12 towns, 40 people, 90 needs, the same every time.

Plain values from `catalogue/talent/demo.yaml` and a seed; `prepare_hub` writes them into the database.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from todoke.catalogue.talent import shipped_roles, shipped_tracks
from todoke.core.talent.needs import Criterion, Source
from todoke.core.talent.people import PersonKind

SEED = 990001
PEOPLE, NEEDS = 40, 90
FROM, MONTHS = date(2026, 12, 1), 12
ASSESSED_UNTIL = date(2028, 3, 31)
KINDS = (
    (PersonKind.STAFF, 18, (1, 3)),
    (PersonKind.PREFECTURE_EXPERT, 10, (6, 12)),
    (PersonKind.SECONDEE, 6, (4, 8)),
    (PersonKind.SIDE_WORKER, 6, (2, 4)),
)
ZONES = ("center", "north", "coast", "south")


@dataclass(frozen=True, kw_only=True, slots=True)
class DemoPerson:
    """`days` a month over twelve months; `skills` are assessed levels; `tracks` completed."""

    login: str
    name: str
    kind: PersonKind
    home: str
    employer: str
    days: int
    zones: tuple[str, ...]
    remote: bool
    skills: dict[str, int]
    tracks: tuple[str, ...]
    interest: dict[str, str] | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class DemoNeed:
    host: str
    number: int
    title: str
    problem: str
    outcome: str
    role: str
    days: int
    since: date
    until: date
    zone: str
    onsite: int
    categories: tuple[str, ...]
    rubric: dict[Criterion, str]
    source: Source


@cache
def data() -> dict[str, Any]:
    file = files("todoke.catalogue.talent") / "demo.yaml"
    return yaml.safe_load(file.read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def people() -> tuple[DemoPerson, ...]:
    chance = random.Random(SEED)  # noqa: S311 - invented people, the same every time
    named = [_named(one, chance) for one in data()["people"]]
    have = {kind: sum(one.kind is kind for one in named) for kind, _, _ in KINDS}
    names = _names(chance)
    invented = [
        _invented(kind, next(names), chance=chance, number=number, days=chance.randint(*days))
        for kind, count, days in KINDS
        for number in range(count - have[kind])
    ]
    return tuple([*named, *invented])


def needs() -> tuple[DemoNeed, ...]:
    chance = random.Random(SEED + 1)  # noqa: S311 - as above
    towns, themes = data()["towns"], data()["themes"]
    numbers = dict.fromkeys((town["code"] for town in towns), 0)
    found = []
    for place in range(NEEDS):
        town, theme = towns[place % len(towns)], chance.choice(themes)
        numbers[town["code"]] += 1
        found.append(_need(town, theme, chance=chance, number=numbers[town["code"]]))
    return tuple(found)


def _named(one: dict[str, Any], chance: random.Random) -> DemoPerson:
    return DemoPerson(
        login=one["login"],
        name=one["name"],
        kind=PersonKind(one["kind"]),
        home=one.get("home", ""),
        employer=one.get("employer", ""),
        days=one["days"],
        zones=tuple(ZONES),
        remote=True,
        skills=_skills(one["role"], chance, surplus=1),
        tracks=_gates(),
        interest=one.get("interest"),
    )


def _invented(kind: PersonKind, name: str, *, chance: random.Random, number: int, days: int) -> DemoPerson:
    towns, companies = data()["towns"], data()["companies"]
    home = {
        PersonKind.STAFF: chance.choice(towns)["code"],
        PersonKind.PREFECTURE_EXPERT: data()["prefecture"]["code"],
    }.get(kind, "")
    role = chance.choice([one.role for one in shipped_roles().roles if one.role != "general_staff"])
    gates = _gates()
    return DemoPerson(
        login=f"{kind.value.split('_')[0]}{number + 1:02d}",
        name=name,
        kind=kind,
        home=home,
        employer="" if home else chance.choice(companies)["code"],
        days=days,
        zones=tuple(chance.sample(ZONES, chance.randint(1, 3))),
        remote=chance.random() < 0.7,
        skills=_skills(role, chance, surplus=0),
        # Some still lack a course or two: what the planner has to find.
        tracks=gates if chance.random() < 0.75 else gates[: chance.randint(0, len(gates) - 1)],
    )


def _skills(role: str, chance: random.Random, *, surplus: int) -> dict[str, int]:
    """What the role asks for, at times a level short, and a few things besides."""
    asked = shipped_roles().by_id[role].skills
    skills = {one.skill: min(4, one.level + surplus) for one in asked}
    if not surplus and chance.random() < 0.25:
        short = chance.choice([one for one in asked if one.essential])
        skills[short.skill] = max(1, short.level - 1)
    other = chance.choice(shipped_roles().roles)
    for one in other.skills:
        skills.setdefault(one.skill, max(1, one.level - 1))
    return skills


def _gates() -> tuple[str, ...]:
    return tuple(one.track for one in shipped_tracks().tracks if one.gate)


def _names(chance: random.Random) -> Iterator[str]:
    family, given = list(data()["family_names"]), data()["given_names"]
    chance.shuffle(family)
    for one in family:
        yield f"{one} {chance.choice(given)}"


def _need(town: dict[str, Any], theme: dict[str, Any], *, chance: random.Random, number: int) -> DemoNeed:
    begins, lasts = chance.randint(0, 5), chance.randint(3, 6)
    criteria = [Criterion(name) for name in theme["rubric"]]
    days = chance.randint(2, 6)
    return DemoNeed(
        host=town["code"],
        number=number,
        title=theme["title"],
        problem=theme["problem"],
        outcome=theme["outcome"],
        role=theme["role"],
        days=days,
        since=_month(begins),
        until=_month_end(begins + lasts),
        zone=town["zone"],
        onsite=chance.randint(0, 1),
        categories=tuple(theme["categories"]),
        rubric={one: theme["problem"] for one in criteria},
        source=Source.PRIVATE,
    )


def _month(after: int) -> date:
    place = FROM.month - 1 + after
    return date(FROM.year + place // 12, place % 12 + 1, 1)


def _month_end(after: int) -> date:
    """The last day of the month before."""
    return date.fromordinal(_month(after).toordinal() - 1)
