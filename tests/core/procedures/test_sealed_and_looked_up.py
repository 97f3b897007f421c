"""My Numbers sealed before a page is read, and names of municipalities turned into their codes."""

from __future__ import annotations

import base64
from datetime import date

import pytest

from todoke.core.lexicon.municipality import PublicBody
from todoke.core.procedures.answers import AnswerContext, check_all, read_step, walk
from todoke.core.procedures.definition import Definition
from todoke.core.procedures.fields import FormInput
from todoke.core.procedures.load import load_definition
from todoke.core.procedures.reading import read_fields

CLAIM = """procedure: claim
title: 手当の請求
summary: 試すための手続き
law: [某法 第1条]
act: 請求
who: [self]
my_number: sealed
my_number_law: 某法 第2条
assurance: {identity: 0, authentication: 0, reason: 試すため}
standard_days: {value: null, source: 市が定める}
outcomes: {認定: granted, 却下: refused}
steps:
  - step: person
    title: 請求する人
    fields:
      - {field: name, type: text, label: 氏名}
      - {field: number, type: my_number, label: 個人番号}
      - {field: from_where, type: municipality, label: 前の市区町村, required: false}
      - field: children
        type: group
        label: 児童
        required: false
        fields:
          - {field: name, type: text, label: 氏名}
          - {field: number, type: my_number, label: 個人番号, required: false}
          - {field: born_in, type: municipality, label: 生まれた市区町村, required: false}
  - step: more
    title: ほか
    when: number
    fields:
      - {field: note, type: text, label: 備考, required: false}
"""
NUMBER = "123456789018"
BODIES = (PublicBody(code="131016", name="東京都千代田区"), PublicBody(code="131041", name="東京都新宿区"))


class _Bodies:
    def named(self, text: str) -> tuple[PublicBody, ...]:
        return tuple(body for body in BODIES if text in body.name)

    def by_code(self, code: str) -> PublicBody | None:
        return next((body for body in BODIES if body.code == code), None)


def sealed(number: str) -> str:
    return base64.b64encode(f"sealed:{number[::-1]}:{'0' * 20}".encode()).decode()


@pytest.fixture(scope="module")
def claim() -> Definition:
    return load_definition(CLAIM, file="claim.yaml")


@pytest.fixture
def sealing() -> AnswerContext:
    return AnswerContext(today=date(2026, 11, 23), seal=sealed, municipalities=_Bodies())


def form(**inputs: str) -> FormInput:
    return {name.replace("__", "."): [text] for name, text in inputs.items()}


def test_a_number_is_sealed_before_the_page_is_read(claim: Definition, sealing: AnswerContext) -> None:
    typed = form(name="花子", number="１２３４-5678-9018")
    result = read_step(claim, "person", form=typed, answers={}, context=sealing)
    assert result.problems == {}
    assert result.answers == {"name": "花子", "number": {"sealed": sealed(NUMBER)}}
    assert result.raw["number"] == [""]
    assert result.raw["number.sealed"] == [sealed(NUMBER)]


def test_no_error_of_the_page_loses_or_shows_a_number(claim: Definition, sealing: AnswerContext) -> None:
    typed = form(name="", number=NUMBER, children__0__name="", children__0__number=NUMBER)
    typed = {**typed, "children.0.born_in": ["どこか"]}
    result = read_step(claim, "person", form=typed, answers={}, context=sealing)
    assert {"name", "children.0.born_in"} <= set(result.problems)
    assert NUMBER not in str(result)
    assert NUMBER not in str(result.raw)
    assert result.raw["children.0.number.sealed"] == [sealed(NUMBER)]
    again = read_step(claim, "person", form=result.raw, answers=result.answers, context=sealing)
    assert again.answers["number"] == {"sealed": sealed(NUMBER)}


def test_a_number_can_be_replaced(claim: Definition, sealing: AnswerContext) -> None:
    typed = {**form(name="花子", number="210987654321"), "number.sealed": [sealed(NUMBER)]}
    wrong = read_step(claim, "person", form=typed, answers={}, context=sealing)
    assert wrong.problems["number"].code == "field.my-number.unreadable"
    typed = {**form(name="花子", number=NUMBER), "number.sealed": ["A" * 40]}
    right = read_step(claim, "person", form=typed, answers={}, context=sealing)
    assert right.answers["number"] == {"sealed": sealed(NUMBER)}


