"""Days and months of a round.

Invariants: a period holds both its days; a month is one whole number, so that months can be counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


def month_number(day: date) -> int:
    """Months since year 0: 2026-04 → 24315."""
    return day.year * 12 + day.month - 1


def month_name(month: int) -> str:
    """24315 → "2026-04"."""
    return f"{month // 12:04d}-{month % 12 + 1:02d}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Period:
    """`until` None: without an end."""

    since: date
    until: date | None = None

    def __post_init__(self) -> None:
        if self.until is not None and self.until < self.since:
            raise ValueError(f"period — the last day on or after the first — {self.since} to {self.until}")

    def covers(self, other: Period) -> bool:
        """Every day of `other`."""
        if self.until is None:
            return self.since <= other.since
        return self.since <= other.since and other.until is not None and other.until <= self.until

    def meets(self, other: Period) -> bool:
        """At least one day in common."""
        before = other.until is not None and other.until < self.since
        after = self.until is not None and self.until < other.since
        return not before and not after

    def months(self) -> range:
        """Every month with a day in it; only for a period with an end."""
        if self.until is None:
            raise ValueError("period — an end — none")
        return range(month_number(self.since), month_number(self.until) + 1)
