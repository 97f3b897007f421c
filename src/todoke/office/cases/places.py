"""The place of a case in the order of arrival: one number, so that lists and searches need small indexes.

Invariant: places keep the order of `arrived_at`; cases of the same microsecond stand in the order of filing.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.db.models import Max

from todoke.office.cases.models import Case

START = datetime(2020, 1, 1, tzinfo=UTC)
SEATS = 4096  # of one microsecond; 51 + 12 bits last until 2091


def first_place(at: datetime) -> int:
    """The first place of a moment; every earlier arrival stands before it."""
    return (at - START) // timedelta(microseconds=1) * SEATS


def next_place(at: datetime) -> int:
    """The next free place of this moment. Called where the case is filed, inside its transaction."""
    first = first_place(at)
    taken = Case.objects.filter(place__gte=first, place__lt=first + SEATS).aggregate(last=Max("place"))[
        "last"
    ]
    return first if taken is None else taken + 1
