"""A round laid out for solving: eligible pairs by number, and what each takes from whom.

Invariants:
- everything is in the order of ids, so the same input gives the same numbers on every machine.
- a limit (`Limit`) is a month of a person's days or of one capped permission, running engagements taken off.
- months that another month of the same limit already contains are left out; that changes no solution.
"""

from __future__ import annotations

import hashlib
import hmac
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from todoke.core.talent.allocation.eligibility import (
    Eligibility,
    evaluate,
    lawful_form,
    permits_for,
    places_in,
)
from todoke.core.talent.allocation.fit import Fit, fit_of
from todoke.core.talent.allocation.rules import Rule
from todoke.core.talent.allocation.values import DecisionKind, Host, Need, Person, RoundInput

TIE_BITS = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class Pair:
    """`person`, `need`, `host`: numbers on the board. `amount` = days × months; `tie` from the keyed hash."""

    number: int
    person: int
    need: int
    host: int
    form: str
    permits: tuple[str, ...]
    amount: int
    value: int
    fit: Fit
    kept: bool
    tie: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Limit:
    """Σ days of the chosen among `pairs` ≤ `days`. `permit` "": the person's own free days."""

    person: int
    permit: str
    month: int
    days: int
    pairs: tuple[int, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Board:
    """`by_need`, `by_person`: pair numbers. `served`: hosts (numbers) with a running engagement already.

    `twins`: needs filled together. `half_demand`: of each host, rounded down.
    """

    given: RoundInput
    eligibility: Eligibility
    people: tuple[Person, ...]
    hosts: tuple[Host, ...]
    needs: tuple[Need, ...]
    pairs: tuple[Pair, ...]
    limits: tuple[Limit, ...]
    by_need: tuple[tuple[int, ...], ...]
    by_person: tuple[tuple[int, ...], ...]
    limits_of_pair: tuple[tuple[int, ...], ...]
    running_hosts: tuple[frozenset[int], ...]
    served: frozenset[int]
    needs_of_host: tuple[tuple[int, ...], ...]
    twins: tuple[tuple[int, ...], ...]
    twins_of_need: tuple[tuple[int, ...], ...]
    pinned: tuple[tuple[int, int], ...]
    half_demand: tuple[int, ...]
    numbers: Mapping[tuple[str, str], int]

    def pair_of(self, person: str, need: str) -> Pair | None:
        """None: the pair is not eligible."""
        number = self.numbers.get((person, need))
        return None if number is None else self.pairs[number]

    def need_number(self, need: str) -> int:
        return next(number for number, one in enumerate(self.needs) if one.id == need)

    def days(self, pair: int) -> int:
        return self.needs[self.pairs[pair].need].days


def lay_out(given: RoundInput, *, without: Collection[Rule] = ()) -> Board:
    """`without`: rules switched off, to learn what each costs."""
    given = given.in_order()
    eligibility = evaluate(given, without=without)
    pairs = tuple(_pairs(given, eligibility))
    needs = given.needs
    people = {person.id: number for number, person in enumerate(given.people)}
    hosts = {host.id: number for number, host in enumerate(given.hosts)}
    numbers = {need.id: number for number, need in enumerate(needs)}
    by_person = _grouped(((pair.person, pair.number) for pair in pairs), len(people))
    running_hosts = _grouped(((people[one.person], hosts[one.host]) for one in given.running), len(people))
    limits = tuple(_limits(given, pairs, by_person=by_person))
    twins = _twins(needs)
    return Board(
        given=given,
        eligibility=eligibility,
        people=given.people,
        hosts=given.hosts,
        needs=needs,
        pairs=pairs,
        limits=limits,
        by_need=_grouped(((pair.need, pair.number) for pair in pairs), len(needs)),
        by_person=by_person,
        limits_of_pair=_grouped(
            ((pair, number) for number, limit in enumerate(limits) for pair in limit.pairs), len(pairs)
        ),
        running_hosts=tuple(frozenset(one) for one in running_hosts),
        served=frozenset(hosts[one.host] for one in given.running),
        needs_of_host=_grouped(((hosts[need.host], numbers[need.id]) for need in needs), len(hosts)),
        twins=twins,
        twins_of_need=tuple(
            next((group for group in twins if one in group), ()) for one in range(len(needs))
        ),
        pinned=tuple(
            sorted(
                {
                    (people[one.person], numbers[one.need])
                    for one in given.decisions
                    if one.kind is DecisionKind.PIN
                }
            )
        ),
        half_demand=tuple(_half_demands(needs, hosts)),
        numbers={(given.people[one.person].id, needs[one.need].id): one.number for one in pairs},
    )


def value_of(need: Need) -> int:
    """Priority × days × months: what serving it adds to coverage."""
    return need.weight * need.days * len(need.period.months())


def _half_demands(needs: Collection[Need], hosts: Mapping[str, int]) -> list[int]:
    demand = [0] * len(hosts)
    for need in needs:
        demand[hosts[need.host]] += value_of(need)
    return [one // 2 for one in demand]


def _pairs(given: RoundInput, eligibility: Eligibility) -> Iterator[Pair]:
    forms = {form.code: form for form in given.forms}
    hosts = {host.id: number for number, host in enumerate(given.hosts)}
    known = _known_hosts(given)
    number = 0
    for place, need in enumerate(given.needs):
        months = len(need.period.months())
        host = given.hosts[hosts[need.host]]
        for which in places_in(eligibility.eligible(need.id)):
            person = given.people[which]
            form = lawful_form(person, need, forms=forms)
            permits = permits_for(person, need, form=forms[form]) if form else ()
            yield Pair(
                number=number,
                person=which,
                need=place,
                host=hosts[need.host],
                form=form,
                permits=tuple(sorted(one.id for one in permits or ())),
                amount=need.days * months,
                value=need.weight * need.days * months,
                fit=fit_of(person, need, host=host, known_hosts=known[person.id]),
                kept=(person.id, need.id) in given.previous,
                tie=tie_of(given.key, person=person.id, need=need.id),
            )
            number += 1


def tie_of(key: bytes, *, person: str, need: str) -> int:
    """Decides between equals: nobody can choose an id that wins, and anybody can check it afterwards."""
    digest = hmac.digest(key, f"{person}\n{need}".encode(), hashlib.sha256)
    return int.from_bytes(digest[:4]) >> (32 - TIE_BITS)


def _known_hosts(given: RoundInput) -> Mapping[str, set[str]]:
    host_of = {need.id: need.host for need in given.needs}
    known: dict[str, set[str]] = defaultdict(set)
    for run in given.running:
        known[run.person].add(run.host)
    for person, need in given.previous:
        if need in host_of:
            known[person].add(host_of[need])
    return known


def _limits(
    given: RoundInput, pairs: tuple[Pair, ...], *, by_person: tuple[tuple[int, ...], ...]
) -> Iterator[Limit]:
    running: dict[str, list[tuple[range, int, tuple[str, ...]]]] = defaultdict(list)
    for run in given.running:
        running[run.person].append((run.period.months(), run.days, run.permits))
    months_of = [need.period.months() for need in given.needs]
    for number, person in enumerate(given.people):
        caps: list[tuple[str, int | None]] = [("", None)]
        caps += [(one.id, one.days_per_month) for one in person.permits if one.days_per_month is not None]
        for permit, cap in caps:
            rows: dict[int, list[int]] = defaultdict(list)
            for pair in by_person[number]:
                if not permit or permit in pairs[pair].permits:
                    for month in months_of[pairs[pair].need]:
                        rows[month].append(pair)
            taken = _taken(running[person.id], permit)
            left = {
                month: max(0, (person.days.get(month, 0) if cap is None else cap) - taken.get(month, 0))
                for month in rows
            }
            for month in _telling(rows, left):
                yield Limit(
                    person=number, permit=permit, month=month, days=left[month], pairs=tuple(rows[month])
                )


def _taken(running: list[tuple[range, int, tuple[str, ...]]], permit: str) -> dict[int, int]:
    taken: dict[int, int] = defaultdict(int)
    for months, days, permits in running:
        if not permit or permit in permits:
            for month in months:
                taken[month] += days
    return taken


def _telling(rows: Mapping[int, list[int]], left: Mapping[int, int]) -> list[int]:
    """Months no other month makes superfluous."""
    kept: list[int] = []
    for month in sorted(rows, key=lambda one: (-len(rows[one]), left[one], one)):
        inside = set(rows[month])
        if not any(left[other] <= left[month] and inside <= set(rows[other]) for other in kept):
            kept.append(month)
    return sorted(kept)


def _twins(needs: tuple[Need, ...]) -> tuple[tuple[int, ...], ...]:
    groups: dict[str, list[int]] = defaultdict(list)
    for number, need in enumerate(needs):
        if need.pair:
            groups[need.pair].append(number)
    return tuple(tuple(group) for _, group in sorted(groups.items()) if len(group) > 1)


def _grouped(rows: Iterator[tuple[int, int]], size: int) -> tuple[tuple[int, ...], ...]:
    found: list[list[int]] = [[] for _ in range(size)]
    for group, member in rows:
        found[group].append(member)
    return tuple(tuple(one) for one in found)
