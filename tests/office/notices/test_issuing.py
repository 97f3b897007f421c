"""A number is taken once, a failed document leaves nothing half-issued, copies are what was wished."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
import typst
from django.db import connection
from pyhanko.sign.general import SigningError

from todoke.core.errors import Refused
from todoke.office.cases.models import Case
from todoke.office.exchange.models import Outgoing
from todoke.office.notices import commands, numbering
from todoke.office.notices.commands import issue, notify
from todoke.office.notices.models import IssuedDocument, NumberState, SealMode

APPEAL = "（教示の文は市が定めます。）"


@pytest.fixture
def broken(monkeypatch):
    """The document can't be made while this stands."""

    def fail(*arguments, **named):
        raise typst.TypstError("no such font")

    with monkeypatch.context() as patch:
        patch.setattr(commands, "render", fail)
        yield patch


def serials():
    return list(IssuedDocument.register.order_by("serial").values_list("symbol", "serial", "status"))


def test_a_document_that_cannot_be_made_leaves_nothing_half_issued(decided, tanaka, broken, caplog):
    case = decided("半壊")
    told = Outgoing.objects.count()

    with (
        caplog.at_level(logging.ERROR),
        pytest.raises(Refused, match=r"notice\.document\.not-made") as refused,
    ):
        issue(case, staff=tanaka)

    assert refused.value.refusals[0].params["number"].endswith("罹災証第1号")
    assert Case.objects.get(pk=case.pk).state == "decided"
    assert not IssuedDocument.objects.exists()
    assert Outgoing.objects.count() == told
    assert [(one.serial, one.problem, one.sha256) for one in IssuedDocument.register.all()] == [
        (1, "notice.document.not-made", "")
    ]
    assert "notice.document.not-made" in caplog.text and "山田" not in caplog.text


def test_the_next_attempt_uses_the_same_number(decided, tanaka, broken):
    case, other = decided("半壊"), decided("全壊")
    with pytest.raises(Refused):
        issue(case, staff=tanaka)
    broken.undo()

    issue(other, staff=tanaka)
    issue(case, staff=tanaka)

    assert serials() == [("罹災証", 1, "issued"), ("罹災証", 2, "issued")]
    assert IssuedDocument.objects.get(serial=1).case_id == case.pk
    assert IssuedDocument.objects.get(serial=1).problem == ""


def test_a_document_that_cannot_be_sealed_says_so(decided, tanaka, seal_mode, town_certificate, monkeypatch):
    def fail(*arguments):
        raise SigningError("the card was pulled out")

    monkeypatch.setattr(commands, "seal_pdf", fail)
    seal_mode(SealMode.E_SEAL)
    case = decided("半壊")

    with pytest.raises(Refused, match=r"notice\.seal\.failed"):
        issue(case, staff=tanaka)

    assert Case.objects.get(pk=case.pk).state == "decided"
    assert serials() == [("罹災証", 1, "reserved")]


def test_without_a_seal_certificate_no_number_is_taken(decided, tanaka, seal_mode):
    seal_mode(SealMode.E_SEAL)
    with pytest.raises(Refused, match=r"notice\.seal\.no-certificate"):
        issue(decided("半壊"), staff=tanaka)
    assert serials() == []


def test_the_document_is_made_outside_any_transaction(decided, tanaka, monkeypatch, django_db_blocker):
    depth = []
    real = commands.render

    def watch(*arguments, **named):
        depth.append(len(connection.savepoint_ids))
        return real(*arguments, **named)

    case = decided("半壊")
    monkeypatch.setattr(commands, "render", watch)
    before = len(connection.savepoint_ids)  # the test itself stands in one
    issue(case, staff=tanaka)
    assert depth == [before]


def test_a_number_left_over_from_last_fiscal_year_is_voided_and_explained(
    decided, tanaka, broken, monkeypatch
):
    case = decided("半壊")
    with pytest.raises(Refused):
        issue(case, staff=tanaka)
    broken.undo()
    monkeypatch.setattr(commands.timezone, "now", lambda: datetime(2027, 4, 1, 0, 0, tzinfo=UTC))

    document = issue(case, staff=tanaka)

    assert (document.fiscal_year, document.serial) == (2027, 1)
    old = IssuedDocument.register.get(fiscal_year=2026)
    assert (old.status, old.problem) == (NumberState.VOIDED, "notice.number.year-over")


def test_a_case_that_changed_meanwhile_is_not_issued(decided, tanaka, monkeypatch):
    case = decided("半壊")
    real = commands.render

    def meanwhile(*arguments, **named):
        Case.objects.filter(pk=case.pk).update(answers={**case.answers, "copies": 9})
        return real(*arguments, **named)

    monkeypatch.setattr(commands, "render", meanwhile)
    with pytest.raises(Refused, match=r"notice\.case\.changed"):
        issue(case, staff=tanaka)
    assert not IssuedDocument.objects.exists()


def test_a_second_click_meanwhile_issues_nothing_twice(decided, tanaka, monkeypatch):
    case = decided("半壊")
    real = commands.render
    clicks = []

    def click_again(*arguments, **named):
        if not clicks:
            clicks.append(1)
            issue(case, staff=tanaka)
        return real(*arguments, **named)

    monkeypatch.setattr(commands, "render", click_again)
    with pytest.raises(Refused, match=r"case\.move\."):
        issue(case, staff=tanaka)

    assert serials() == [("罹災証", 1, "issued")]
    assert Outgoing.objects.filter(kind="notice").count() == 1


@pytest.mark.django_db(transaction=True)
def test_many_at_once_get_numbers_without_gap_or_double(decided, tanaka):
    def give(case):
        try:
            return issue(case, staff=tanaka).serial
        finally:
            connection.close()

    cases = [decided("半壊") for _ in range(8)]
    with ThreadPoolExecutor(4) as windows:
        taken = list(windows.map(give, cases))

    assert sorted(taken) == list(range(1, 9))


def test_numbers_count_apart_by_symbol(decided, tanaka):
    issue(decided("半壊"), staff=tanaka)
    notify(decided("対象外", reasons="空き家", appeal=APPEAL), staff=tanaka)
    issue(decided("全壊"), staff=tanaka)

    assert sorted(serials()) == [("罹災証", 1, "issued"), ("罹災証", 2, "issued"), ("通知", 1, "issued")]


@pytest.mark.parametrize(
    ("wish", "copies"),
    [
        pytest.param({"copies": 3}, 3, id="as wished"),
        pytest.param({"copies": None}, 1, id="nothing said"),
        pytest.param({"copies": 0}, 1, id="never none"),
        pytest.param({"copies": True}, 1, id="not a number"),
    ],
)
def test_the_wished_copies_are_kept_with_the_document(decided, hanako, tanaka, wish, copies):
    document = issue(decided("半壊", answers=hanako | wish), staff=tanaka)
    assert document.copies == copies


@pytest.mark.parametrize(("day", "year"), [("2027-03-31", 2026), ("2027-04-01", 2027)])
def test_the_fiscal_year_begins_in_april(day, year):
    assert numbering.fiscal_year(datetime.fromisoformat(day).date()) == year
