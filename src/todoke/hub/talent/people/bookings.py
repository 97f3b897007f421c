"""Days somebody is lent already, month by month, as a later room tells them.

This room comes before the engagements and cannot ask them; whoever knows registers in its `apps.ready`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date
from decimal import Decimal
from uuid import UUID

Booked = Mapping[UUID, Mapping[date, Decimal]]
Asked = Callable[[Collection[UUID], Collection[date]], Booked]
_asked: list[Asked] = []


def register(asked: Asked) -> None:
    """`asked` gets ids of people and first days of months."""
    if asked not in _asked:
        _asked.append(asked)


def booked_days(people: Collection[UUID], months: Collection[date]) -> dict[UUID, dict[date, Decimal]]:
    """Summed over all who know; whoever has none is absent."""
    found: dict[UUID, dict[date, Decimal]] = {}
    for asked in _asked:
        for person, days in asked(people, months).items():
            mine = found.setdefault(person, {})
            for month, count in days.items():
                mine[month] = mine.get(month, Decimal(0)) + count
    return found
