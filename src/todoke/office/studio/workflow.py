"""What the workflow page shows of a work: where it stands, who may do what, what would change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.http import Http404

from todoke.core.cases.facts import Role
from todoke.core.procedures.changes import Change
from todoke.core.procedures.definition import Definition
from todoke.core.procedures.readiness import Readiness
from todoke.core.procedures.revisions import diff
from todoke.core.procedures.studio_policies import (
    WorkState,
    refuse_edit,
    refuse_publish,
    refuse_review,
    refuse_submit_for_review,
    refuse_take_back,
)
from todoke.core.refusal import N_, Refusal
from todoke.office.staff.models import Staff
from todoke.office.studio.facts import actor_for, facts_of, section_name
from todoke.office.studio.models import Revision, Work
from todoke.office.studio.overlays import catalogue_moved, revision_moved
from todoke.office.studio.queries import definition_of, newest_of
from todoke.office.studio.texts import readiness_of

STATES: Mapping[WorkState, tuple[str, str]] = {
    WorkState.EDITING: (N_("Being written"), "work"),
    WorkState.IN_REVIEW: (N_("Waiting for review"), "new"),
    WorkState.APPROVED: (N_("Approved, not yet published"), "wait"),
    WorkState.PUBLISHED: (N_("Published"), "done"),
    WorkState.WITHDRAWN: (N_("Given up"), "over"),
}
"""Words and the class of office.css."""
ICONS = {"work": "pen", "new": "tray", "wait": "clock", "done": "check", "over": "box"}
MAY_LOOK = frozenset({Role.AUTHOR, Role.APPROVER, Role.PUBLISHER, Role.DX_LEAD})


@dataclass(frozen=True, kw_only=True, slots=True)
class Workflow:
    """`refusals` by button: None means that this person may do it now."""

    work: Work
    state: WorkState
    readiness: Readiness
    newest: Revision | None
    changes: tuple[Change, ...] | None
    refusals: Mapping[str, Refusal | None]
    catalogue_moved: bool
    revision_moved: bool
    conflicts: int

    @property
    def title(self) -> object:
        definition = self.readiness.definition
        return definition.title if definition else self.work.procedure


def get_own_work_or_404(staff: Staff, work_id: UUID) -> Work:
    """Authors, reviewers and publishers of its section, and the DX lead; nobody else learns of it."""
    work = Work.objects.select_related("section", "author", "last_editor").filter(pk=work_id).first()
    if work is None or MAY_LOOK.isdisjoint(actor_for(staff, section_name(work)).roles):
        raise Http404
    return work


def workflow_of(work: Work, staff: Staff) -> Workflow:
    found, newest = readiness_of(work), newest_of(work.procedure)
    facts, actor = facts_of(work), actor_for(staff, section_name(work))
    return Workflow(
        work=work,
        state=facts.state,
        readiness=found,
        newest=newest,
        changes=changes_in_words(newest, found.definition),
        refusals={
            "give_up": refuse_edit(facts, actor),
            "submit": refuse_submit_for_review(facts, actor, version=work.version),
            "take_back": refuse_take_back(facts, actor),
            "review": refuse_review(facts, actor, version=work.version),
            "publish": refuse_publish(facts, actor, version=work.version),
        },
        catalogue_moved=catalogue_moved(work),
        revision_moved=revision_moved(work),
        conflicts=facts.conflicts,
    )


def changes_in_words(newest: Revision | None, definition: Definition | None) -> tuple[Change, ...] | None:
    """Against the published revision; None where there is none, or the text cannot be read."""
    before = definition_of(newest.procedure, newest.revision) if newest else None
    return None if before is None or definition is None else diff(before, definition)
