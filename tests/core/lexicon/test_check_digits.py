from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from todoke.core.lexicon.corporate_number import is_corporate_number
from todoke.core.lexicon.municipality import Municipality, is_municipality_code
from todoke.core.lexicon.my_number import find_my_numbers, is_my_number

MY_NUMBER = "123456789018"
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


def test_the_published_my_number_passes_and_its_neighbours_do_not():
    assert is_my_number(MY_NUMBER)
    assert [d for d in "0123456789" if is_my_number(MY_NUMBER[:-1] + d)] == ["8"]


@pytest.mark.parametrize(
    "digits", ["", "12345678901", "1234567890188", "１２３４５６７８９０１８", "210987654321"]
)
def test_what_is_not_a_my_number(digits):
    assert not is_my_number(digits)


@pytest.mark.parametrize("digits", ["8000012010038", "7000012050002"])
def test_published_corporate_numbers_pass(digits):
    assert is_corporate_number(digits)
    assert not is_corporate_number(str((int(digits[0]) + 1) % 10) + digits[1:])


@pytest.mark.parametrize("digits", ["", "800001201003", "８000012010038", "800001201003x"])
def test_what_is_not_a_corporate_number(digits):
    assert not is_corporate_number(digits)


@pytest.mark.parametrize(
    "code",
    [
        *("131016", "011002", "142018", "131041", "141003", "271004", "472018"),
        *("012025", "130001", "010006", "140007"),
        *("992011", "993417", "990001"),
    ],
)
def test_published_codes_and_those_of_the_demo_pass(code):
    assert is_municipality_code(code)
    assert not is_municipality_code(code[:5] + str((int(code[5]) + 1) % 10))


@pytest.mark.parametrize("code", ["", "13101", "1310166", "１３１０１６", "13101x"])
def test_what_is_not_a_municipality_code(code):
    assert not is_municipality_code(code)


@pytest.mark.parametrize(
    ("name", "kind"), [("ひばり市", "市"), ("森野町", "町"), ("霧原県", "県"), ("東の都", "都")]
)
def test_the_word_for_the_office_comes_from_its_name(name, kind):
    town = Municipality(code="992011", slug="hibari", name=name, kana="ヒバリシ", name_en="Hibari")
    assert town.kind == kind


@pytest.mark.parametrize(
    "written",
    [
        "123456789018",
        "1234 5678 9018",
        "1234-5678-9018",
        "１２３４　５６７８　９０１８",
        "１２３４－５６７８－９０１８",
        "1234 - 5678 - 9018",
        "1234\u200b56789018",
        "1-2-3-4-5-6-7-8-9-0-1-8",
        "1234ー5678ー9018",
    ],
)
def test_a_my_number_is_found_however_it_is_written(written):
    text = f"花子の番号は{written}です。"
    ((start, end),) = find_my_numbers(text)
    assert text[start:end] == written


@pytest.mark.parametrize(
    "text",
    [
        "",
        "受付番号 1234-56789-01234",
        "1234567890180",
        "0123456789018",
        "電話は090-1234-5678",
        "1234、5678、9018",
        "210987654321",
    ],
)
def test_other_numbers_are_left_alone(text):
    assert find_my_numbers(text) == ()


def test_days_for_the_survey_are_not_taken_for_a_my_number():
    # Both have twelve digits that pass the check.
    days = [
        f"2026-{m:02}-{d:02} {hour:02}{minute:02}"
        for m in (11, 12)
        for d in range(1, 28)
        for hour in (9, 14)
        for minute in (0, 30)
    ]
    passing = [day for day in days if is_my_number("".join(c for c in day if c.isdigit()))]
    assert passing
    assert [day for day in passing if find_my_numbers(day)] == []


def test_a_my_number_after_another_group_of_digits_is_found():
    text = "0101 1234 5678 9018, 123456789018"
    assert [text[a:b] for a, b in find_my_numbers(text)] == ["1234 5678 9018", "123456789018"]


@st.composite
def written_my_numbers(draw):
    body = draw(st.text("0123456789", min_size=11, max_size=11))
    number = next(body + d for d in "0123456789" if is_my_number(body + d))
    gap = draw(st.sampled_from(["", " ", "-", "　", "－", "ー"]))
    size = draw(st.sampled_from([1, 3, 4, 6]))
    written = gap.join(number[i : i + size] for i in range(0, 12, size))
    return written.translate(WIDE) if draw(st.booleans()) else written


@given(st.text("あいうx。\n"), written_my_numbers(), st.text("えおy、\n"))
def test_every_my_number_is_found_at_its_place(before, written, after):
    assert find_my_numbers(before + written + after) == ((len(before), len(before) + len(written)),)


@given(st.text("0123456789 -あ０９"))
def test_spans_lie_in_the_text_in_order_and_hold_valid_numbers(text):
    last = 0
    for start, end in find_my_numbers(text):
        assert last <= start < end <= len(text)
        digits = "".join(
            c for c in text[start:end].translate({v: k for k, v in WIDE.items()}) if c in "0123456789"
        )
        assert is_my_number(digits)
        last = end
