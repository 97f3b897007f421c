"""Who may see, confirm and delete a My Number of a case."""

from __future__ import annotations

import pytest

from todoke.core.cases import number_policies as policies
from todoke.core.cases.facts import APPLICANT, SYSTEM, Actor, CaseFacts, Role, actor_in
from todoke.core.cases.number_policies import GivenBy, NumberCheck, Parting
from todoke.core.cases.states import State

CHILD, CARE = "子育て支援課", "介護保険課"
CASE = CaseFacts(id="case:1", state=State.REVIEWING, section=CHILD, act="請求")
BOTH = [(CHILD, Role.CASEWORKER), (CHILD, Role.NUMBER_CLERK)]
NUMBER = "1234 5678 9018"


def person(*memberships):
    return actor_in(CHILD, "staff:1", memberships=memberships)


SUZUKI = person(*BOTH)
EVERY_OTHER_ROLE = [(CHILD, role) for role in Role if role is not Role.CASEWORKER]
PEOPLE = [
    pytest.param(SUZUKI, None, id="caseworker and clerk of the section"),
    pytest.param(person((CHILD, Role.CASEWORKER)), "case.number.not-clerk", id="caseworker only"),
    pytest.param(person((CHILD, Role.NUMBER_CLERK)), "case.number.not-caseworker", id="clerk only"),
    pytest.param(person(*EVERY_OTHER_ROLE), "case.number.not-caseworker", id="every role but caseworker"),
    pytest.param(
        person((CHILD, Role.CASEWORKER), (CARE, Role.NUMBER_CLERK)), "case.number.not-clerk",
        id="clerk of another section",
    ),
    pytest.param(
        actor_in(CARE, "staff:2", memberships=[(CARE, role) for role in Role]), "case.number.other-section",
        id="every role in another section",
    ),
    pytest.param(person(), "case.number.other-section", id="no membership at all"),
    pytest.param(APPLICANT, "case.number.other-section", id="the applicant"),
    pytest.param(SYSTEM, "case.number.other-section", id="the system"),
    pytest.param(
        Actor(id="applicant", side=APPLICANT.side, roles=frozenset(Role), sections=frozenset({CHILD})),
        "case.number.not-caseworker", id="an applicant who claims every role",
    ),
]  # fmt: skip
CHECK = NumberCheck(given_by="self", number="個人番号カードの裏面", person="個人番号カードの表面")


def code(refusal):
    assert refusal is None or refusal.in_english()
    return refusal and refusal.code


@pytest.mark.parametrize(("actor", "expected"), PEOPLE)
def test_only_a_caseworker_who_is_a_clerk_of_the_section_comes_near_a_number(actor, expected):
    assert code(policies.refuse_numbers(CASE, actor)) == expected
    assert code(policies.refuse_show(CASE, actor, held=True, reason="番号確認のため")) == expected
    assert code(policies.refuse_check(CASE, actor, held=True, check=CHECK)) == expected
    parting = policies.refuse_part(CASE, actor, held=True, why=Parting.HANDED_OVER, confirmations=2)
    assert code(parting) == expected


@pytest.mark.parametrize("state", State)
def test_the_state_of_the_case_does_not_matter(state):
    case = CaseFacts(id="case:1", state=state, section=CHILD, act="請求")
    assert policies.refuse_numbers(case, SUZUKI) is None


REASONS = [
    pytest.param("基幹システムに入力するため", None, id="a reason"),
    pytest.param(" \n　", "case.number.words-missing", id="only spaces"),
    pytest.param("", "case.number.words-missing", id="nothing"),
    pytest.param(f"番号は{NUMBER}です", "case.number.in-words", id="the number itself"),
    pytest.param("１２３４５６７８９０１８", "case.number.in-words", id="the number in full width"),
    pytest.param("長" * 500, None, id="as long as allowed"),
    pytest.param("長" * 501, "case.number.words-too-long", id="too long"),
]


@pytest.mark.parametrize(("reason", "expected"), REASONS)
def test_a_showing_needs_a_reason_that_does_not_hold_the_number(reason, expected):
    assert code(policies.refuse_show(CASE, SUZUKI, held=True, reason=reason)) == expected


def test_a_number_that_is_gone_can_neither_be_shown_nor_confirmed_nor_deleted():
    assert code(policies.refuse_show(CASE, SUZUKI, held=False, reason="理由")) == "case.number.absent"
    assert code(policies.refuse_check(CASE, SUZUKI, held=False, check=CHECK)) == "case.number.absent"
    gone = policies.refuse_part(CASE, SUZUKI, held=False, why=Parting.NOT_NEEDED, confirmations=2)
    assert code(gone) == "case.number.absent"


CHECKS = [
    pytest.param(CHECK, None, id="by the person"),
    pytest.param(
        NumberCheck(given_by=GivenBy.AGENT, number="通知カード", person="免許証", authority="委任状"), None,
        id="by an agent with power to act",
    ),
    pytest.param(
        NumberCheck(given_by=GivenBy.AGENT, number="通知カード", person="運転免許証"),
        "case.number.words-missing", id="by an agent without power to act",
    ),
    pytest.param(NumberCheck(given_by="", number="a", person="b"), "case.number.check.by", id="by nobody"),
    pytest.param(
        NumberCheck(given_by="friend", number="a", person="b"), "case.number.check.by", id="by somebody else"
    ),
    pytest.param(
        NumberCheck(given_by="self", number=" ", person="b"), "case.number.words-missing",
        id="number not confirmed",
    ),
    pytest.param(
        NumberCheck(given_by="self", number="a", person=""), "case.number.words-missing",
        id="person not identified",
    ),
    pytest.param(
        NumberCheck(given_by="self", number=NUMBER, person="b"), "case.number.in-words",
        id="the number written down as its own proof",
    ),
    pytest.param(
        NumberCheck(given_by="self", number="a", person="b", authority=NUMBER), "case.number.in-words",
        id="the number in a box that did not have to be filled",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("check", "expected"), CHECKS)
def test_number_and_person_are_confirmed_and_of_an_agent_the_power_to_act(check, expected):
    assert code(policies.refuse_check(CASE, SUZUKI, held=True, check=check)) == expected


PARTINGS = [
    pytest.param(Parting.HANDED_OVER, 2, None, id="handed over, confirmed twice"),
    pytest.param(Parting.NOT_NEEDED, 2, None, id="not needed, confirmed twice"),
    pytest.param(Parting.HANDED_OVER, 1, "case.number.part.unconfirmed", id="confirmed once"),
    pytest.param(Parting.HANDED_OVER, 0, "case.number.part.unconfirmed", id="not confirmed"),
    pytest.param("", 2, "case.number.part.why", id="no reason"),
    pytest.param("because", 2, "case.number.part.why", id="a reason nobody offered"),
]


@pytest.mark.parametrize(("why", "confirmations", "expected"), PARTINGS)
def test_deleting_is_confirmed_twice(why, confirmations, expected):
    refusal = policies.refuse_part(CASE, SUZUKI, held=True, why=why, confirmations=confirmations)
    assert code(refusal) == expected
