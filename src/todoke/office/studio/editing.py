"""What changes a work: begin, save, undo, redo, take back.

Invariants:
- a save names the version it was made from; when another came in between, nothing is overwritten.
- every text stays in `WorkVersion`; undo and redo only move the cursor over them.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from todoke.core.errors import Refused
from todoke.core.procedures.studio_policies import (
    WorkState,
    refuse_edit,
    refuse_save,
    refuse_take_back,
    refuse_text,
    refuse_write,
)
from todoke.core.refusal import N_, Refusal
from todoke.office.staff.models import Section, Staff
from todoke.office.studio.facts import actor_for, facts_of, section_name
from todoke.office.studio.models import Base, Work, WorkVersion
from todoke.office.studio.queries import newest_of
from todoke.web.database import write

BEGUN = N_("Begun")
UNDO, REDO = "undo", "redo"


@dataclass(frozen=True, kw_only=True, slots=True)
class Beginning:
    """What a work begins from. `procedure` is its id; `section` the one in charge, None while open."""

    procedure: str
    text: str
    base: Base
    section: Section | None = None
    overlay: bool = False
    base_text: str = ""
    """The catalogue's text below an overlay, where it is not `text` itself."""


class ChangedMeanwhile(Refused):
    """`theirs` is the work as the other person saved it; what was typed stays with the caller."""

    def __init__(self, refusal: Refusal, *, theirs: Work) -> None:
        super().__init__(refusal)
        self.theirs = theirs


def start_work(staff: Staff, beginning: Beginning) -> Work:
    """A new work, whose first version is the text it begins from. On a published overlay it stays one."""
    section = beginning.section.name if beginning.section else ""
    if refusal := refuse_write(section, actor_for(staff, section)) or refuse_text(beginning.text):
        raise Refused(refusal)
    now, newest = timezone.now(), newest_of(beginning.procedure)
    below = newest.base_text if newest and beginning.base == Base.REVISION else ""
    with write():
        work = Work.objects.create(
            procedure=beginning.procedure,
            text=beginning.text,
            base=beginning.base,
            base_text=below or _base_text(beginning),
            base_revision=newest.revision if newest else None,
            overlay=beginning.overlay or bool(below),
            section=beginning.section,
            author=staff,
            last_editor=staff,
            created_at=now,
            updated_at=now,
        )
        WorkVersion.objects.create(work=work, version=1, text=work.text, by=staff, at=now, what=BEGUN)
    return work


def _base_text(beginning: Beginning) -> str:
    if beginning.base == Base.EMPTY:
        return ""
    return beginning.base_text or beginning.text


def save_text(work: Work, text: str, *, version: int, by: Staff, what: str) -> Work:
    """Keep a text, broken or not. Raises ChangedMeanwhile when `version` is not the newest."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    with write():
        held = hold(work.pk)
        refusal = refuse_save(facts_of(held), actor_for(by, section_name(held)), version=version, text=text)
        if refusal is not None and refusal.code == "studio.changed-meanwhile":
            raise ChangedMeanwhile(refusal, theirs=held)
        if refusal is not None:
            raise Refused(refusal)
        if text == held.text:
            return held
        return keep(held, text, by=by, what=what)


def hold(work_id: UUID) -> Work:
    """The row, locked until the transaction ends."""
    return Work.objects.select_for_update().get(pk=work_id)


def keep(held: Work, text: str, *, by: Staff, what: str, root: bool = False) -> Work:
    """The next version of a held work, inside the caller's transaction; undo stops at a `root`."""
    now, before = timezone.now(), None if root else held.cursor
    held.version += 1
    held.cursor, held.text, held.last_editor, held.updated_at = held.version, text, by, now
    WorkVersion.objects.create(
        work=held, version=held.version, before=before, text=text, by=by, at=now, what=what[:200]
    )
    held.save(update_fields=["version", "cursor", "text", "last_editor", "updated_at"])
    return held


def undo(work: Work, *, by: Staff) -> Work:
    """Back to the version this one was made from."""
    return _walk(work, UNDO, by=by)


def redo(work: Work, *, by: Staff) -> Work:
    """Forward again, to the newest version made from this one."""
    return _walk(work, REDO, by=by)


def version_before(work: Work) -> WorkVersion | None:
    """Where undo leads."""
    before = work.versions.filter(version=work.cursor).values_list("before", flat=True).first()
    return work.versions.filter(version=before).first() if before is not None else None


def version_after(work: Work) -> WorkVersion | None:
    """Where redo leads."""
    return work.versions.filter(before=work.cursor).order_by("-version").first()


def _walk(work: Work, way: str, *, by: Staff) -> Work:
    with write():
        held = hold(work.pk)
        if refusal := refuse_edit(facts_of(held), actor_for(by, section_name(held))):
            raise Refused(refusal)
        there = version_before(held) if way == UNDO else version_after(held)
        if there is None:
            raise Refused(
                Refusal(
                    code=f"studio.{way}.nothing", message=N_("There is nothing further in this direction.")
                )
            )
        held.version += 1
        held.cursor, held.text, held.last_editor, held.updated_at = (
            there.version,
            there.text,
            by,
            timezone.now(),
        )
        held.save(update_fields=["version", "cursor", "text", "last_editor", "updated_at"])
    return held


def take_back(work: Work, *, by: Staff) -> Work:
    """Out of the review, so that it can be changed again; an approval no longer counts."""
    with write():
        held = hold(work.pk)
        if refusal := refuse_take_back(facts_of(held), actor_for(by, section_name(held))):
            raise Refused(refusal)
        held.state, held.updated_at = WorkState.EDITING.value, timezone.now()
        held.save(update_fields=["state", "updated_at"])
    return held


def give_up(work: Work, *, by: Staff) -> Work:
    """End a work that will not be published; its versions stay."""
    with write():
        held = hold(work.pk)
        if refusal := refuse_edit(facts_of(held), actor_for(by, section_name(held))):
            raise Refused(refusal)
        held.state, held.updated_at = WorkState.WITHDRAWN.value, timezone.now()
        held.save(update_fields=["state", "updated_at"])
    return held
