"""Works, staff and published revisions as the rules in core see them."""

from __future__ import annotations

from todoke.core.cases.facts import Actor, Role, actor_in
from todoke.core.procedures.studio_policies import Verdict, WorkFacts, WorkState
from todoke.office.staff.models import Staff
from todoke.office.studio.models import Conflict, Work


def section_name(work: Work) -> str:
    return work.section.name if work.section else ""


def actor_for(staff: Staff, section: str) -> Actor:
    """As they stand in the section; where none is chosen yet, as in any of theirs. A DX lead leads all."""
    held = [(where, Role(role)) for where, role in staff.memberships.values_list("section__name", "role")]
    leads = any(role is Role.DX_LEAD for _, role in held)
    mine = [(section, role) for where, role in held if where == section or not section]
    return actor_in(
        section, str(staff.pk), memberships=[*mine, *([(section, Role.DX_LEAD)] if leads else [])]
    )


def facts_of(work: Work) -> WorkFacts:
    last = work.reviews.order_by("-pk").first()
    approved = last is not None and last.verdict == Verdict.APPROVE
    return WorkFacts(
        section=section_name(work),
        author=str(work.author_id),
        last_editor=str(work.last_editor_id),
        state=WorkState(work.state),
        version=work.version,
        approved=last.version if last is not None and approved else None,
        conflicts=work.conflicts.filter(chosen="").count(),
    )


def open_conflicts(work: Work) -> list[Conflict]:
    return list(work.conflicts.filter(chosen="").order_by("pk"))
