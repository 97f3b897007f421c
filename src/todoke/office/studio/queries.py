"""Definitions by procedure and revision, and what the portal has confirmed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from django.db.models import Q

from todoke.core.procedures.definition import Definition
from todoke.core.procedures.load import load_definition
from todoke.office.exchange.models import Outgoing
from todoke.office.studio.models import Revision

LATE_AFTER = timedelta(minutes=5)
"""The office calls the portal every few seconds; silence for this long wants a look."""


@lru_cache(maxsize=256)
def _load(text: str, name: str) -> Definition:
    return load_definition(text, file=name)


def definition_of(procedure: str, revision: int) -> Definition | None:
    """The definition a case was made with, or None when this office never published it."""
    published = Revision.objects.filter(procedure=procedure, revision=revision)
    text = published.values_list("text", flat=True).first()
    return None if text is None else _load(text, f"{procedure}@{revision}")


def definitions_of(procedure: str) -> tuple[Definition, ...]:
    """Every revision, oldest first."""
    rows = Revision.objects.filter(procedure=procedure).order_by("revision")
    return tuple(
        _load(text, f"{procedure}@{number}") for number, text in rows.values_list("revision", "text")
    )


def newest_revisions() -> dict[str, int]:
    """Procedure → its newest revision."""
    return dict(Revision.objects.order_by("revision").values_list("procedure", "revision"))


def newest_of(procedure: str) -> Revision | None:
    return Revision.objects.filter(procedure=procedure).order_by("-revision").first()


def in_force(procedure: str, *, now: datetime) -> Revision | None:
    """What the portal offers now: the newest that has opened, or the newest where none has."""
    opened = Q(opens_at=None) | Q(opens_at__lte=now)
    rows = Revision.objects.filter(procedure=procedure)
    return rows.filter(opened).order_by("-revision").first() or newest_of(procedure)


def is_current(revision: Revision, *, now: datetime) -> bool:
    """In force, or waiting for its opening; everything older is history."""
    force = in_force(revision.procedure, now=now)
    newest = newest_of(revision.procedure)
    return revision.pk in {one.pk for one in (force, newest) if one}


@dataclass(frozen=True, kw_only=True, slots=True)
class Delivery:
    """How far the newest word about a revision has come. `problem` is what the door answered last."""

    sent_at: datetime
    confirmed_at: datetime | None
    late: bool
    problem: str


def delivery_of(revision: Revision, *, now: datetime) -> Delivery | None:
    """None for a revision from before the portal's word was kept with it."""
    row = Outgoing.objects.filter(envelope_id=revision.envelope_id).first() if revision.envelope_id else None
    if row is None:
        return None
    confirmed = row.posted_at if row.stored_receipt else None
    return Delivery(
        sent_at=row.created_at,
        confirmed_at=confirmed,
        late=confirmed is None and now - row.created_at >= LATE_AFTER,
        problem=row.last_problem,
    )
