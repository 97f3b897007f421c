"""Figures of a published round for everybody who signs in: towns and weights, never a person.

Invariant: a figure about people is a spread over all of them, told from k people on.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from todoke.core.talent.bodies import SizeClass
from todoke.hub.members.models import Body
from todoke.hub.talent.rounds.models import Round
from todoke.hub.talent.rounds.reading import percent, town_lines


@dataclass(frozen=True, kw_only=True, slots=True)
class SizeLine:
    size: SizeClass
    part: int


@dataclass(frozen=True, kw_only=True, slots=True)
class UrgentLine:
    """Per cent of a town's needs that the rubric calls urgent."""

    body: Body
    urgent: int
    asked: int
    part: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Statistics:
    """`load`: (towns, people) or empty below k. `unhelped`: towns that could be helped and were not."""

    by_size: tuple[SizeLine, ...]
    without: tuple[Body, ...]
    unhelped: int
    helpable: int
    urgent: tuple[UrgentLine, ...]
    load: tuple[tuple[int, int], ...]
    blocking: int
    proposed: int
    asked: int


def statistics(row: Round) -> Statistics:
    told: dict[str, Any] = row.explained.get("audit", {})
    spread = Counter(told.get("towns_per_person", ()))
    enough = sum(spread.values()) >= row.input["k"]
    towns = town_lines(row)
    return Statistics(
        by_size=tuple(
            SizeLine(size=SizeClass(size), part=percent(served, asked))
            for size, (asked, served) in told.get("by_size", {}).items()
            if asked
        ),
        without=tuple(one.body for one in towns if not one.served),
        unhelped=told.get("unhelped", 0),
        helpable=told.get("helpable", 0),
        urgent=_urgent(told),
        load=tuple(sorted(spread.items())) if enough else (),
        blocking=told.get("blocking", 0),
        proposed=sum(one.served for one in towns),
        asked=sum(one.asked for one in towns),
    )


def _urgent(told: dict[str, Any]) -> tuple[UrgentLine, ...]:
    """The largest share first. Fractions are told as they are, shortened."""
    shares = told.get("urgent", {})
    bodies = {str(one.pk): one for one in Body.objects.filter(pk__in=shares)}
    found = [
        UrgentLine(body=bodies[host], urgent=part[0], asked=part[1], part=percent(*part))
        for host, part in shares.items()
    ]
    return tuple(sorted(found, key=lambda one: (-one.part, one.body.code)))
