"""People as bit-sets: which of them can do one thing, for all people at once.

Invariant: bit i of every set is person i in the order of the round.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property

from todoke.core.talent.allocation.months import Period
from todoke.core.talent.allocation.values import EVERY, Agreement, Need, Permit, Person, Restriction
from todoke.core.talent.conflicts import Effect
from todoke.core.talent.people import PersonKind
from todoke.core.talent.permissions import PermissionKind

BLOCKING = frozenset({Effect.EXCLUDE, Effect.COOLING_OFF})
"""RECUSE and READ_ONLY keep nobody from working; they come with the proposal as conditions."""


class Roster:
    """Indexes over people, built once for a round; sets per question are kept."""

    def __init__(self, people: Sequence[Person]) -> None:
        self.people = people
        self.everybody = (1 << len(people)) - 1
        self._enough: dict[tuple[int, int], int] = {}
        self._permitted: dict[tuple[PermissionKind, str, Period, int], int] = {}

    def those(self, holds: Callable[[Person], bool]) -> int:
        return sum(1 << place for place, person in enumerate(self.people) if holds(person))

    def with_skill(self, skill: str, level: int) -> int:
        """Assessed at `level` or above."""
        found = 0
        for at, bits in self._skills[skill].items():
            if at >= level:
                found |= bits
        return found

    def with_days(self, month: int, days: int) -> int:
        if (month, days) not in self._enough:
            self._enough[month, days] = self.those(lambda person: person.days.get(month, 0) >= days)
        return self._enough[month, days]

    def in_zone(self, zone: str) -> int:
        return self._zones[zone]

    def with_course(self, course: str, need: Need) -> int:
        """Verified, and still counting on the first day."""
        return _set(
            place
            for place, period in self._courses[course]
            if period.since <= need.period.since and (not period.until or need.period.since <= period.until)
        )

    def bound_to_silence(self, need: Need) -> int:
        """An agreement with the host, or for the whole prefecture, over the whole period."""
        signed = [*self._agreements[need.host], *self._agreements[EVERY]]
        return _set(place for place, agreement in signed if agreement.period.covers(need.period))

    def restricted(self, need: Need) -> int:
        return _set(
            place
            for place, one in self._restrictions[need.host]
            if one.effect in BLOCKING and touches(one, need)
        )

    def permitted(self, kind: PermissionKind, need: Need) -> int:
        question = (kind, need.host, need.period, need.days)
        if question not in self._permitted:
            held = [*self._permits[kind, need.host], *self._permits[kind, EVERY]]
            self._permitted[question] = _set(place for place, one in held if has_hours(one, need))
        return self._permitted[question]

    def of_kind(self, kind: PersonKind) -> int:
        return self._kinds[kind]

    def of_body(self, host: str) -> int:
        return self._homes[host]

    @cached_property
    def remote(self) -> int:
        return self.those(lambda person: person.remote)

    @cached_property
    def consenting(self) -> int:
        return self.those(lambda person: person.consents)

    @cached_property
    def places(self) -> dict[str, int]:
        """Person's id → bit number."""
        return {person.id: place for place, person in enumerate(self.people)}

    @cached_property
    def _skills(self) -> dict[str, dict[int, int]]:
        found: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
        for place, person in enumerate(self.people):
            for skill, level in person.skills.items():
                found[skill][level] |= 1 << place
        return found

    @cached_property
    def _zones(self) -> dict[str, int]:
        found: dict[str, int] = defaultdict(int)
        for place, person in enumerate(self.people):
            for zone in person.zones:
                found[zone] |= 1 << place
        return found

    @cached_property
    def _kinds(self) -> dict[PersonKind, int]:
        return {kind: self.those(lambda person, kind=kind: person.kind is kind) for kind in PersonKind}  # type: ignore[misc]

    @cached_property
    def _homes(self) -> dict[str, int]:
        found: dict[str, int] = defaultdict(int)
        for place, person in enumerate(self.people):
            for body in {person.home, person.employer} - {""}:
                found[body] |= 1 << place
        return found

    @cached_property
    def _courses(self) -> dict[str, list[tuple[int, Period]]]:
        found: dict[str, list[tuple[int, Period]]] = defaultdict(list)
        for place, person in enumerate(self.people):
            for done in person.completions:
                found[done.course].append((place, done.period))
        return found

    @cached_property
    def _agreements(self) -> dict[str, list[tuple[int, Agreement]]]:
        found: dict[str, list[tuple[int, Agreement]]] = defaultdict(list)
        for place, person in enumerate(self.people):
            for one in person.agreements:
                found[one.host].append((place, one))
        return found

    @cached_property
    def _restrictions(self) -> dict[str, list[tuple[int, Restriction]]]:
        found: dict[str, list[tuple[int, Restriction]]] = defaultdict(list)
        for place, person in enumerate(self.people):
            for one in person.restrictions:
                found[one.host].append((place, one))
        return found

    @cached_property
    def _permits(self) -> dict[tuple[PermissionKind, str], list[tuple[int, Permit]]]:
        found: dict[tuple[PermissionKind, str], list[tuple[int, Permit]]] = defaultdict(list)
        for place, person in enumerate(self.people):
            for one in person.permits:
                for host in one.hosts or {EVERY}:
                    found[one.kind, host].append((place, one))
        return found


def has_hours(permit: Permit, need: Need) -> bool:
    """In force over the whole period, and wide enough for the days of one month."""
    cap = permit.days_per_month
    return permit.period.covers(need.period) and (cap is None or need.days <= cap)


def touches(restriction: Restriction, need: Need) -> bool:
    """Same host, a category in common, a day in common."""
    named = restriction.category == EVERY or restriction.category in need.categories
    return restriction.host == need.host and named and restriction.period.meets(need.period)


def _set(places: Iterable[int]) -> int:
    found = 0
    for place in places:
        found |= 1 << place
    return found
