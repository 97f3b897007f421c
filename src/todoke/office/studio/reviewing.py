"""Four eyes: an author submits, another person approves or returns exactly that version."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from todoke.core.errors import Refused
from todoke.core.procedures.studio_policies import (
    Verdict,
    WorkState,
    refuse_review,
    refuse_submit_for_review,
    refuse_verdict,
    refuse_write,
)
from todoke.office.staff.models import Section, Staff
from todoke.office.studio.editing import hold
from todoke.office.studio.facts import actor_for, facts_of, section_name
from todoke.office.studio.models import Review, Work
from todoke.office.studio.queries import newest_of
from todoke.office.studio.texts import ready_definition, refuse_moved
from todoke.web.database import write


@dataclass(frozen=True, kw_only=True, slots=True)
class Opinion:
    """What the reviewer says about the version they read."""

    version: int
    verdict: Verdict
    remark: str = ""


def submit_for_review(work: Work, *, by: Staff, version: int) -> Work:
    """Raises Refused, or TextNotReady with everything that stands in the way. From here on the section
    that the text names is in charge of it."""
    with write():
        held = hold(work.pk)
        actor = actor_for(by, section_name(held))
        if refusal := refuse_submit_for_review(facts_of(held), actor, version=version):
            raise Refused(refusal)
        definition = ready_definition(held)
        refusal = refuse_moved(held, newest_of(definition.procedure)) or refuse_write(
            definition.section, actor_for(by, definition.section)
        )
        if refusal is not None:
            raise Refused(refusal)
        held.section = Section.objects.get(name=definition.section)
        held.procedure = definition.procedure
        held.state, held.updated_at = WorkState.IN_REVIEW.value, timezone.now()
        held.save(update_fields=["section", "procedure", "state", "updated_at"])
    return held


def review(work: Work, opinion: Opinion, *, by: Staff) -> Review:
    with write():
        held = hold(work.pk)
        actor = actor_for(by, section_name(held))
        refusal = refuse_review(facts_of(held), actor, version=opinion.version) or refuse_verdict(
            opinion.verdict, remark=opinion.remark
        )
        if refusal is not None:
            raise Refused(refusal)
        said = Review.objects.create(
            work=held,
            version=held.version,
            by=by,
            verdict=opinion.verdict.value,
            remark=opinion.remark.strip(),
            at=timezone.now(),
        )
        approved = opinion.verdict is Verdict.APPROVE
        held.state = WorkState.APPROVED.value if approved else WorkState.EDITING.value
        held.updated_at = said.at
        held.save(update_fields=["state", "updated_at"])
    return said
