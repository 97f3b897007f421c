"""How every change of a case is written: event, minutes of the stage, and a message to the applicant.

Invariant: called inside the command's transaction, with the case locked.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from todoke.core.cases.moves import MOVES, Move
from todoke.core.envelope.kinds import Kind
from todoke.core.envelope.payloads import StatePayload
from todoke.core.events import Event
from todoke.office.cases.models import Case, CaseEvent, StageTime
from todoke.office.exchange.commands import queue_message
from todoke.office.staff.models import Staff


@dataclass(frozen=True, kw_only=True, slots=True)
class Author:
    """Who did it, for the history. `id` is `staff:…`, `applicant` or `system`."""

    id: str
    name: str


APPLICANT = Author(id="applicant", name="")
SYSTEM = Author(id="system", name="")


def author_of(staff: Staff) -> Author:
    return Author(id=f"staff:{staff.pk}", name=staff.name)


def locked(case: Case) -> Case:
    return Case.objects.select_for_update().get(pk=case.pk)


def record(
    case: Case, name: str, *, by: Author, at: datetime, body: Mapping[str, object] | None = None
) -> CaseEvent:
    """Write one event of the case."""
    event = Event(
        name=name, actor=by.id, subject=f"case:{case.pk}", at=at, salt=os.urandom(16), body=body or {}
    )
    return CaseEvent.objects.create(
        case=case,
        name=event.name,
        actor=event.actor,
        actor_name=by.name,
        at=event.at,
        salt=event.salt,
        body=dict(event.body),
    )


def next_number(case: Case) -> int:
    """The number of the next message to the applicant: none overtakes another."""
    case.last_number += 1
    case.save(update_fields=["last_number"])
    return case.last_number


def tell_state(case: Case, *, at: datetime) -> None:
    payload = StatePayload(
        number=next_number(case), receipt=case.receipt, state=case.state, outcome=case.outcome or None, at=at
    )
    queue_message(Kind.STATE, payload, reply_key=case.reply_key)


def make_move(
    case: Case, move: Move, *, by: Author, at: datetime, body: Mapping[str, object] | None = None
) -> None:
    """Write a move that the policies have allowed."""
    before, after = case.state, MOVES[move].target.value
    if after != before:
        minutes = max(0, int((at - case.state_since).total_seconds() // 60))
        StageTime.objects.create(
            case=case, state=before, began_at=case.state_since, ended_at=at, minutes=minutes
        )
        case.state, case.state_since = after, at
        case.save(update_fields=["state", "state_since", "outcome", "assignee"])
    record(case, f"case.{move.value}", by=by, at=at, body=body)
    if after != before:
        tell_state(case, at=at)
