"""Whose turn it is to answer a proposal, which days a round sets, who decides on an appeal."""

from __future__ import annotations

from datetime import date

import pytest

from todoke.core.talent.answers import Answer, Party, refuse_question, refuse_turn
from todoke.core.talent.appeals import refuse_appeal, refuse_decision
from todoke.core.talent.rounds import RoundState, refuse_cancel, refuse_days, refuse_go_on

TODAY = date(2027, 4, 1)


@pytest.mark.parametrize(
    ("party", "parties", "closed", "late", "agreed", "code"),
    [
        (Party.HOST, {Party.HOST}, False, False, False, None),
        (Party.PERSON, {Party.HOST}, False, False, False, "talent.answer.not-yours"),
        (Party.HOST, {Party.HOST}, True, False, True, "talent.answer.closed"),
        (Party.HOST, {Party.HOST}, False, True, True, "talent.answer.too-late"),
        (Party.EMPLOYER, {Party.EMPLOYER}, False, False, False, "talent.answer.person-first"),
        (Party.EMPLOYER, {Party.EMPLOYER}, False, False, True, None),
    ],
    ids=["the town", "another side", "closed", "late", "before the person", "after the person"],
)
def test_each_side_answers_for_itself_in_its_turn(party, parties, closed, late, agreed, code):
    refusal = refuse_turn(party, parties=parties, closed=closed, late=late, person_agreed=agreed)
    assert (refusal.code if refusal else None) == code


def test_a_question_has_words():
    assert refuse_question(Answer.ASK, words=" ").code == "talent.answer.no-question"
    assert refuse_question(Answer.ASK, words="どこですか") is None


@pytest.mark.parametrize(
    ("days", "fine"),
    [((2, 3, 4), True), ((2, 2, 3), True), ((1, 3, 4), False), ((3, 2, 4), False), ((2, 3, 3), False)],
    ids=["in order", "same day", "today", "appeals first", "no time to decide"],
)
def test_the_days_of_a_round_lie_ahead_and_in_order(days, fine):
    first, second, third = (date(2027, 4, one) for one in days)
    assert (refuse_days(first, second, decided_by=third, today=TODAY) is None) is fine


def test_only_an_interrupted_round_goes_on_and_a_published_one_is_not_cancelled():
    assert [one for one in RoundState if refuse_go_on(one) is None] == [RoundState.INTERRUPTED]
    assert refuse_cancel(RoundState.PUBLISHED) is not None
    assert refuse_cancel(RoundState.RUNNING) is None


@pytest.mark.parametrize(
    ("text", "concerned", "until", "code"),
    [
        ("見てほしい", True, TODAY, None),
        ("見てほしい", False, TODAY, "talent.appeal.not-concerned"),
        ("見てほしい", True, None, "talent.appeal.not-concerned"),
        ("見てほしい", True, date(2027, 3, 31), "talent.appeal.late"),
        (" ", True, TODAY, "talent.appeal.no-text"),
    ],
    ids=["last day", "stranger", "not published", "a day late", "empty"],
)
def test_who_may_appeal_until_when(text, concerned, until, code):
    refusal = refuse_appeal(text, concerned=concerned, until=until, today=TODAY)
    assert (refusal.code if refusal else None) == code


@pytest.mark.parametrize(
    ("text", "reviewer", "decided", "code"),
    [
        ("直します", "kondo", False, None),
        ("直します", "miura", False, "talent.appeal.own"),
        ("直します", "kondo", True, "talent.appeal.decided"),
        ("", "kondo", False, "talent.appeal.no-decision"),
    ],
    ids=["another reviewer", "who began the round", "decided", "no reasons"],
)
def test_an_appeal_is_decided_once_by_somebody_else(text, reviewer, decided, code):
    refusal = refuse_decision(text, reviewer=reviewer, own=("hanako", "miura"), decided=decided)
    assert (refusal.code if refusal else None) == code
