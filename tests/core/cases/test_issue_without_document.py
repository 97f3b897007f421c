"""A procedure that ends without a document is told by a notice."""

from __future__ import annotations

from todoke.core.cases import policies
from todoke.core.cases.facts import CaseFacts, Role, actor_in
from todoke.core.cases.outcomes import OutcomeMeaning
from todoke.core.cases.states import State

SATO = actor_in("介護保険課", "sato", memberships=[("介護保険課", Role.CASEWORKER)])


def decided(*, has_document: bool) -> CaseFacts:
    return CaseFacts(
        id="1", state=State.DECIDED, section="介護保険課", act="申請",
        outcome=OutcomeMeaning.GRANTED, has_document=has_document,
    )  # fmt: skip


def test_a_procedure_without_a_document_issues_none() -> None:
    refusal = policies.refuse_issue(decided(has_document=False), SATO)
    assert refusal is not None
    assert refusal.code == "case.issue.no-document"


def test_a_procedure_with_a_document_issues_it() -> None:
    assert policies.refuse_issue(decided(has_document=True), SATO) is None
