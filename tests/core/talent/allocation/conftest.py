"""Small rounds full of everything, from one number: running engagements, pins, twins, caps, restrictions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from random import Random

import pytest

from todoke.core.talent.allocation.board import lay_out
from todoke.core.talent.allocation.eligibility import evaluate, places_in
from todoke.core.talent.allocation.generator import CATEGORIES, YEAR, Recipe, generate
from todoke.core.talent.allocation.greedy import Books
from todoke.core.talent.allocation.months import Period
from todoke.core.talent.allocation.values import (
    EVERY,
    Decision,
    DecisionKind,
    Person,
    Restriction,
    RoundInput,
    Running,
)
from todoke.core.talent.conflicts import Effect


def round_of(seed: int, *, people: int = 7, needs: int = 12) -> RoundInput:
    """Always possible: at most one pin, on an eligible pair with room."""
    chance = Random(f"round {seed}")
    tightness = chance.choice((60, 100, 160))
    given = generate(Recipe(people=people, needs=needs, seed=seed, tightness=tightness))
    given = replace(given, people=tuple(_narrowed(person, given, chance) for person in given.people))
    given = replace(given, needs=_with_twins(given, chance), running=_running(given, chance))
    pairs = [
        (given.people[place].id, need.id)
        for need in given.needs
        if not need.pair
        for place in places_in(evaluate(given).eligible(need.id))
    ]
    decisions = []
    if pairs and chance.random() < 0.5:
        person, need = chance.choice(pairs)
        decisions.append(Decision(kind=DecisionKind.FORBID, person=person, need=need, reason="a test"))
        pairs.remove((person, need))
    board = lay_out(given)
    books = Books(board)
    free = [pair for pair in pairs if books.has_room(board.numbers[pair])]
    if free and chance.random() < 0.5:
        person, need = chance.choice(free)
        decisions.append(Decision(kind=DecisionKind.PIN, person=person, need=need, reason="a test"))
    previous = frozenset(chance.sample(pairs, len(pairs) // 3))
    return replace(given, decisions=tuple(decisions), previous=previous)


def _narrowed(person: Person, given: RoundInput, chance: Random) -> Person:
    """Fewer towns, tighter hours, more restrictions than the benchmark: every limit binds somewhere."""
    return replace(
        person,
        max_hosts=chance.randint(1, 2),
        days={month: days + chance.randint(0, 5) for month, days in person.days.items()},
        permits=tuple(replace(one, days_per_month=chance.choice((None, 3, 5, 8))) for one in person.permits),
        restrictions=tuple(
            Restriction(
                host=chance.choice(given.hosts).id,
                category=chance.choice((EVERY, *CATEGORIES)),
                effect=chance.choice(tuple(Effect)),
                period=YEAR,
            )
            for _ in range(chance.randint(0, 2))
        ),
    )


def _with_twins(given: RoundInput, chance: Random) -> tuple:
    first, second = sorted(chance.sample(range(len(given.needs)), 2))
    if chance.random() < 0.5:
        return given.needs
    return tuple(
        replace(need, pair="twins") if number in (first, second) else need
        for number, need in enumerate(given.needs)
    )


def _running(given: RoundInput, chance: Random) -> tuple[Running, ...]:
    found = []
    for number, person in enumerate(chance.sample(given.people, 2)):
        capped = [one.id for one in person.permits if one.days_per_month is not None]
        found.append(
            Running(
                id=f"e{number}",
                person=person.id,
                host=chance.choice(given.hosts).id,
                period=Period(since=date(2027, 2, 1), until=date(2027, chance.randint(4, 11), 28)),
                days=chance.randint(1, 4),
                permits=tuple(capped),
            )
        )
    return tuple(found)


@pytest.fixture
def chance_round():
    """`chance_round(seed)`: the function above, for tests that name their seeds."""
    return round_of
