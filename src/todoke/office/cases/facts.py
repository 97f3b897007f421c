"""What the policies of core need to know, read from the rows."""

from __future__ import annotations

from todoke.core.cases.facts import Actor, CaseFacts, Role, actor_in
from todoke.core.cases.outcomes import OutcomeMeaning
from todoke.core.cases.states import State
from todoke.core.procedures.definition import Definition
from todoke.office.cases.models import Case, Proposal
from todoke.office.staff.models import Staff
from todoke.office.studio.queries import definition_of


def actor_for(case: Case, staff: Staff) -> Actor:
    """The person as they stand in the section of this case."""
    held = staff.memberships.values_list("section__name", "role")
    return actor_in(
        case.section, str(staff.pk), memberships=[(section, Role(role)) for section, role in held]
    )


def open_proposal(case: Case) -> Proposal | None:
    return case.proposals.filter(decided_at=None).order_by("-proposed_at").first()


def definition_for(case: Case) -> Definition | None:
    return definition_of(case.procedure, case.revision)


def allowed_outcomes(case: Case) -> dict[str, OutcomeMeaning]:
    definition = definition_for(case)
    return {name: outcome.meaning for name, outcome in definition.outcomes.items()} if definition else {}


def has_document(case: Case) -> bool:
    """Only the certificate of damage can be printed so far; other procedures end with a notice."""
    definition = definition_for(case)
    return definition is not None and definition.certificate == "certificate_of_damage"


def facts_of(case: Case) -> CaseFacts:
    proposal = open_proposal(case)
    return CaseFacts(
        id=str(case.pk),
        state=State(case.state),
        section=case.section,
        act=case.act,
        proposer=str(proposal.proposer_id) if proposal else None,
        assignee=str(case.assignee_id) if case.assignee_id else None,
        withdrawn=case.state == State.WITHDRAWN,
        outcome=allowed_outcomes(case).get(case.outcome),
        has_document=has_document(case),
    )
