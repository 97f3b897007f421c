"""What templates say: refusals with their values, texts in the person's language, dates both ways."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.template.loader import engines
from django.utils import translation

from todoke.core.procedures.text import Text
from todoke.core.refusal import Refusal
from todoke.web.jinja import both_date, both_time, say

HOUSE = Text(ja="家の被害", plain="いえの こわれた ところ", en="Damage to the house")
MISSING = Refusal(code="field.missing", message="Answer “%(label)s”.", params={"label": HOUSE})


def drawn(source, **context):
    return engines["jinja2"].from_string(source).render(context)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ja", "家の被害"),
        ("ja-x-plain", "いえの こわれた ところ"),
        ("en", "Damage to the house"),
        ("vi", "家の被害"),
    ],
)
def test_a_text_is_said_in_the_persons_language(language, words):
    assert say(HOUSE, language) == words


@pytest.mark.parametrize(("active", "label"), [("ja", "家の被害"), ("en", "Damage to the house")])
def test_a_refusals_label_speaks_the_language_of_the_page(active, label):
    with translation.override(active):
        sentence = say(MISSING)

    assert label in sentence
    assert "%(" not in sentence
    assert ("Answer" in sentence) is (active == "en")


def test_a_refusal_in_plain_japanese_names_the_question_plainly():
    assert "いえの こわれた ところ" in say(MISSING, "ja-x-plain")


def test_a_date_in_a_refusal_is_said_both_ways():
    refusal = Refusal(code="test.due", message="%(due)s", params={"due": date(2026, 11, 23)})

    assert say(refusal) == "2026年（令和8年）11月23日"


def test_a_refusal_without_values_may_hold_a_percent_sign():
    assert say(Refusal(code="test.half", message="50% of it")) == "50% of it"


@pytest.mark.parametrize(
    ("moment", "japanese", "english"),
    [
        pytest.param(date(2026, 11, 23), "2026年（令和8年）11月23日", "23 November 2026", id="a date"),
        pytest.param("2026-11-23", "2026年（令和8年）11月23日", "23 November 2026", id="a written date"),
        pytest.param(
            datetime(2026, 11, 22, 15, 0, tzinfo=UTC),
            "2026年（令和8年）11月23日",
            "23 November 2026",
            id="midnight",
        ),
        pytest.param(
            "2026-11-22T14:59:59+00:00", "2026年（令和8年）11月22日", "22 November 2026", id="a second before"
        ),
        pytest.param(date(2019, 5, 1), "2019年（令和元年）5月1日", "1 May 2019", id="the first year"),
    ],
)
def test_a_day_is_a_day_in_japan_in_both_calendars(moment, japanese, english):
    assert both_date(moment) == japanese
    with translation.override("en"):
        assert both_date(moment) == english


def test_a_time_is_the_clock_in_japan():
    assert both_time(datetime(2026, 11, 22, 23, 5, tzinfo=UTC)) == "2026年（令和8年）11月23日 08:05"


def test_filters_are_there_for_templates():
    assert drawn("{{ '12345678901234' | receipt_groups }}") == "1234-56789-01234"
    assert drawn("{{ 1200 | yen }} {{ day | wareki }}", day=date(2026, 11, 23)) == "1,200円 令和8年11月23日"
    assert (
        drawn("{% for one in text | lines %}[{{ one }}]{% endfor %}", text="本町\n101号") == "[本町][101号]"
    )


def test_what_a_refusal_carries_is_escaped():
    refusal = Refusal(code="test.value", message="%(value)s", params={"value": "<script>"})

    assert drawn("{{ refusal | say }}", refusal=refusal) == "&lt;script&gt;"
