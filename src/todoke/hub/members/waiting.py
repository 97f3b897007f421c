"""What waits for a member, gathered from all rooms. A room registers its question in its `apps.ready`.

Invariant: a line says what to do and leads there; a room that has nothing says nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from todoke.hub.members.models import Member


@dataclass(frozen=True, kw_only=True, slots=True)
class Waiting:
    """`words` is a msgid marked with `N_()`, `params` its values; `until`: by when, where there is a day."""

    words: str
    href: str
    until: date | None = None
    params: Mapping[str, object] = field(default_factory=dict)


Asked = Callable[[Member], list[Waiting]]
_asked: list[Asked] = []


def register(asked: Asked) -> None:
    """Once each, however often Django is set up."""
    if asked not in _asked:
        _asked.append(asked)


def waiting_for(member: Member) -> list[Waiting]:
    """Of all rooms; what has a day first, the nearest day before the others."""
    found = [one for asked in _asked for one in asked(member)]
    return sorted(found, key=lambda one: (one.until is None, one.until or date.max))
