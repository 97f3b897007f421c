"""A draft whose form has a newer revision: it moves on when nothing answered changes its meaning.

Invariants:
- only to a revision that `core.procedures.revisions` calls compatible; otherwise the draft is finished
  and sent with the one it began with, and the office takes both.
- the person reads what changed, on the page of the move and on the check page until it is sent.
- nothing typed is lost: what another window sends from the former page is read with the former page.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.http import QueryDict
from django.utils import timezone

from todoke.core.procedures.answers import AnswerContext, read_step, walk
from todoke.core.procedures.changes import Change
from todoke.core.procedures.definition import Step
from todoke.core.procedures.fields.base import Field
from todoke.core.procedures.fields.file import FileField
from todoke.core.procedures.revisions import diff
from todoke.portal.apply import draft_rows
from todoke.portal.apply.commands import LIFETIME, save_step
from todoke.portal.apply.drafts import close_content
from todoke.portal.apply.queries import OpenDraft
from todoke.portal.catalogue import queries as catalogue

_TOLD = ("step", "field", "computed")
_TOLD_KEYS = frozenset({"title", "standard_days", "who", "eligibility", "window", "ready", "after"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Moved:
    """`changes` is what concerns the person: pages, questions, values worked out."""

    draft: OpenDraft
    changes: tuple[Change, ...]


def move_on(draft: OpenDraft) -> Moved | None:
    """The draft under the revision in force; None where it stays with its own.

    A window that saved in between keeps its save: the next visit tries again.
    """
    newest = draft.town.revisions.get(draft.procedure)
    if newest is None or newest.revision <= draft.revision:
        return None
    definition = catalogue.definition_of(draft.town.code, draft.procedure, newest.revision)
    found = diff(draft.definition, definition)
    if not all(change.compatible for change in found):
        return None
    began = draft.content.moved_from or draft.revision
    content = replace(draft.content, moved_from=began)
    expires_at = timezone.now() + LIFETIME
    moved = draft_rows.move(
        draft.id,
        box=close_content(content, key=draft.key, draft_id=draft.id),
        version=draft.version,
        revision=newest.revision,
        expires_at=expires_at,
    )
    if not moved:
        return None
    there = replace(
        draft,
        content=content,
        definition=definition,
        revision=newest.revision,
        version=draft.version + 1,
        expires_at=expires_at,
    )
    return Moved(draft=there, changes=changes_told(there))


def changes_told(draft: OpenDraft) -> tuple[Change, ...]:
    """What changed for the person since the draft began; empty for one that never moved."""
    began = draft.content.moved_from
    if began is None:
        return ()
    before = catalogue.definition_of(draft.town.code, draft.procedure, began)
    return tuple(change for change in diff(before, draft.definition) if _concerns(change))


def _concerns(change: Change) -> bool:
    return change.place.startswith(_TOLD) or change.place in _TOLD_KEYS


def keep_former_page(
    draft: OpenDraft, step_id: str, *, posted: QueryDict, context: AnswerContext
) -> OpenDraft:
    """Save what a window opened before the move sends: questions its page no longer has here."""
    if draft.content.moved_from is None:
        return draft
    before = catalogue.definition_of(draft.town.code, draft.procedure, draft.content.moved_from)
    page = walk(before, draft.content.answers, context).find(step_id)
    here = next((step for step in draft.definition.steps if step.id == step_id), None)
    gone = tuple(field for field in page.step.fields if _gone(field, here, posted)) if page else ()
    if page is None or not gone:
        return draft
    form = {name: posted.getlist(name) for name in posted}
    result = read_step(before, step_id, form=form, answers=draft.content.answers, context=context)
    former = page.step.model_copy(update={"fields": gone})
    return save_step(draft, step=former, answers=result.answers, done=False)


def _gone(field: Field, here: Step | None, posted: QueryDict) -> bool:
    """Asked on the former page, not on this one, and the window sent something for it."""
    asked_here = {one.id for one in here.fields} if here else frozenset()
    if isinstance(field, FileField) or field.id in asked_here:
        return False
    return any(name == field.id or name.startswith(f"{field.id}.") for name in posted)
