"""Write, hand in, decide worksheets; change the method table. One transaction and one event each."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError
from django.utils import timezone

from todoke.core.assurance import policies
from todoke.core.assurance.deciding import decide
from todoke.core.assurance.loading import read_worksheet
from todoke.core.assurance.methods import MethodTable
from todoke.core.assurance.policies import SheetState
from todoke.core.assurance.problems import Step, problems
from todoke.core.errors import Refused
from todoke.core.refusal import N_, Refusal
from todoke.office.assurance import queries
from todoke.office.assurance.facts import actor_of, facts_of
from todoke.office.assurance.models import OPEN, MethodTableVersion, Sheet, SheetEvent
from todoke.office.staff.models import Staff
from todoke.web.database import write

INCOMPLETE = Refusal(
    code="assurance.sheet.incomplete",
    message=N_("Something is still missing. It is listed below, with links to the steps."),
)
UNCHANGED = Refusal(
    code="assurance.methods.unchanged",
    message=N_("The method table is as it was. Change a line before you save."),
)


def _require(refusal: Refusal | None) -> None:
    if refusal is not None:
        raise Refused(refusal)


def _hold(sheet_id: UUID) -> Sheet:
    return Sheet.objects.select_for_update().get(pk=sheet_id)


def _record(sheet: Sheet, name: str, *, by: Staff, body: Mapping[str, Any] | None = None) -> None:
    SheetEvent.objects.create(
        sheet=sheet,
        name=name,
        actor=f"staff:{by.pk}",
        actor_name=by.name,
        at=timezone.now(),
        salt=secrets.token_bytes(16),
        body=dict(body or {}),
    )


def start_version(procedure: str, *, by: Staff) -> Sheet:
    """The version being written, or a new one from the newest text there is. Raises Refused."""
    _require(policies.refuse_write(actor_of(by)))
    if (open_sheet := queries.open_sheet(procedure)) is not None:
        return open_sheet
    try:
        return _new_version(procedure, by=by)
    except IntegrityError:  # somebody else started it at the same moment: theirs is the one
        return Sheet.objects.get(procedure=procedure, state__in=OPEN)


def _new_version(procedure: str, *, by: Staff) -> Sheet:
    with write():
        now = timezone.now()
        sheet = Sheet.objects.create(
            procedure=procedure,
            version=queries.newest_version(procedure) + 1,
            state=SheetState.DRAFT.value,
            content=queries.newest_content(procedure),
            author=by,
            last_editor=by,
            created_at=now,
            updated_at=now,
        )
        sheet.content["version"] = sheet.version
        sheet.save(update_fields=["content"])
        _record(sheet, "assurance.sheet.started", by=by)
    return sheet


def save_step(sheet_id: UUID, answers: Mapping[str, Any], *, step: Step, edit: int, by: Staff) -> Sheet:
    """Keep one step's answers, complete or not. Raises Refused."""
    with write():
        held = _hold(sheet_id)
        _require(policies.refuse_save(facts_of(held), actor_of(by), edit=edit))
        held.content = {**held.content, **answers}
        held.edit += 1
        held.last_editor, held.updated_at = by, timezone.now()
        held.save(update_fields=["content", "edit", "last_editor", "updated_at"])
        _record(held, "assurance.sheet.saved", by=by, body={"step": step.value, "edit": held.edit})
    return held


def submit(sheet_id: UUID, *, edit: int, by: Staff) -> Sheet:
    """Only a complete worksheet can be handed in. Raises Refused."""
    with write():
        held = _hold(sheet_id)
        _require(policies.refuse_save(facts_of(held), actor_of(by), edit=edit))
        if problems(held.content, queries.method_table()):
            raise Refused(INCOMPLETE)
        _change_state(held, SheetState.SUBMITTED, by=by, event="assurance.sheet.submitted")
    return held


def take_back(sheet_id: UUID, *, by: Staff) -> Sheet:
    with write():
        held = _hold(sheet_id)
        _require(policies.refuse_take_back(facts_of(held), actor_of(by)))
        _change_state(held, SheetState.DRAFT, by=by, event="assurance.sheet.taken-back")
    return held


def _change_state(held: Sheet, state: SheetState, *, by: Staff, event: str) -> None:
    held.state, held.updated_at = state.value, timezone.now()
    held.save(update_fields=["state", "updated_at"])
    _record(held, event, by=by)


def approve(sheet_id: UUID, *, review_on: date | None, by: Staff) -> Sheet:
    """The levels are worked out once more from what is approved. Raises Refused."""
    with write():
        held = _hold(sheet_id)
        today = timezone.localdate()
        _require(policies.refuse_approve(facts_of(held), actor_of(by), review_on=review_on, today=today))
        table = queries.method_table()
        if problems(held.content, table):
            raise Refused(INCOMPLETE)
        levels = decide(read_worksheet(held.content)).levels
        held.identity, held.authentication = levels.identity, levels.authentication
        held.methods_version, held.review_on = table.version, review_on
        body = {"identity": levels.identity, "authentication": levels.authentication}
        _close(held, SheetState.APPROVED, by=by, body=body)
    return held


def send_back(sheet_id: UUID, *, remark: str, by: Staff) -> Sheet:
    """Return it with what has to change; the next version begins from this one. Raises Refused."""
    with write():
        held = _hold(sheet_id)
        _require(policies.refuse_return(facts_of(held), actor_of(by), remark=remark))
        held.remark = remark.strip()
        _close(held, SheetState.RETURNED, by=by, body={})
    return held


def _close(held: Sheet, state: SheetState, *, by: Staff, body: Mapping[str, Any]) -> None:
    held.state, held.decided_by, held.decided_at = state.value, by, timezone.now()
    held.save(
        update_fields=[
            "state",
            "decided_by",
            "decided_at",
            "remark",
            "review_on",
            "identity",
            "authentication",
            "methods_version",
        ]
    )
    _record(held, f"assurance.sheet.{state.value}", by=by, body=body)


def change_methods(table: MethodTable, *, edit: int, reason: str, by: Staff) -> MethodTableVersion:
    """A new version of the whole table. `edit` is the version the person started from. Raises Refused."""
    now = queries.method_table()
    _require(policies.refuse_change_methods(actor_of(by), edit=edit, newest=now.version, reason=reason))
    if table.methods == now.methods:
        raise Refused(UNCHANGED)
    changed = MethodTable(version=now.version + 1, source=table.source, methods=table.methods)
    row = MethodTableVersion(
        version=changed.version,
        content=changed.model_dump(mode="json"),
        reason=reason.strip(),
        by=by,
        at=timezone.now(),
    )
    return _add_version(row)


def _add_version(row: MethodTableVersion) -> MethodTableVersion:
    """Two people who save at the same moment: the second is told, nothing is overwritten."""
    try:
        with write():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(policies.CHANGED_MEANWHILE) from error
    return row
