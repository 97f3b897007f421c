"""A list of people is read whole or refused, whatever the bytes; and no cell it writes is a formula."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from todoke.core.talent.people_columns import Column, KnownFacts, guarded, unguarded, written
from todoke.core.talent.people_file import FileRefused, decoded, read
from todoke.core.talent.people_rows import months_between
from todoke.core.talent.profiles import ReaderFacts, Sight, sight, within

KNOWN = KnownFacts(
    bodies={"992011"},
    companies={"5990001000011"},
    skills={"設計": "service_design"},
    zones={"中部": "center"},
)
TODAY = date(2026, 11, 24)


@given(st.binary(max_size=400))
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_rows_or_a_refusal(content):
    try:
        assert read(content, known=KNOWN)
    except FileRefused as error:
        assert error.errors


@given(st.lists(st.text(max_size=12), min_size=len(Column), max_size=len(Column)))
@settings(max_examples=200, deadline=None)
def test_any_cells_are_a_row_or_errors_that_name_the_line(cells):
    content = written([dict(zip(Column, cells, strict=True))])
    try:
        read(content, known=KNOWN)
    except FileRefused as error:
        assert {one.line for one in error.errors} <= {0, 2}


@pytest.mark.parametrize("cell", ["=1+1", "+81", "-1", "@SUM(A1)", " =1", "＝1", "\t=1", "\r=1"])
def test_what_looks_like_a_formula_is_written_as_text(cell):
    assert guarded(cell).startswith("'")


@pytest.mark.parametrize("cell", ["=1+1", "+81", "中村", "'引用'", ""])
def test_a_guarded_cell_reads_back_as_it_was(cell):
    assert unguarded(guarded(cell)) == cell


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_japanese_is_read_as_spreadsheets_write_it(encoding):
    assert decoded("髙橋,①".encode(encoding)) == "髙橋,①"


def test_months_run_over_the_turn_of_the_year():
    months = months_between(date(2026, 11, 1), date(2027, 1, 1))
    assert months == (date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1))


@pytest.mark.parametrize(
    ("day", "fits"),
    [
        (None, False),
        (TODAY, False),
        (date(2026, 11, 25), True),
        (date(2029, 11, 24), True),
        (date(2029, 11, 25), False),
    ],
)
def test_a_day_lies_after_today_and_at_most_three_years_ahead(day, fits):
    assert within(day, today=TODAY, years=3) == fits


@pytest.mark.parametrize(
    ("true", "sees"),
    [
        ((), Sight.NOTHING),
        (("coordinator",), Sight.NOTHING),
        (("coordinator", "agreed"), Sight.NAMED),
        (("own_body",), Sight.NAMED),
        (("oneself",), Sight.NAMED),
        (("auditor",), Sight.PSEUDONYM),
        (("auditor", "agreed"), Sight.PSEUDONYM),
        (("auditor", "coordinator", "agreed"), Sight.NAMED),
        (("agreed",), Sight.NOTHING),
    ],
)
def test_who_sees_how_much(true, sees):
    facts = dict.fromkeys(("oneself", "own_body", "coordinator", "auditor", "agreed"), False)
    assert sight(ReaderFacts(**(facts | dict.fromkeys(true, True)))) is sees
