from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from todoke.core.cases.facts import APPLICANT, SYSTEM, Actor, CaseFacts, Role, actor_in
from todoke.core.cases.moves import MOVES, Move
from todoke.core.cases.outcomes import OutcomeMeaning
from todoke.core.cases.policies import (
    refuse_accept,
    refuse_answer_correction,
    refuse_decide,
    refuse_issue,
    refuse_move,
    refuse_propose,
    refuse_request_correction,
    refuse_send_back,
    refuse_withdraw,
)
from todoke.core.cases.states import Owner, State

TAX = "税務課"
SATO = Actor(id="staff:sato", roles=frozenset({Role.CASEWORKER}), sections=frozenset({TAX}))
TANAKA = Actor(
    id="staff:tanaka", roles=frozenset({Role.CASEWORKER, Role.APPROVER}), sections=frozenset({TAX})
)
WATANABE = Actor(
    id="staff:watanabe", roles=frozenset({Role.APPROVER, Role.DX_LEAD}), sections=frozenset({TAX})
)
SUZUKI = Actor(
    id="staff:suzuki", roles=frozenset({Role.CASEWORKER, Role.APPROVER}), sections=frozenset({"子育て支援課"})
)
TODAY = date(2026, 11, 23)
OUTCOMES = {"全壊": OutcomeMeaning.GRANTED, "対象外": OutcomeMeaning.REFUSED}


def case(state=State.REVIEWING, **facts):
    return CaseFacts(**{"id": "case:1", "state": state, "section": TAX, "act": "申請"} | facts)


def code(refusal):
    assert refusal is None or refusal.in_english()
    return refusal and refusal.code


ACTOR_FOR = {Owner.APPLICANT: APPLICANT, Owner.SYSTEM: SYSTEM, Owner.STAFF: SATO, Owner.APPROVER: WATANABE}


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("move", Move)
def test_a_move_is_refused_exactly_outside_its_sources(move, state):
    facts = case(state, act="届出", outcome=OutcomeMeaning.GRANTED)
    refused = refuse_move(facts, move, actor=ACTOR_FOR[MOVES[move].owner])
    assert (refused is None) == (state in MOVES[move].sources)


@pytest.mark.parametrize("move", Move)
def test_another_section_may_do_nothing(move):
    facts = case(next(iter(MOVES[move].sources)))
    assert code(refuse_move(facts, move, actor=SUZUKI)) in {
        "case.move.other-section",
        "case.move.not-applicant",
        "case.move.not-system",
    }


@pytest.mark.parametrize(
    ("move", "actor", "expected"),
    [
        (Move.DECIDE, SATO, "case.move.not-approver"),
        (Move.PROPOSE, WATANABE, "case.move.not-caseworker"),
        (Move.PROPOSE, APPLICANT, "case.move.not-staff"),
        (Move.PROPOSE, SYSTEM, "case.move.not-staff"),
        (Move.DECIDE, SYSTEM, "case.move.not-staff"),
        (Move.WITHDRAW, SATO, "case.move.not-applicant"),
        (Move.ARRIVE, SATO, "case.move.not-system"),
    ],
)
def test_the_wrong_person_is_told_who_may(move, actor, expected):
    assert code(refuse_move(case(), move, actor=actor)) == expected


def test_the_system_may_notify_and_close_as_a_consequence():
    assert refuse_move(case(State.DECIDED), Move.NOTIFY, actor=SYSTEM) is None
    assert refuse_move(case(State.ISSUED), Move.CLOSE, actor=SYSTEM) is None
    assert code(refuse_move(case(State.DECIDED), Move.ISSUE, actor=SYSTEM)) == "case.move.not-staff"


def test_a_role_held_in_one_section_does_not_count_in_another():
    memberships = [(TAX, Role.CASEWORKER), ("介護保険課", Role.APPROVER)]
    here = actor_in(TAX, "staff:sato", memberships=memberships)
    assert here.holds(Role.CASEWORKER, TAX)
    assert code(refuse_move(case(), Move.DECIDE, actor=here)) == "case.move.not-approver"
    assert actor_in("総務課", "staff:sato", memberships=memberships).sections == frozenset()


def test_sato_accepts_an_arrived_case_once():
    assert refuse_accept(case(State.ARRIVED), SATO) is None
    assert code(refuse_accept(case(State.ACCEPTED), SATO)) == "case.move.wrong-state"


