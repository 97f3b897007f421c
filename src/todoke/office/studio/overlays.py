"""Local overlays: begin on top of something published or shared, and bring in what moved on below.

Invariants:
- what the municipality wrote stays; a place both sides changed waits as a `Conflict` until somebody decides.
- the text, what it stands on and the open conflicts change in one transaction.
- undo never leads back below a rebase: that text stood on something else.
"""

from __future__ import annotations

import json
from typing import Any

from todoke.catalogue import shipped
from todoke.core.errors import Refused
from todoke.core.procedures.overlay import Clash, rebase, take
from todoke.core.procedures.overlay_places import MISSING, Missing
from todoke.core.procedures.studio_policies import refuse_save
from todoke.core.refusal import N_, Refusal
from todoke.office.staff.models import Section, Staff
from todoke.office.studio.editing import Beginning, ChangedMeanwhile, hold, keep
from todoke.office.studio.facts import actor_for, facts_of, open_conflicts, section_name
from todoke.office.studio.models import Base, Conflict, Revision, Work
from todoke.office.studio.queries import definition_of, newest_of
from todoke.web.database import write

BROUGHT_IN = N_("Brought in what changed below")
CHOSEN = N_("Decided a place that both sides changed")
NOTHING_NEW = Refusal(
    code="studio.overlay.nothing-new",
    message=N_("Nothing has changed below this text. There is nothing to do."),
)
OPEN_CONFLICTS = Refusal(
    code="studio.overlay.open-conflicts",
    message=N_("Decide the open places first; then bring in the next changes."),
)
DECIDED = Refusal(
    code="studio.overlay.decided", message=N_("Somebody has decided this place already. Look at the text.")
)


def from_catalogue(procedure: str, section: Section | None) -> Beginning:
    """On top of the shared procedure. KeyError where none of that id ships."""
    text = shipped()[procedure]
    return Beginning(
        procedure=procedure, text=text, base=Base.CATALOGUE, section=section, overlay=True, base_text=text
    )


def from_revision(revision: Revision) -> Beginning:
    """The next revision of a published procedure."""
    definition = definition_of(revision.procedure, revision.revision)
    section = Section.objects.filter(name=definition.section).first() if definition else None
    return Beginning(procedure=revision.procedure, text=revision.text, base=Base.REVISION, section=section)


def catalogue_moved(work: Work) -> bool:
    """Whether the shared text below this overlay is another one by now."""
    return work.overlay and shipped().get(work.procedure, work.base_text) != work.base_text


def revision_moved(work: Work) -> bool:
    newest = newest_of(work.procedure)
    return newest is not None and newest.revision != (work.base_revision or 0)


def overlays_to_rebase() -> dict[str, Revision]:
    """Published overlays whose shared text has moved on since, by procedure."""
    texts = shipped()
    newest: dict[str, Revision] = {}
    for revision in Revision.objects.exclude(base_text="").order_by("revision"):
        newest[revision.procedure] = revision
    return {
        name: one
        for name, one in newest.items()
        if texts.get(name, one.base_text) != one.base_text and newest_of(name) == one
    }


def bring_in_catalogue(work: Work, *, version: int, by: Staff) -> Work:
    """Rebase an overlay onto the shared text of today. Raises Refused."""
    with write():
        held = _hold(work, version=version, by=by)
        if not catalogue_moved(held):
            raise Refused(NOTHING_NEW)
        theirs = shipped()[held.procedure]
        _merge(held, base=held.base_text, theirs=theirs, by=by)
        held.base_text = theirs
        held.save(update_fields=["base_text"])
    return held


def bring_in_revision(work: Work, *, version: int, by: Staff) -> Work:
    """Rebase onto the revision that another work published meanwhile. Raises Refused."""
    with write():
        held = _hold(work, version=version, by=by)
        newest = newest_of(held.procedure)
        if newest is None or not revision_moved(held):
            raise Refused(NOTHING_NEW)
        _merge(held, base=_began_from(held), theirs=newest.text, by=by)
        held.base_revision = newest.revision
        if not held.overlay or newest.base_text:
            held.base_text = newest.base_text or newest.text
            held.overlay = bool(newest.base_text)
        held.save(update_fields=["base_revision", "base_text", "overlay"])
    return held


def _began_from(held: Work) -> str:
    rows = Revision.objects.filter(procedure=held.procedure, revision=held.base_revision or 0)
    return rows.values_list("text", flat=True).first() or held.base_text or "{}"


def _hold(work: Work, *, version: int, by: Staff) -> Work:
    held = hold(work.pk)
    actor = actor_for(by, section_name(held))
    if refusal := refuse_save(facts_of(held), actor, version=version, text=held.text):
        raise ChangedMeanwhile(refusal, theirs=held)
    if open_conflicts(held):
        raise Refused(OPEN_CONFLICTS)
    return held


def _merge(held: Work, *, base: str, theirs: str, by: Staff) -> None:
    found = rebase(base=base, ours=held.text, theirs=theirs)
    keep(held, found.text, by=by, what=BROUGHT_IN, root=True)
    held.conflicts.all().delete()
    Conflict.objects.bulk_create(_row(held, clash) for clash in found.clashes)


def _row(held: Work, clash: Clash) -> Conflict:
    return Conflict(
        work=held,
        path={"place": list(clash.place), "after": list(clash.after)},
        base=_written(clash.base),
        ours=_written(clash.ours),
        theirs=_written(clash.theirs),
    )


def choose(conflict: Conflict, side: Conflict.Side, *, version: int, by: Staff) -> Work:
    """Put one side's value into the text and close the conflict."""
    with write():
        held = hold(conflict.work_id)
        row = Conflict.objects.select_for_update().get(pk=conflict.pk)
        actor = actor_for(by, section_name(held))
        if refusal := refuse_save(facts_of(held), actor, version=version, text=held.text):
            raise ChangedMeanwhile(refusal, theirs=held)
        if row.chosen:
            raise Refused(DECIDED)
        if side is Conflict.Side.THEIRS:
            keep(held, take(held.text, clash_of(row), theirs=True), by=by, what=CHOSEN, root=True)
        row.chosen = side.value
        row.save(update_fields=["chosen"])
    return held


def clash_of(row: Conflict) -> Clash:
    return Clash(
        place=tuple(row.path["place"]),
        after=tuple(row.path["after"]),
        base=_read(row.base),
        ours=_read(row.ours),
        theirs=_read(row.theirs),
    )


def _written(value: Any) -> str:
    return "" if isinstance(value, Missing) else json.dumps(value, ensure_ascii=False)


def _read(text: str) -> Any:
    return json.loads(text) if text else MISSING
