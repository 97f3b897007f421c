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

    @property
    def total(self) -> int | None:
        return None if self.merged and self.others is None else sum(self.shown.values()) + (self.others or 0)


def published(counts: Mapping[str, int]) -> Counted:
    """Small groups put together; where they are still too few, the next larger one joins them."""
    there = sorted(((people, name) for name, people in counts.items() if people > 0), reverse=True)
    shown = {name: people for people, name in there if people >= FEWEST}
    merged = [name for people, name in there if people < FEWEST]
    together = sum(people for people, _ in there if people < FEWEST)
    while merged and together < FEWEST and shown:
        name = min(shown, key=lambda one: (shown[one], one))
        merged.append(name)
        together += shown.pop(name)
    others = together if together >= FEWEST else None
    return Counted(shown=shown, merged=tuple(sorted(merged)), others=others if merged else None)


def counted_until(today: date) -> date:
    """The last day of the month before."""
    return date.fromordinal(today.replace(day=1).toordinal() - 1)
