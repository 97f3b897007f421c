from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from todoke.core.errors import Refused
from todoke.core.lexicon.eras import Era, both, era_named, parse_date, to_gregorian, wareki

DAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-23",
        "2026/11/23",
        "2026.11.23",
        "20261123",
        "2026年11月23日",
        "令和8年11月23日",
        "令和 8 年 11 月 23 日",
        "令8.11.23",
        "R8.11.23",
        "r8/11/23",
        "Ｒ８．１１．２３",
        "２０２６－１１－２３",
        "㋿8年11月23日",
        " 2026-11-23 ",
    ],
)
def test_a_date_is_read_however_it_is_written(text):
    assert parse_date(text) == DAY


FIRST_AND_LAST_DAYS = [
    ("明治6年1月1日", date(1873, 1, 1)),
    ("明治45年7月29日", date(1912, 7, 29)),
    ("大正元年7月30日", date(1912, 7, 30)),
    ("大正15年12月24日", date(1926, 12, 24)),
    ("昭和元年12月25日", date(1926, 12, 25)),
    ("昭和64年1月7日", date(1989, 1, 7)),
    ("平成元年1月8日", date(1989, 1, 8)),
    ("平成31年4月30日", date(2019, 4, 30)),
    ("令和元年5月1日", date(2019, 5, 1)),
]


@pytest.mark.parametrize(("text", "day"), FIRST_AND_LAST_DAYS)
def test_the_first_and_last_day_of_each_era_are_read_and_written(text, day):
    assert parse_date(text) == day
    assert wareki(day) == text


REFUSED = [
    (
        "昭和64年1月8日",
        "date.after-era",
        "Showa 64 (昭和64年) ended on 7 January. From 8 January it is Heisei 1 (平成元年).",
    ),
    ("昭和65年1月1日", "date.after-era", "Showa (昭和) ended with year 64 (1989)."),
    ("明治45年7月30日", "date.after-era", "From 30 July it is Taisho 1"),
    ("大正15年12月25日", "date.after-era", "From 25 December it is Showa 1"),
    ("平成31年5月1日", "date.after-era", "From 1 May it is Reiwa 1"),
    ("平成32年1月1日", "date.after-era", "Heisei (平成) ended with year 31 (2019)."),
    ("平成元年1月7日", "date.before-era", "Until 7 January it was Showa 64"),
    ("令和元年4月30日", "date.before-era", "Until 30 April it was Heisei 31"),
    ("大正元年7月29日", "date.before-era", "Until 29 July it was Meiji 45"),
    ("昭和元年12月24日", "date.before-era", "Until 24 December it was Taisho 15"),
    ("明治5年12月31日", "date.before-era", "Before Meiji 6"),
    ("令和0年1月1日", "date.era-year", "count from 1"),
    ("2026-13-01", "date.month", "from 1 to 12"),
    ("2026-02-30", "date.day", "Month 2 of 2026 has no day 30."),
    ("令和7年2月29日", "date.day", "Month 2 of 2025 has no day 29."),
    ("0000-01-01", "date.year", "four digits"),
    ("8.11.23", "date.era-missing", "with its era"),
    ("令和9999年1月1日", "date.year", "four digits"),
    ("きのう", "date.unreadable", "not a date we can read"),
    ("", "date.unreadable", "not a date we can read"),
    ("元年1月1日", "date.era-missing", "with its era"),
    ("2026-11-23\x00", "date.unreadable", "not a date we can read"),
]


@pytest.mark.parametrize(("text", "code", "sentence"), REFUSED)
def test_a_wrong_date_is_refused_with_the_sentence_that_helps(text, code, sentence):
    with pytest.raises(Refused) as caught:
        parse_date(text)
    (refusal,) = caught.value.refusals
    assert refusal.code == code
    assert sentence in refusal.in_english()


def test_a_date_is_shown_in_both_calendars():
    assert both(DAY) == "2026年（令和8年）11月23日"
    assert both(date(2019, 5, 1)) == "2019年（令和元年）5月1日"
    assert both(date(1872, 5, 1)) == "1872年5月1日"
    assert wareki(date(1872, 5, 1)) == "1872年5月1日"


@pytest.mark.parametrize("era", Era)
def test_an_era_is_known_by_its_kanji_and_letter(era):
    assert era_named(era.kanji) is era_named(era.letter.lower()) is era
    assert era_named("慶応") is None


@given(st.dates(min_value=date(1873, 1, 1)))
def test_every_day_survives_the_way_through_its_era(day):
    assert parse_date(wareki(day)) == day
    assert parse_date(day.isoformat()) == day


@given(st.sampled_from(Era), st.integers(1, 80), st.integers(1, 12), st.integers(1, 28))
def test_no_date_is_ever_shifted_into_another_era(era, year, month, day):
    try:
        found = to_gregorian(era, year, month, day)
    except Refused:
        return
    assert wareki(found) == f"{era.kanji}{'元' if year == 1 else year}年{month}月{day}日"


@given(st.text())
def test_any_text_is_a_date_or_a_refusal(text):
    try:
        parse_date(text)
    except Refused as refused:
        assert refused.refusals[0].in_english()
