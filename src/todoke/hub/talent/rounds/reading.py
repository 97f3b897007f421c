"""What the pages of one round show: stages, towns, proposals with names, load, prices, open needs.

Invariant: names are for coordinators and auditors; every look is told to the person (`note_reading`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils import timezone

from todoke.catalogue.talent import shipped_legal_forms
from todoke.core.refusal import Refusal
from todoke.core.talent.allocation.rules import RULES
from todoke.core.talent.allocation.stages import STAGE_WORDS, Stage
from todoke.core.talent.conflicts import EFFECT_WORDS, Effect
from todoke.hub.members.events import record
from todoke.hub.members.models import Body, HubEvent, Member, PostKind
from todoke.hub.talent.needs.models import Need
from todoke.hub.talent.people.models import Person
from todoke.hub.talent.rounds.models import Round
from todoke.hub.talent.rounds.process import read_refusal
from todoke.web.database import write

READERS = (PostKind.COORDINATOR, PostKind.AUDITOR)
RULE_OF = {text.code: rule for rule, text in RULES.items()}


@dataclass(frozen=True, kw_only=True, slots=True)
class StageLine:
    """`part`: per cent of the bound; `gap`: per cent that may be missing, one decimal."""

    words: str
    value: int
    bound: int
    part: int
    gap: float
    proven: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class TownLine:
    body: Body
    asked: int
    served: int
    part: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A proposal of the round. `stays_out`: (category, words)."""

    person: Person
    need: Need
    days: int
    form: str
    fit: Mapping[str, int]
    points: int
    stays_out: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Load:
    person: Person
    used: int
    free: int
    part: int
    towns: int


@dataclass(frozen=True, kw_only=True, slots=True)
class PriceLine:
    """What the round would gain without it; `part` per cent of the greatest gain."""

    words: str
    source: str
    towns: int
    coverage: int
    part: int
    proven: bool


def get_round_or_404(key: UUID) -> Round:
    found = Round.objects.select_related("prefecture", "begun_by").filter(pk=key).first()
    if found is None:
        raise Http404
    return found


def refusals_of(row: Round) -> list[Refusal]:
    """Ids in the sentences become names: these are for coordinators."""
    return [named(read_refusal(one)) for one in row.refusals]


def named(refusal: Refusal) -> Refusal:
    people = {str(one.pk): one.member.name for one in Person.objects.select_related("member")}
    needs = {str(one.pk): title(one) for one in Need.objects.select_related("host")}
    params = {}
    for name, value in refusal.params.items():
        text = str(value)
        for key in {**people, **needs}:
            text = text.replace(key, people.get(key) or needs[key]) if key in text else text
        params[name] = text
    return Refusal(code=refusal.code, message=refusal.message, params=params)


def title(need: Need) -> str:
    return f"{need.host.name}「{need.title}」"


def percent(part: int, whole: int) -> int:
    return 100 * part // whole if whole else 100


def stage_lines(row: Round) -> list[StageLine]:
    """The tie-break has no meaning as a number and is left out."""
    return [
        StageLine(
            words=STAGE_WORDS[Stage(one["stage"])],
            value=one["value"],
            bound=one["bound"],
            part=percent(one["value"], one["bound"]),
            gap=0.0 if one["proven"] else round(100 * (one["bound"] - one["value"]) / one["bound"], 1),
            proven=one["proven"],
        )
        for one in row.stages
        if one["stage"] != Stage.TIE
    ]


def size_of(need: Mapping[str, Any]) -> int:
    """Weight × days × months."""
    first, last = (date.fromisoformat(need["period"][name]) for name in ("since", "until"))
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    return int(need["weight"]) * int(need["days"]) * months


def town_lines(row: Round) -> list[TownLine]:
    """Towns that asked for something, the least served first."""
    served = {one["need"] for one in (row.output or {}).get("proposals", ())}
    figures: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for need in row.input["needs"]:
        hit = need["id"] in served
        for place, more in enumerate((1, hit, size_of(need), size_of(need) * hit)):
            figures[need["host"]][place] += more
    bodies = {str(one.pk): one for one in Body.objects.filter(pk__in=figures)}
    found = [
        TownLine(body=bodies[host], asked=count[0], served=count[1], part=percent(count[3], count[2]))
        for host, count in figures.items()
    ]
    return sorted(found, key=lambda one: (one.part, one.body.code))


