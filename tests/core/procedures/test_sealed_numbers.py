"""Sealed numbers are found wherever they lie in the answers, and forgotten one by one."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from todoke.catalogue import shipped
from todoke.core.procedures.fields.my_number import MyNumberField
from todoke.core.procedures.load import load_definition
from todoke.core.procedures.sealed_numbers import forget, forget_all, numbers_in, place_words, sealed_in

AT = datetime(2026, 11, 23, 3, tzinfo=UTC)
GONE = {"deleted_at": "2026-11-23T03:00:00+00:00"}
ONE, TWO = {"sealed": "b25lIG51bWJlciBzZWFsZWQ="}, {"sealed": "YW5vdGhlciBudW1iZXIgc2VhbGVk"}
ANSWERS = {
    "name": "山田 花子",
    "number": ONE,
    "children": [{"name": "一"}, {"name": "二", "number": TWO, "more": [{"number": ONE}]}],
    "old": GONE,
}


def test_numbers_are_found_by_their_shape_in_rows_and_in_rows_of_rows():
    assert numbers_in(ANSWERS) == {
        "number": ONE, "children.1.number": TWO, "children.1.more.0.number": ONE, "old": GONE
    }  # fmt: skip
    assert sealed_in(ANSWERS) == [ONE["sealed"], TWO["sealed"], ONE["sealed"]]


def test_numbers_come_in_the_order_of_the_form_whatever_order_the_answers_have():
    claim = load_definition(shipped()["child_allowance_claim"], file="claim")
    answers = {
        "stray": ONE, "children": [{"name": "一"}, {"child_my_number": ONE}, {"child_my_number": ONE}],
        "spouse_my_number": ONE, "claimant_my_number": ONE,
    }  # fmt: skip
    assert list(numbers_in(answers, claim)) == [
        "claimant_my_number", "spouse_my_number", "children.1.child_my_number", "children.2.child_my_number",
        "stray",
    ]  # fmt: skip


def test_what_only_looks_like_a_number_is_none():
    for value in ("sealed", {"sealed": 1}, {"sealed": "x", "name": "y"}, ["sealed"], None, 12, {}):
        assert numbers_in({"answer": value}) == {}


def test_forgetting_one_number_leaves_every_other_answer_and_the_old_answers_as_they_are():
    left = forget(ANSWERS, ["children.1.number"], at=AT)
    assert left["children"][1]["number"] == GONE
    assert left["number"] == ONE and left["children"][1]["more"] == [{"number": ONE}]
    assert left["old"] == GONE and left["name"] == "山田 花子"
    assert ANSWERS["children"][1]["number"] == TWO


def test_forgetting_a_place_that_holds_no_number_changes_nothing():
    assert forget(ANSWERS, ["name", "children.7.number", "old", "nothing"], at=AT) == ANSWERS


def test_forgetting_all_leaves_none():
    assert sealed_in(forget_all(ANSWERS, at=AT)) == []
    assert forget_all([ONE], at=AT) == [GONE] and forget_all(ONE, at=AT) == GONE


def test_a_place_is_named_by_its_questions():
    claim = load_definition(shipped()["child_allowance_claim"], file="claim")
    assert place_words(claim, "claimant_my_number", language="ja") == "請求者の個人番号"
    row = "children.1.child_my_number"
    assert place_words(claim, row, language="ja") == "児童2・児童の個人番号（別居の場合）"
    assert place_words(claim, row, language="en").startswith("child 2・")
    for unknown in ("nothing", "children.x.name", "children.0", "children.0.nothing", "occupation.0.x"):
        assert place_words(claim, unknown, language="ja") == unknown
    assert place_words(None, row, language="ja") == row


def test_a_deleted_number_is_an_answer_and_says_so():
    text = (Path(__file__).parent / "every_type.yaml").read_text()
    number = load_definition(text, file="every_type").field("a_number")
    assert isinstance(number, MyNumberField)
    assert number.has_shape(GONE) and number.show(GONE, "ja") == "削除済み"
    assert not number.has_shape({"deleted_at": 5}) and not number.has_shape({**GONE, **ONE})
    assert number.inputs(GONE, "a_number") == {"a_number": [""]}
    assert number.cel_value(GONE) is True
