from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from todoke.core.procedures.expressions import (
    CelType,
    ExpressionError,
    Undecided,
    cel_date,
    compile_expression,
)

TYPES = {
    "cause": CelType.STRING,
    "depth": CelType.INTEGER,
    "agreed": CelType.BOOLEAN,
    "born": CelType.DATE,
    "today": CelType.DATE,
    "parts": CelType.STRINGS,
    "name": CelType.RECORD,
    "rows": CelType.RECORDS,
}


def holds(source: str, values: dict[str, object]) -> object:
    return compile_expression(source, TYPES, result=CelType.BOOLEAN).holds(values)


DECIDED = {
    "equal words": ("cause == 'flood'", {"cause": "flood"}, True),
    "a false answer": ("agreed", {"agreed": False}, False),
    "dates": (
        "born <= today",
        {"born": cel_date(date(1954, 5, 1)), "today": cel_date(date(2026, 11, 23))},
        True,
    ),
    "one of several": ("'roof' in parts", {"parts": ["roof"]}, True),
    "a part of a record": ("name.kana == ''", {"name": {"name": "NGUYEN THI LAN", "kana": ""}}, True),
    "rows": ("rows.all(r, r.name != '')", {"rows": [{"name": "花子"}]}, True),
    "the other side decides": ("cause == 'fire' || agreed", {"cause": "fire"}, True),
}


@pytest.mark.parametrize(("source", "values", "result"), DECIDED.values(), ids=DECIDED.keys())
def test_an_expression_gives_its_result(source: str, values: dict[str, object], result: bool) -> None:
    assert holds(source, values) is result


UNDECIDED = {
    "nothing is known": ("depth > 3", {}, True),
    "one half is known": ("cause == 'fire' || agreed", {"cause": "flood"}, True),
    "a wrong type arrives": ("depth > 3", {"depth": "10"}, False),
    "null arrives": ("depth > 3", {"depth": None}, False),
    "division by zero": ("10 / depth > 3", {"depth": 0}, False),
    "a key that is not there": ("name.middle == ''", {"name": {"name": "花子"}}, False),
}


@pytest.mark.parametrize(("source", "values", "missing"), UNDECIDED.values(), ids=UNDECIDED.keys())
def test_a_failed_evaluation_is_never_true_or_false(
    source: str, values: dict[str, object], missing: bool
) -> None:
    assert holds(source, values) == Undecided(missing=missing)


ENDLESS = {
    "every row against every row": "rows.all(a, rows.all(b, a.x + b.x >= 0))",
    "a list of lists": "rows.map(a, rows.map(b, string(a.x) + b.name)).size() > 0",
}


@pytest.mark.parametrize("source", ENDLESS.values(), ids=ENDLESS.keys())
def test_an_expression_that_runs_too_long_is_ended(source: str) -> None:
    rows = [{"x": number, "name": "花" * 50} for number in range(100)]
    began = time.perf_counter()
    assert holds(source, {"rows": rows}) == Undecided(missing=False)
    assert time.perf_counter() - began < 10


BEYOND = {
    "a day after the last": ("born + duration('99999999999h')", CelType.DATE),
    "a number after the last": ("9223372036854775807 + depth", CelType.INTEGER),
}


@pytest.mark.parametrize(("source", "result"), BEYOND.values(), ids=BEYOND.keys())
def test_what_no_calendar_and_no_number_holds_is_undecided(source: str, result: CelType) -> None:
    values = {"born": cel_date(date(2000, 1, 1)), "depth": 1}
    assert compile_expression(source, TYPES, result=result).evaluate(values) == Undecided(missing=False)


def test_an_undecided_result_cannot_be_used_as_a_condition() -> None:
    with pytest.raises(TypeError):
        bool(Undecided(missing=True))


REFUSED = {
    "a type that does not fit": "cause + 1 == 2",
    "a name nobody asked": "income > 3",
    "not boolean": "depth + 1",
    "half a sentence": "depth >",
    "dynamic result": "rows[0].name",
    "too long": "depth == 1 || " * 60 + "agreed",
    "three loops": "rows.all(a, rows.all(b, rows.all(c, true)))",
    "brackets without end": "(" * 30 + "agreed" + ")" * 30,
}


@pytest.mark.parametrize("source", REFUSED.values(), ids=REFUSED.keys())
def test_an_expression_that_does_not_fit_is_refused_at_load(source: str) -> None:
    with pytest.raises(ExpressionError):
        compile_expression(source, TYPES, result=CelType.BOOLEAN)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60))
def test_any_text_either_compiles_or_is_an_expression_error(source: str) -> None:
    try:
        result = holds(source, {})
    except ExpressionError:
        return
    assert isinstance(result, bool | Undecided)