@pytest.mark.parametrize(
    ("fields", "due", "expected"),
    [
        (["photos"], date(2026, 12, 7), None),
        ([], date(2026, 12, 7), "case.request-correction.no-fields"),
        (["photos"], TODAY, "case.request-correction.due"),
        (["photos"], None, "case.request-correction.due"),
    ],
)
def test_a_correction_request_names_answers_and_a_day_to_come(fields, due, expected):
    refused = refuse_request_correction(case(), SATO, fields=fields, due=due, today=TODAY)
    assert code(refused) == expected


def test_a_correction_is_not_requested_in_the_wrong_state():
    refused = refuse_request_correction(
        case(State.DECIDED), SATO, fields=["photos"], due=date(2026, 12, 7), today=TODAY
    )
    assert code(refused) == "case.move.wrong-state"


def test_hanako_changes_only_what_was_asked():
    waiting = case(State.CORRECTION_REQUESTED)
    assert refuse_answer_correction(waiting, APPLICANT, requested={"photos"}, answered={"photos"}) is None
    refused = refuse_answer_correction(
        waiting, APPLICANT, requested={"photos"}, answered={"photos", "head_name"}
    )
    assert code(refused) == "case.answer-correction.not-asked"
    refused = refuse_answer_correction(case(), APPLICANT, requested={"photos"}, answered={"photos"})
    assert code(refused) == "case.move.wrong-state"


@pytest.mark.parametrize(
    ("outcome", "reasons", "expected"),
    [
        ("全壊", "", None),
        ("対象外", "被害が住家でないため", None),
        ("対象外", " ", "case.propose.reasons"),
        ("半焼", "x", "case.propose.outcome"),
        (None, "x", "case.propose.outcome"),
    ],
)
def test_a_proposal_names_an_outcome_and_reasons_for_refusing(outcome, reasons, expected):
    refused = refuse_propose(case(), SATO, outcome=outcome, allowed_outcomes=OUTCOMES, reasons=reasons)
    assert code(refused) == expected


def test_proposer_and_decider_are_two_people():
    assert code(refuse_decide(case(), WATANABE)) == "case.decide.no-proposal"
    assert code(refuse_decide(case(proposer=TANAKA.id), TANAKA)) == "case.decide.own-proposal"
    assert refuse_decide(case(proposer=TANAKA.id), WATANABE) is None


def test_a_refusal_has_no_document_and_nothing_to_pay():
    refused = case(State.NOTIFIED, outcome=OutcomeMeaning.REFUSED)
    assert code(refuse_issue(refused, SATO)) == "case.issue.refused"
    assert code(refuse_move(refused, Move.PAY, actor=SATO)) == "case.pay.not-granted"
    granted = replace(refused, outcome=OutcomeMeaning.GRANTED)
    assert refuse_issue(granted, SATO) is None
    assert refuse_move(granted, Move.PAY, actor=SATO) is None


def test_the_applicant_withdraws_until_the_decision():
    assert refuse_withdraw(case(), APPLICANT) is None
    assert code(refuse_withdraw(case(State.DECIDED), APPLICANT)) == "case.withdraw.too-late"
    assert code(refuse_withdraw(case(State.CLOSED), APPLICANT)) == "case.move.over"


def test_a_withdrawn_case_is_left_alone():
    assert code(refuse_decide(case(withdrawn=True, proposer="x"), WATANABE)) == "case.move.withdrawn"
    assert refuse_move(case(State.WITHDRAWN, withdrawn=True), Move.EXPIRE, actor=SYSTEM) is None
    assert code(refuse_move(case(withdrawn=True), Move.EXPIRE, actor=SYSTEM)) == "case.move.wrong-state"


def test_a_case_is_returned_only_with_reasons():
    assert code(refuse_send_back(case(), SATO, reasons=" ")) == "case.send-back.reasons"
    assert refuse_send_back(case(), SATO, reasons="届け先は森野町です。") is None


def test_a_notification_may_end_without_a_decision_and_an_application_may_not():
    assert refuse_move(case(State.ACCEPTED, act="届出"), Move.CLOSE, actor=SATO) is None
    assert code(refuse_move(case(State.ACCEPTED), Move.CLOSE, actor=SATO)) == "case.close.undecided"
