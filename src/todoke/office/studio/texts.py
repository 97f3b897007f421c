"""A work's text against the rules: may it be submitted, may it be published."""

from __future__ import annotations

from dataclasses import replace

from todoke.core.assurance.lint import lint_worksheet
from todoke.core.errors import Refused
from todoke.core.procedures.definition import Definition
from todoke.core.procedures.readiness import Readiness, placed, readiness
from todoke.core.refusal import N_, Refusal
from todoke.office.assurance.queries import worksheet_of
from todoke.office.staff.models import Section
from todoke.office.studio.models import Revision, Work
from todoke.office.studio.queries import definitions_of, newest_of


class TextNotReady(Refused):
    """What stands in the way, all at once; each refusal's params hold its `place`."""


def readiness_of(work: Work) -> Readiness:
    """With this town's sections, worksheets and earlier revisions in view."""
    found = readiness(work.text, file=work.procedure, earlier=definitions_of(work.procedure))
    if found.definition is None:
        return found
    besides = lint_worksheet(found.definition, worksheet_of(found.definition.procedure))
    return replace(found, advice=(*found.advice, *(placed(one) for one in besides)))


def ready_definition(work: Work) -> Definition:
    """Raises TextNotReady."""
    found = readiness_of(work)
    definition = found.definition
    if definition is None or found.in_the_way:
        raise TextNotReady(*found.in_the_way)
    if refusal := _refuse_unknown_section(definition) or _refuse_other_id(work, definition):
        raise TextNotReady(refusal)
    return definition


def _refuse_unknown_section(definition: Definition) -> Refusal | None:
    if Section.objects.filter(name=definition.section).exists():
        return None
    return Refusal(
        code="studio.text.unknown-section",
        message=N_(
            "There is no section “%(section)s” in this office. Write its name as the staff list does."
        ),
        params={"section": definition.section, "place": "section"},
    )


def _refuse_other_id(work: Work, definition: Definition) -> Refusal | None:
    """An id is for ever: cases and drafts name it."""
    newest = newest_of(work.procedure)
    if definition.procedure == work.procedure or newest is None:
        return None
    return Refusal(
        code="studio.text.other-id",
        message=N_("The procedure is published as “%(old)s”; its id cannot become “%(new)s”."),
        params={"old": work.procedure, "new": definition.procedure, "place": "procedure"},
    )


def refuse_moved(work: Work, newest: Revision | None) -> Refusal | None:
    """Another work was published meanwhile: publishing this one would silently undo it."""
    if newest is None or newest.revision == (work.base_revision or 0):
        return None
    return Refusal(
        code="studio.text.moved",
        message=N_(
            "Revision %(number)d was published after this work began. Bring its changes in first, so that "
            "nothing of it is lost."
        ),
        params={"number": newest.revision, "place": "procedure"},
    )