def lines(row: Round) -> list[Line]:
    rows = (row.output or {}).get("proposals", ())
    people = people_of(one["person"] for one in rows)
    needs = needs_of(one["need"] for one in rows)
    forms = shipped_legal_forms().by_id
    found = [
        Line(
            person=people[one["person"]],
            need=needs[one["need"]],
            days=one["days"],
            form=forms[one["form"]].name,
            fit=one["fit"],
            points=sum(one["fit"].values()),
            stays_out=conditions(one["conditions"]),
        )
        for one in rows
        if one["person"] in people and one["need"] in needs
    ]
    return sorted(found, key=lambda one: (one.need.host.code, one.need.number))


def conditions(rows: Iterable[Mapping[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((one["category"], EFFECT_WORDS[Effect(one["effect"])]) for one in rows)


def people_of(keys: Iterable[str]) -> dict[str, Person]:
    found = Person.objects.filter(pk__in=set(keys)).select_related("member", "home", "employer")
    return {str(one.pk): one for one in found}


def needs_of(keys: Iterable[str]) -> dict[str, Need]:
    return {str(one.pk): one for one in Need.objects.filter(pk__in=set(keys)).select_related("host")}


def loads(row: Round) -> list[Load]:
    """The fullest month of everybody proposed, running work included; the fullest first."""
    needs = {one["id"]: one for one in row.input["needs"]}
    spent: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    towns: dict[str, set[str]] = defaultdict(set)
    for one in (row.output or {}).get("proposals", ()):
        need = needs[one["need"]]
        towns[one["person"]].add(need["host"])
        _spend(spent[one["person"]], need)
    for one in row.input["running"]:
        if one["person"] in spent:
            _spend(spent[one["person"]], one)
    people = people_of(spent)
    free = {one["id"]: one["days"] for one in row.input["people"]}
    found = []
    for key, months in spent.items():
        month = max(months, key=lambda name: (percent(months[name], free[key].get(name, 0)), name))
        used, most = months[month], free[key].get(month, 0)
        if key in people:
            found.append(
                Load(
                    person=people[key],
                    used=used,
                    free=most,
                    part=min(100, percent(used, most)),
                    towns=len(towns[key]),
                )
            )
    return sorted(found, key=lambda one: (-one.part, one.person.member.name))


def _spend(months: dict[str, int], work: Mapping[str, Any]) -> None:
    first, last = work["period"]["since"], work["period"]["until"]
    year, month = int(first[:4]), int(first[5:7])
    while f"{year:04d}-{month:02d}" <= last[:7]:
        months[f"{year:04d}-{month:02d}"] += work["days"]
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)


def price_lines(row: Round, *, floor_words: str) -> list[PriceLine]:
    """The floor first, then what would bring most."""
    most = max([1, *(one["coverage"] for one in row.prices)])
    found = []
    for one in row.prices:
        text = RULES[RULE_OF[one["rule"]]] if one["rule"] else None
        found.append(
            PriceLine(
                words=text.sentence if text else floor_words,
                source=text.source if text else "",
                towns=one["towns"],
                coverage=one["coverage"],
                part=percent(max(0, one["coverage"]), most),
                proven=one["proven"],
            )
        )
    return [*found[:1], *sorted(found[1:], key=lambda one: -one.coverage)]


def unserved(row: Round) -> list[Need]:
    served = {one["need"] for one in (row.output or {}).get("proposals", ())}
    left = [one["id"] for one in row.input["needs"] if one["id"] not in served] if row.output else []
    return sorted(needs_of(left).values(), key=lambda one: (one.host.code, one.number))


def note_reading(people: Iterable[Person], *, by: Member) -> None:
    """Once a day for each reader: the person sees that and when, not forty times."""
    keys = {one.pk: one for one in people if one.member_id != by.pk}
    today = timezone.localdate()
    seen = HubEvent.objects.filter(
        name="person.read", actor=f"member:{by.pk}", person__in=keys, at__date=today
    ).values_list("person", flat=True)
    new = set(keys) - set(seen)
    if new:
        with write():
            for key in sorted(new):
                record("person.read", f"person:{key}", by=by, person=key)
