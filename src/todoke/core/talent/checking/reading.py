"""Reads the plain data of a round: days, months, periods.

Invariant: written for the checker alone; slow and plain on purpose.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Row = Mapping[str, Any]


def months(period: Row) -> Iterator[str]:
    """ "2027-04", "2027-05", … of a period with an end."""
    year, month = int(period["since"][:4]), int(period["since"][5:7])
    last = period["until"][:7]
    while f"{year:04d}-{month:02d}" <= last:
        yield f"{year:04d}-{month:02d}"
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)


def holds_throughout(period: Row, work: Row) -> bool:
    """ISO days compare as text."""
    return period["since"] <= work["since"] and (period["until"] is None or work["until"] <= period["until"])


def overlaps(period: Row, work: Row) -> bool:
    return period["since"] <= work["until"] and (period["until"] is None or work["since"] <= period["until"])


def holds_on(period: Row, day: str) -> bool:
    return period["since"] <= day and (period["until"] is None or day <= period["until"])


def by_id(rows: list[Row]) -> dict[str, Row]:
    return {row["id"]: row for row in rows}
