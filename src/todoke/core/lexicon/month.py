"""A month of an era (令和8年11月) as its first Gregorian day.

Invariant: a month that belongs to two eras may be written under either; any other is refused.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from todoke.core.errors import Refused
from todoke.core.lexicon.eras import Era, gregorian, to_gregorian


def to_month(era: Era, year: int, *, month: int) -> date:
    """The first day of the month meant by e.g. (REIWA, 8, 11). Raises Refused as `to_gregorian` does."""
    calendar_year = era.first_day.year + year - 1
    last = monthrange(calendar_year, month)[1] if 1 <= month <= 12 and 0 < calendar_year < 10_000 else 1
    try:
        found = to_gregorian(era, year, month, last)
    except Refused:
        # The era may have ended within this month (昭和64年1月): then its first day belongs to it.
        found = to_gregorian(era, year, month, 1)
    return gregorian(found.year, found.month, day=1)
