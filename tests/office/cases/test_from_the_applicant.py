"""What the applicant sends after the application: corrections, withdrawals, opened notices."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from todoke.core.envelope.payloads import CorrectionAnswerPayload, NoticeOpenedPayload, WithdrawalPayload
from todoke.office.cases import commands
from todoke.office.cases.models import Case
from todoke.office.notices.commands import issue

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
FILED = {"files": {}, "envelope_id": "e" * 32, "at": NOW}


def answer(case, answers, *, request=1):
    payload = CorrectionAnswerPayload(receipt=case.receipt, request=request, answers=answers, at=NOW)
    return commands.file_correction_answer(payload, **FILED)


def withdraw(case):
    return commands.file_withdrawal(
        WithdrawalPayload(receipt=case.receipt, reason="もう要りません", at=NOW), **FILED)  # fmt: skip


def codes(case):
    return [flag["code"] for flag in case.flags]


@pytest.fixture
def asked(hanako_case, tanaka):
    commands.accept(hanako_case, staff=tanaka)
    commands.request_correction(
        hanako_case, staff=tanaka, fields=["disaster_date"], message="日付を確かめてください。",
        due=date.today() + timedelta(days=10))  # fmt: skip
    return Case.objects.get(pk=hanako_case.pk)


@pytest.fixture
def decided(hanako_case, tanaka, watanabe):
    commands.accept(hanako_case, staff=tanaka)
    commands.start_review(hanako_case, staff=tanaka)
    commands.propose(hanako_case, staff=tanaka, outcome="半壊")
    return commands.decide(hanako_case, staff=watanabe)


def test_a_correction_changes_the_asked_answer_and_keeps_the_old_one(asked):
    before = dict(asked.answers)
    case = answer(asked, {"disaster_date": "2026-11-19"})
    assert case.state == "corrected"
    assert case.answers == {**before, "disaster_date": "2026-11-19"}
    assert case.corrections.get().before == {"disaster_date": "2026-11-20"}


def test_an_answer_nobody_asked_for_changes_nothing(asked):
    before = dict(asked.answers)
    case = answer(asked, {"disaster_date": "2026-11-19", "applicant_name": {"name": "ラン", "kana": None}})
    assert (case.state, case.answers) == ("correction_requested", before)
    assert "case.flag.late-correction" in codes(case)


def test_a_second_answer_to_the_same_request_is_kept_in_the_history(asked):
    answer(asked, {"disaster_date": "2026-11-19"})
    case = answer(asked, {"disaster_date": "2026-11-18"})
    assert case.answers["disaster_date"] == "2026-11-19"
    assert case.events.get(name="case.late_correction").body["answers"] == {"disaster_date": "2026-11-18"}


def test_a_withdrawal_before_the_decision_ends_the_case(hanako_case):
    case = withdraw(hanako_case)
    assert case.state == "withdrawn"
    assert case.events.get(name="case.withdraw").body["reason"] == "もう要りません"


def test_a_withdrawal_after_the_decision_is_flagged_and_the_decision_stands(decided):
    case = withdraw(decided)
    assert case.state == "decided"
    assert "case.flag.late-withdrawal" in codes(case)
    assert case.events.filter(name="case.late_withdrawal").exists()


def test_the_first_opening_of_a_notice_is_recorded(decided, tanaka):
    document = issue(decided, staff=tanaka)
    for hours in (0, 5):
        at = NOW + timedelta(hours=hours)
        opened = NoticeOpenedPayload(receipt=decided.receipt, notice=document.message_number, at=at)
        commands.file_notice_opened(opened, **FILED)
    document.refresh_from_db()
    assert document.opened_at == NOW
    assert decided.events.filter(name="notice.opened").count() == 2
