"""How well an eligible pair fits, in whole points from 0 to 100; shown with its parts.

Invariants:
- never learnt from past choices, never lowered by a decline, never about who somebody is.
- a surplus of level lowers it a little: the rare expert stays free for what only they can do.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from todoke.core.talent.allocation.values import Host, Need, Person

LEVEL_POINTS, SURPLUS_POINTS = 50, 10
CONTINUITY_POINTS, CLOSENESS_POINTS, WISH_POINTS = 20, 15, 15


@dataclass(frozen=True, kw_only=True, slots=True)
class Fit:
    """`level`: close to what is asked; `continuity`: worked there before; `closeness`: same zone; `wish`."""

    level: int
    continuity: int
    closeness: int
    wish: int

    @property
    def points(self) -> int:
        return self.level + self.continuity + self.closeness + self.wish


def fit_of(person: Person, need: Need, *, host: Host, known_hosts: Collection[str]) -> Fit:
    """`known_hosts`: where the person works now or worked in the last round."""
    surplus = sum(person.skills.get(skill, level) - level for skill, level in need.skills.items())
    return Fit(
        level=max(0, LEVEL_POINTS - SURPLUS_POINTS * surplus),
        continuity=CONTINUITY_POINTS if need.host in known_hosts else 0,
        closeness=CLOSENESS_POINTS if host.zone in person.zones else 0,
        wish=WISH_POINTS if need.theme in person.wishes else 0,
    )
