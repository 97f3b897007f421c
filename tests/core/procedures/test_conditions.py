"""A condition as menus, as CEL and as a sentence: three ways of saying the same."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from todoke.catalogue import shipped
from todoke.core.errors import Refused
from todoke.core.procedures.condition_reading import read_condition
from todoke.core.procedures.conditions import OPERATORS, Clause, Condition, Join, Operator, sentence, to_cel
from todoke.core.procedures.expressions import CelType, compile_expression
from todoke.core.procedures.subjects import Shape, subjects_at
from todoke.core.procedures.yaml_tree import read_tree

TREE = read_tree("""
computed:
  - {computed: age, label: {ja: 満年齢, en: Age}, age: {of: born}}
steps:
  - step: one
    fields:
      - {field: head, type: yes_no, label: {ja: 世帯主ですか, en: Are you the head?}}
      - {field: house, type: choice, label: {ja: 家の種類, en: Type of home}, options: [{value: own, label: {ja: 持ち家, en: Own}}, {value: rent, label: {ja: 借家, en: Rented}}, {value: other, label: そのほか}]}
      - {field: parts, type: choices, label: {ja: 所, en: Parts}, options: [{value: roof, label: {ja: 屋根, en: Roof}}, {value: wall, label: {ja: 壁, en: Wall}}]}
      - {field: born, type: date, label: {ja: 生年月日, en: Date of birth}}
      - {field: depth, type: integer, label: {ja: 深さ, en: Depth}, unit: {ja: cm, en: cm}}
      - {field: word, type: text, label: {ja: ことば, en: Word}}
  - step: two
    fields:
      - field: dogs
        type: group
        label: {ja: 犬, en: Dogs}
        fields:
          - {field: kind, type: text, label: {ja: 種類, en: Kind}}
          - {field: chip, type: yes_no, label: {ja: チップ, en: Chip}}
          - {field: number, type: text, label: {ja: 番号, en: Number}}
      - {field: last, type: text, label: 終わり}
