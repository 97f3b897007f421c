"""Own staff of a body with their assessed levels, as a later room tells them.

This room comes before the people's room and cannot ask it; whoever knows registers in its `apps.ready`.
Nobody is named here: a town sees levels, and a name only after the person agreed to be proposed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from todoke.hub.members.models import Body


@dataclass(frozen=True, kw_only=True, slots=True)
class OwnStaff:
    """`number` stands for the name."""

    person: UUID
    number: int
    levels: Mapping[str, int]


Asked = Callable[[Body, date], tuple[OwnStaff, ...]]
_asked: list[Asked] = []


def register(asked: Asked) -> None:
    if asked not in _asked:
        _asked.append(asked)


def staff_of(body: Body, *, on: date) -> tuple[OwnStaff, ...]:
    return tuple(one for asked in _asked for one in asked(body, on))
