from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from todoke.core.cases.clocks import (
    ArrivalRule,
    Stage,
    StageChange,
    arrival,
    days_left,
    legal_day,
    minutes_by_stage,
    stage_of,
)
from todoke.core.cases.receipt_number import check_digit, grouped, is_receipt_number, new_receipt_number
from todoke.core.cases.states import STATES, State

STORED = datetime(2026, 11, 23, 14, 59, tzinfo=UTC)
FILED = datetime(2026, 11, 23, 15, 1, tzinfo=UTC)
BODIES = st.text("0123456789", min_size=13, max_size=13)


def number_with(body):
    return new_receipt_number(lambda count: body[:count])


@given(BODIES)
def test_a_new_number_is_valid_and_fourteen_long(body):
    number = number_with(body)
    assert len(number) == 14
    assert number.startswith(body)
    assert is_receipt_number(number)


@given(BODIES, st.integers(0, 13), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(body, place, shift):
    number = number_with(body)
    wrong = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]
    assert not is_receipt_number(wrong)


@pytest.mark.parametrize(("body", "check"), [("79462", "3"), ("3657426180", "9")])
def test_the_check_digit_is_the_one_others_publish(body, check):
    # The example of ISO 7064 itself, and a published German tax number, which uses the same method.
    assert check_digit(body) == check


@pytest.mark.parametrize(
    "text", ["", "1234", "123456789018", "１２３４５６７８９０１２３４", "1234-56789-01234"]
)
def test_what_is_not_a_receipt_number(text):
    assert not is_receipt_number(text)


@pytest.mark.parametrize("digits", ["", "12", "123456789012x", "１２３４５６７８９０１２３"])
def test_a_bad_source_of_digits_is_noticed(digits):
    with pytest.raises(ValueError, match="13 ASCII digits"):
        new_receipt_number(lambda count: digits)


def test_a_receipt_number_is_shown_in_three_groups():
    assert grouped("12345678901234") == "1234-56789-01234"


def test_the_town_says_which_time_counts_as_arrival():
    assert arrival(STORED, FILED, rule=ArrivalRule.STORED) is STORED
    assert arrival(STORED, FILED, rule=ArrivalRule.FILED) is FILED


def test_legal_days_are_days_in_japan():
    assert legal_day(STORED) == date(2026, 11, 23)
    assert legal_day(FILED) == date(2026, 11, 24)
    with pytest.raises(ValueError, match="aware"):
        legal_day(datetime(2026, 11, 23))


@pytest.mark.parametrize(
    ("standard_days", "today", "left"),
    [
        (14, date(2026, 11, 23), 14),
        (14, date(2026, 12, 7), 0),
        (14, date(2026, 12, 8), -1),
        (None, date(2026, 12, 8), None),
    ],
)
def test_days_left_count_from_the_day_after_arrival(standard_days, today, left):
    assert days_left(date(2026, 11, 23), standard_days, today=today) == left


def test_minutes_go_to_the_stage_they_were_spent_in():
    changes = [
        StageChange(state=state, at=FILED + timedelta(minutes=minutes))
        for state, minutes in [
            (State.ARRIVED, 0),
            (State.REVIEWING, 10),
            (State.CORRECTION_REQUESTED, 30),
            (State.CORRECTED, 1000),
            (State.REVIEWING, 1005),
            (State.DECIDED, 1020),
            (State.CLOSED, 1030),
        ]
    ]
    assert minutes_by_stage(changes, FILED + timedelta(days=9)) == {
        Stage.INTAKE: 10,
        Stage.REVIEW: 40,
        Stage.CORRECTION: 970,
        Stage.DELIVERY: 10,
    }


def test_a_clock_that_steps_back_takes_no_minutes_away():
    changes = [
        StageChange(state=State.ARRIVED, at=FILED),
        StageChange(state=State.REVIEWING, at=FILED - timedelta(minutes=4)),
    ]
    assert minutes_by_stage(changes, FILED) == {Stage.INTAKE: 0, Stage.REVIEW: 4}
    assert minutes_by_stage([], FILED) == {}


def test_every_state_the_office_must_act_on_has_a_stage():
    open_states = {state for state, row in STATES.items() if not row.final} - {State.DRAFT}
    assert {stage_of(state) for state in open_states} == set(Stage) - {Stage.OVER}
    assert all(stage_of(state) is not Stage.OVER for state in open_states)