def test_without_a_seal_no_number_is_taken(claim: Definition) -> None:
    context = AnswerContext(today=date(2026, 11, 23))
    result = read_step(claim, "person", form=form(name="花子", number=NUMBER), answers={}, context=context)
    assert result.problems["number"].code == "field.my-number.no-seal"
    assert "number" not in result.answers


def test_expressions_and_pages_see_only_that_it_is_there(claim: Definition, sealing: AnswerContext) -> None:
    answers = {"name": "花子", "number": {"sealed": sealed(NUMBER)}}
    path = walk(claim, answers, sealing)
    assert [one.step.id for one in path.steps] == ["person", "more"]
    assert path.values["number"] is True
    assert claim.field("number").show(answers["number"], "ja") == "入力済み（表示しません）"


def test_a_number_in_clear_is_never_an_answer(claim: Definition, sealing: AnswerContext) -> None:
    for clear in (NUMBER, {"clear": NUMBER}, {"sealed": NUMBER}):
        problems = check_all(claim, {"name": "花子", "number": clear}, sealing)
        assert problems["number"].code == "field.unreadable"


def test_a_number_elsewhere_is_refused_although_one_is_asked(
    claim: Definition, sealing: AnswerContext
) -> None:
    answers = {"name": f"花子 {NUMBER}", "number": {"sealed": sealed(NUMBER)}}
    assert check_all(claim, answers, sealing)["name"].code == "answers.my-number"


NAMES = {
    "a name": ("千代田区", "131016", None),
    "a name with its prefecture": ("東京都新宿区", "131041", None),
    "a code": ("131016", "131016", None),
    "several": ("東京都", None, "field.municipality.several"),
    "nowhere": ("霧原市", None, "field.municipality.unknown"),
    "a wrong check digit": ("131017", None, "field.municipality.unknown"),
}


@pytest.mark.parametrize(("typed", "code", "problem"), NAMES.values(), ids=NAMES.keys())
def test_a_municipality_is_found_by_name_or_code(
    typed: str, code: str | None, problem: str | None, claim: Definition, sealing: AnswerContext
) -> None:
    inputs = {**form(name="花子", number=NUMBER, from_where=typed), "children.0.born_in": [typed]}
    inputs["children.0.name"] = ["次郎"]
    result = read_step(claim, "person", form=inputs, answers={}, context=sealing)
    assert result.answers.get("from_where") == code
    found = {name: refusal.code for name, refusal in result.problems.items()}
    assert found == ({} if problem is None else {"from_where": problem, "children.0.born_in": problem})


def test_a_municipality_is_shown_by_its_name(claim: Definition, sealing: AnswerContext) -> None:
    field = claim.field("from_where")
    assert field.show_in("131016", "ja", sealing) == "東京都千代田区"
    assert field.show_in("011002", "ja", sealing) == "011002"
    rows = [{"name": "次郎", "born_in": "131041"}]
    assert claim.field("children").show_in(rows, "ja", sealing) == "次郎 / 東京都新宿区"


def test_a_correction_seals_and_looks_up_too(claim: Definition, sealing: AnswerContext) -> None:
    fields = [claim.field("number"), claim.field("from_where"), claim.field("name")]
    typed = form(number=NUMBER, from_where="千代田区", name="")
    read = read_fields(fields, form=typed, context=sealing)
    assert read.answers == {"number": {"sealed": sealed(NUMBER)}, "from_where": "131016", "name": None}
    assert read.problems == {}
    assert NUMBER not in str(read.raw)
    wrong = read_fields(fields, form=form(from_where="どこか"), context=sealing)
    assert wrong.problems["from_where"].code == "field.municipality.unknown"


def test_a_number_box_full_of_text_is_refused_not_a_crash(claim: Definition, sealing: AnswerContext) -> None:
    """What is too long to be looked at is still one sentence at its box."""
    typed = form(name="鈴木", number="9" * 20_001, children__0__number="9" * 20_001)
    result = read_step(claim, "person", form=typed, answers={}, context=sealing)
    assert result.problems["number"].code == "field.too-long"
    assert result.problems["children.0.number"].code == "field.too-long"
