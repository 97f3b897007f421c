"""Counts of people that are published, without saying anything about one of them.

Invariants:
- a number below five is never shown and can never be worked out from the others.
- what is counted is the state on a fixed day, so that nobody learns who came by looking every day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

FEWEST = 5
"""k: the smallest group of people whose number is shown. Our own choice."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Counted:
    """`shown`: group → people; `others`: those of `merged` together; None: fewer than five, so no number."""

    shown: Mapping[str, int]
    merged: tuple[str, ...]
    others: int | None


def published(groups: Mapping[str, frozenset[object]]) -> Counted:
    """Small groups put together; where they are still too few, the next larger one joins them.

    A person who is in two groups counts once in each, and once where the two are put together.
    """
    there = {name: people for name, people in groups.items() if people}
    shown = {name: people for name, people in there.items() if len(people) >= FEWEST}
    merged = {name: people for name, people in there.items() if name not in shown}
    together = _union(merged)
    while merged and len(together) < FEWEST and shown:
        name = min(shown, key=lambda one: (len(shown[one]), one))
        merged[name] = shown.pop(name)
        together = _union(merged)
    enough = len(together) >= FEWEST
    counts = {name: len(people) for name, people in sorted(shown.items(), key=lambda one: -len(one[1]))}
    return Counted(shown=counts, merged=tuple(sorted(merged)), others=len(together) if enough else None)


def _union(groups: Mapping[str, frozenset[object]]) -> frozenset[object]:
    return frozenset().union(*groups.values())


def counted_until(today: date) -> date:
    """The last day of the month before."""
    return date.fromordinal(today.replace(day=1).toordinal() - 1)