""").value  # noqa: E501
SUBJECTS = subjects_at(TREE, ())

SAID: dict[str, tuple[str, str, str]] = {
    "yes": ("head", "「世帯主ですか」が「はい」のとき", "when “Are you the head?” is “Yes”"),
    "no": ("!head", "「世帯主ですか」が「いいえ」のとき", "when “Are you the head?” is “No”"),
    "one answer": ("house == 'own'", "「家の種類」が「持ち家」のとき", "when “Type of home” is “Own”"),
    "not one answer": (
        "house != 'own'",
        "「家の種類」が「持ち家」以外のとき",
        "when “Type of home” is not “Own”",
    ),
    "one of several": (
        "house in ['own', 'rent']",
        "「家の種類」が「持ち家」か「借家」のとき",
        "when “Type of home” is “Own” or “Rented”",
    ),
    "none of several": (
        "!(house in ['own', 'rent'])",
        "「家の種類」が「持ち家」か「借家」のどれでもないとき",
        "when “Type of home” is none of “Own” or “Rented”",
    ),
    "ticked": ("'roof' in parts", "「所」で「屋根」を選んだとき", "when “Roof” is ticked in “Parts”"),
    "not ticked": (
        "!('roof' in parts)",
        "「所」で「屋根」を選んでいないとき",
        "when “Roof” is not ticked in “Parts”",
    ),
    "at least": ("depth >= 45", "「深さ」が45cm以上のとき", "when “Depth” is 45 cm or more"),
    "fewer rows": ("size(dogs) < 2", "「犬」が2件より少ないとき", "when “Dogs” is less than 2"),
    "before today": (
        "born < today",
        "「生年月日」が申請する日より前のとき",
        "when “Date of birth” is before the day of applying",
    ),
    "from a day on": (
        "born >= timestamp('2026-04-01T00:00:00Z')",
        "「生年月日」が2026年（令和8年）4月1日か、それより後のとき",
        "when “Date of birth” is 1 April 2026 or later",
    ),
    "a computed value": ("age >= 65", "「満年齢」が65以上のとき", "when “Age” is 65 or more"),
    "both": (
        "!head && house == 'own'",
        "「世帯主ですか」が「いいえ」、かつ、「家の種類」が「持ち家」のとき",
        "when “Are you the head?” is “No” and “Type of home” is “Own”",
    ),
    "either": (
        "head || 'wall' in parts",
        "「世帯主ですか」が「はい」、または、「所」で「壁」を選んだとき",
        "when “Are you the head?” is “Yes” or “Wall” is ticked in “Parts”",
    ),
    "words with an apostrophe": (
        r"word == 'dog\'s'",
        "「ことば」が「dog's」のとき",
        "when “Word” is “dog's”",
    ),
}


@pytest.mark.parametrize(("cel", "ja", "en"), SAID.values(), ids=SAID.keys())
def test_a_condition_reads_as_the_sentence_it_means_and_writes_back(cel: str, ja: str, en: str) -> None:
    condition = read_condition(cel, SUBJECTS)
    assert condition is not None
    assert sentence(condition, SUBJECTS, language="ja") == ja
    assert sentence(condition, SUBJECTS, language="en") == en
    assert to_cel(condition, SUBJECTS) == cel


OTHERWISE_WRITTEN = {
    "head == true": "head",
    "head != true": "!head",
    "!(head)": "!head",
    '(house == "own")': "house == 'own'",
    "(head) && (depth>3)": "head && depth > 3",
}


@pytest.mark.parametrize(("written", "ours"), OTHERWISE_WRITTEN.items())
def test_another_way_of_writing_means_the_same(written: str, ours: str) -> None:
    condition = read_condition(written, SUBJECTS)
    assert condition is not None
    assert to_cel(condition, SUBJECTS) == ours


BEYOND = [
    "",
    "head && (depth > 3 || depth < 1)",
    "head && depth > 3 || head",
    "depth + 1 > 3",
    "dogs.exists(d, d.kind == 'x')",
    "house == 'castle'",
    "house == word",
    "unknown == 'x'",
    "depth > 'three'",
    "house > 'own'",
    "head ? true : false",
    "born > timestamp('yesterday')",
    "born > timestamp('2026-04-01T09:00:00Z')",
    r"word == '\x41'",
    "word == 'open",
    "!!head",
    "(" * 400 + "head" + ")" * 400,
    "head && " * 200 + "head",
    "頭",
]


@pytest.mark.parametrize("cel", BEYOND, ids=lambda cel: cel[:30] or "empty")
def test_what_menus_cannot_say_is_left_to_the_expression_editor(cel: str) -> None:
    assert read_condition(cel, SUBJECTS) is None


REFUSED: dict[str, tuple[tuple[Clause, ...], str]] = {
    "nothing": ((), "studio.condition.empty"),
    "more lines than anybody reads": (
        (Clause(subject="head", operator=Operator.IS, values=("yes",)),) * 9,
        "studio.condition.clauses",
    ),
    "an unknown question": (
        (Clause(subject="x", operator=Operator.IS, values=("1",)),),
        "studio.condition.unknown",
    ),
    "no answer chosen": (
        (Clause(subject="house", operator=Operator.IS, values=("",)),),
        "studio.condition.no-value",
    ),
    "an answer that is not offered": (
        (Clause(subject="house", operator=Operator.IS, values=("castle",)),),
        "studio.condition.unfit",
    ),
    "a word for a number": (
        (Clause(subject="depth", operator=Operator.MORE, values=("many",)),),
        "studio.condition.unfit",
    ),
    "a day that does not exist": (
        (Clause(subject="born", operator=Operator.LESS, values=("2026-02-30",)),),
        "studio.condition.unfit",
    ),
    "more than yes or no": (
        (Clause(subject="head", operator=Operator.MORE, values=("yes",)),),
        "studio.condition.unfit",
    ),
}


@pytest.mark.parametrize(("clauses", "code"), REFUSED.values(), ids=REFUSED.keys())
def test_a_condition_that_means_nothing_is_refused(clauses: tuple[Clause, ...], code: str) -> None:
    with pytest.raises(Refused) as caught:
        to_cel(Condition(clauses=clauses), SUBJECTS)
    assert caught.value.refusals[0].code == code


KNOWN: dict[str, tuple[tuple[int | str, ...], list[str]]] = {
    "the first page knows nothing": (("steps", 0, "when"), ["age"]),
    "a question knows those before it": (("steps", 0, "fields", 1, "when"), ["head", "age"]),
    "a page knows all pages before it": (
        ("steps", 1, "when"),
        ["head", "house", "parts", "born", "depth", "word", "age"],
    ),
    "a check knows its own page": (
        ("steps", 0, "checks", 0, "rule"),
        ["head", "house", "parts", "born", "depth", "word", "age"],
    ),
    "a cell knows the cells before it in its row": (
        ("steps", 1, "fields", 0, "fields", 2, "when"),
        ["head", "house", "parts", "born", "depth", "word", "row.kind", "row.chip", "age"],
    ),
}


@pytest.mark.parametrize(("at", "names"), KNOWN.values(), ids=KNOWN.keys())
def test_only_what_is_asked_before_can_be_chosen(at: tuple[int | str, ...], names: list[str]) -> None:
    assert list(subjects_at(TREE, at)) == names


def test_a_half_written_definition_still_offers_what_it_has() -> None:
    tree: Any = {
        "steps": [None, {"fields": [3, {"field": "a"}, {"field": "b", "type": "text", "label": "い"}]}]
    }
    assert list(subjects_at(tree, ())) == ["b"]


CEL = {
    Shape.YES_NO: CelType.BOOLEAN,
    Shape.ONE: CelType.STRING,
    Shape.TEXT: CelType.STRING,
    Shape.SEVERAL: CelType.STRINGS,
    Shape.NUMBER: CelType.INTEGER,
    Shape.DATE: CelType.DATE,
    Shape.COUNT: CelType.RECORDS,
}


@st.composite
def clauses(draw: st.DrawFn) -> Clause:
    subject = draw(st.sampled_from(sorted(SUBJECTS.values(), key=lambda one: one.name)))
    operator = draw(st.sampled_from(OPERATORS[subject.shape]))
    value = {
        Shape.NUMBER: st.integers(-(10**12), 10**12).map(str),
        Shape.COUNT: st.integers(0, 99).map(str),
        Shape.DATE: st.dates().map(str) | st.just("today"),
        Shape.TEXT: st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=20),
    }.get(subject.shape, st.sampled_from(sorted(subject.options) or ["none"]))
    several = operator in {Operator.ONE_OF, Operator.NONE_OF}
    values = draw(st.lists(value, min_size=1, max_size=3 if several else 1, unique=True))
    return Clause(subject=subject.name, operator=operator, values=tuple(values))


@settings(max_examples=150, deadline=None)
@given(st.lists(clauses(), min_size=1, max_size=3), st.sampled_from(Join))
def test_whatever_menus_say_compiles_and_reads_back_the_same(found: list[Clause], join: Join) -> None:
    condition = Condition(clauses=tuple(found), join=join if len(found) > 1 else Join.ALL)
    source = to_cel(condition, SUBJECTS)
    assert read_condition(source, SUBJECTS) == condition
    types = {name: CEL[one.shape] for name, one in SUBJECTS.items()} | {"today": CelType.DATE}
    compile_expression(source, types, result=CelType.BOOLEAN)


def test_most_conditions_of_the_shipped_procedures_are_within_the_menus() -> None:
    found = [
        read_condition(source, subjects_at(tree, at)) is not None
        for text in shipped().values()
        for tree in [read_tree(text).value]
        for at, source in conditions_of(tree)
    ]
    assert sum(found) / len(found) > 0.75


def conditions_of(value: Any, at: tuple[int | str, ...] = ()) -> list[tuple[tuple[int | str, ...], str]]:
    below = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    conditions = {"when", "required_when", "rule"}
    here = [((*at, key), one) for key, one in below if key in conditions and at[:1] != ("examples",)]
    below = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return here + [found for key, one in below for found in conditions_of(one, (*at, key))]
