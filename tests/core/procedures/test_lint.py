"""Each finding of the lint: met once, and silent where there is nothing to say."""

from __future__ import annotations

from pathlib import Path

import pytest

from todoke.core.procedures.lint import Finding, Weight, lint
from todoke.core.procedures.load import load_definition

GOOD = Path(__file__).with_name("good_dog.yaml").read_text("utf-8")


def findings(text: str) -> list[Finding]:
    return list(lint(load_definition(text, file="dog.yaml")))


def test_a_good_definition_leaves_nothing_to_say() -> None:
    assert findings(GOOD) == []


FOUND = {
    "an unreachable page": (
        "kind == 'other'",
        "kind == 'cat'",
        "step.unreachable",
        "step two",
        Weight.BLOCKS,
    ),
    "a page behind its own stop": (
        "kind == 'other'",
        "'!agreed'",
        "step.unreachable",
        "step two",
        Weight.BLOCKS,
    ),
    "a page asked of all": (
        "kind == 'other'",
        "kind != 'cat'",
        "condition.always",
        "step two",
        Weight.ADVICE,
    ),
    "a page after a stop": ("kind == 'other'", "agreed", "condition.always", "step two", Weight.ADVICE),
    "a question nobody is asked": (
        "type: text, label",
        "type: text, when: size_kg > 99, label",
        "field.never-asked",
        "field which",
        Weight.BLOCKS,
    ),
    "a condition its page decided": (
        "type: text, label",
        "type: text, when: kind == 'other', label",
        "condition.always",
        "field which",
        Weight.ADVICE,
    ),
    "always required": ("size_kg > 30", "size_kg >= 0", "required.always-same", "field photo", Weight.ADVICE),
    "a check all pass": ("size_kg != 13", "size_kg < 100", "check.always-passes", "step two", Weight.ADVICE),
    "a check nobody passes": (
        "size_kg != 13",
        "size_kg > 99",
        "check.never-passes",
        "step two",
        Weight.BLOCKS,
    ),
    "everybody stopped": ('"!agreed"', '"agreed || !agreed"', "stop.always", "step one", Weight.BLOCKS),
    "nobody stopped": ('"!agreed"', '"agreed && !agreed"', "stop.never", "step one", Weight.ADVICE),
    "a value nobody sees": (
        "result: integer,",
        "result: integer, shown: false,",
        "computed.unused",
        "computed fee",
        Weight.ADVICE,
    ),
    "no section": ("section: 環境課\n", "", "section.open", "section", Weight.ADVICE),
    "no standard period": (
        "{value: 3,",
        "{value: null,",
        "standard-days.open",
        "standard_days",
        Weight.ADVICE,
    ),
    "no worksheet": (", worksheet: {money: low}", "", "assurance.no-worksheet", "assurance", Weight.ADVICE),
    "no article": ("某法 第1条", "某法", "law.no-article", "law", Weight.ADVICE),
    "something to verify": (
        "who: [self]",
        "who: [self]\nverify: [条番号を確認]",
        "verify.open",
        "verify",
        Weight.ADVICE,
    ),
    "a number announced and not asked": (
        "who: [self]",
        "who: [self]\nmy_number: sealed\nmy_number_law: 某法 第2条",
        "my-number.not-asked",
        "my_number",
        Weight.ADVICE,
    ),
    "a paper the office has": (
        "        label: {ja: 写真,",
        "        register: 住民基本台帳\n        label: {ja: 写真,",
        "attachment.in-register",
        "field photo",
        Weight.ADVICE,
    ),
    "no plain words": (", plain: どんな 犬", "", "text.no-plain", "field which", Weight.ADVICE),
    "no English": (
        "plain: しば, en: Shiba",
        "plain: しば",
        "text.no-english",
        "field kind, option shiba",
        Weight.ADVICE,
    ),
    "a hard kanji": ("plain: しゅるい", "plain: 罹災", "plain.hard-kanji", "field kind", Weight.ADVICE),
    "a long label": ("ja: 種類,", f"ja: {'犬' * 41},", "text.long-label", "field kind", Weight.ADVICE),
    "a long sentence": (
        "ja: 犬を登録します。",
        f"ja: {'犬' * 91}。",
        "text.long-sentence",
        "summary",
        Weight.ADVICE,
    ),
    "no complete example": ("    path: [one]\n", "", "examples.no-complete", "examples", Weight.ADVICE),
    "no refused example": (
        "  - name: ラン does not agree\n    answers: {agreed: false}\n    stopped: one\n",
        "",
        "examples.no-refused",
        "examples",
        Weight.ADVICE,
    ),
    "an example that fails": ("size_kg: 9", "size_kg: 100", "examples.fails", "example 花子", Weight.BLOCKS),
    "never refused": (
        "meaning: refused",
        "meaning: granted",
        "outcomes.never-refused",
        "outcomes",
        Weight.ADVICE,
    ),
}


@pytest.mark.parametrize(("old", "new", "code", "place", "weight"), FOUND.values(), ids=FOUND.keys())
def test_a_finding_names_its_place(old: str, new: str, code: str, place: str, weight: Weight) -> None:
    assert old in GOOD
    everything = findings(GOOD.replace(old, new, 1))
    found = [one for one in everything if one.code == code]
    assert found, [one.code for one in everything]
    assert found[0].place.startswith(place)
    assert found[0].weight is weight
    assert found[0].sentence
    assert found[0].reason


def test_a_question_asked_twice_is_found_unless_it_is_conditional() -> None:
    words = "label: {ja: 同意, plain: いいですか, en: Agree}"
    again = f"      - {{field: again, type: yes_no, required: false, {words}%s}}\n    stops:\n"
    twice = findings(GOOD.replace("    stops:\n", again % ""))
    assert [(one.code, one.place) for one in twice] == [("question.repeated", "field again")]
    assert findings(GOOD.replace("    stops:\n", again % ", when: agreed")) == []


def test_a_kanji_with_its_reading_is_explained() -> None:
    for plain in ("罹災（りさい）", "家の 証明書（罹災証明書）"):
        assert findings(GOOD.replace("plain: しゅるい", f"plain: {plain}")) == []


def test_a_stricter_grade_finds_more() -> None:
    definition = load_definition(GOOD, file="dog.yaml")
    assert {one.code for one in lint(definition, grade=1)} == {"plain.hard-kanji"}


def test_what_cannot_be_tried_is_not_judged() -> None:
    assert findings(GOOD.replace("type: text, label", "type: text, when: today > today, label")) == []


def test_conditions_in_rows_are_tried_too() -> None:
    rows = """      - field: dogs
        type: group
        label: {ja: 犬たち, plain: 犬たち, en: Dogs}
        required: false
        fields:
          - {field: old, type: yes_no, label: {ja: 高齢か, plain: 年を とった, en: Old}}
          - {field: note, type: text, when: row.old && !row.old, label: {ja: 備考, plain: メモ, en: Note}}
    stops:
"""
    found = findings(GOOD.replace("    stops:\n", rows))
    assert [(one.code, one.place) for one in found] == [("field.never-asked", "field dogs.note")]
