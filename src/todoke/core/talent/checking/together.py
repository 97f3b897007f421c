"""What the proposals do together: days, permissions' hours, number of towns, twins and human decisions.

Invariant: running engagements are counted first; they were promised before.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from todoke.core.talent.checking.reading import Row, by_id, months
from todoke.core.talent.checking.violations import Broken, Violation


def broken_together(data: Row, proposals: list[Row]) -> Iterator[Violation]:
    """Only of proposals whose person and need exist."""
    yield from _served_twice(proposals)
    yield from _days(data, proposals)
    yield from _hosts(data, proposals)
    yield from _twins(data, proposals)
    yield from _pins(data, proposals)


def _served_twice(proposals: list[Row]) -> Iterator[Violation]:
    for need, times in sorted(Counter(one["need"] for one in proposals).items()):
        if times > 1:
            yield Violation(broken=Broken.SERVED_TWICE, subject=need)


def _days(data: Row, proposals: list[Row]) -> Iterator[Violation]:
    """Only months in which this round adds something: an over-booked person may be so from before."""
    needs, people = by_id(data["needs"]), by_id(data["people"])
    before = _spent((one, one["period"], one["days"]) for one in data["running"])
    added = _spent((one, needs[one["need"]]["period"], needs[one["need"]]["days"]) for one in proposals)
    for (who, permit, month), days in sorted(added.items()):
        person = people[who]
        if not permit and days + before[who, "", month] > person["days"].get(month, 0):
            yield Violation(broken=Broken.DAYS, subject=f"{who} {month}")
        if permit and days + before[who, permit, month] > _cap(person, permit):
            yield Violation(broken=Broken.PERMIT_DAYS, subject=f"{who} {permit} {month}")


def _spent(rows: Iterator[tuple[Row, Row, int]]) -> dict[tuple[str, str, str], int]:
    """(person, permit or "" for all, month) → days."""
    spent: dict[tuple[str, str, str], int] = defaultdict(int)
    for one, period, days in rows:
        for month in months(period):
            for permit in ("", *one["permits"]):
                spent[one["person"], permit, month] += days
    return spent


def _cap(person: Row, permit: str) -> int:
    caps = [one["days_per_month"] for one in person["permits"] if one["id"] == permit]
    return min((cap for cap in caps if cap is not None), default=31)


def _hosts(data: Row, proposals: list[Row]) -> Iterator[Violation]:
    people, needs = by_id(data["people"]), by_id(data["needs"])
    there: dict[str, set[str]] = defaultdict(set)
    for one in data["running"]:
        there[one["person"]].add(one["host"])
    for who in sorted({one["person"] for one in proposals}):
        new = {needs[one["need"]]["host"] for one in proposals if one["person"] == who} - there[who]
        if new and len(new | there[who]) > people[who]["max_hosts"]:
            yield Violation(broken=Broken.HOSTS, subject=who)


def _twins(data: Row, proposals: list[Row]) -> Iterator[Violation]:
    groups: dict[str, list[str]] = defaultdict(list)
    for need in data["needs"]:
        if need["pair"]:
            groups[need["pair"]].append(need["id"])
    for name, members in sorted(groups.items()):
        people = [one["person"] for one in proposals if one["need"] in members]
        if len(members) > 1 and people and (len(people) != len(members) or len(set(people)) < len(people)):
            yield Violation(broken=Broken.TWINS, subject=name)


def _pins(data: Row, proposals: list[Row]) -> Iterator[Violation]:
    made = {(one["person"], one["need"]) for one in proposals}
    for one in data["decisions"]:
        if one["kind"] == "pin" and (one["person"], one["need"]) not in made:
            yield Violation(broken=Broken.PIN, subject=f"{one['person']}–{one['need']}")
