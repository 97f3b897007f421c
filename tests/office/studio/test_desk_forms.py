"""Forms of the studio: what they show of a procedure they write back, byte for byte."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from todoke.catalogue import shipped
from todoke.core.errors import Refused
from todoke.core.procedures.fields import field_types
from todoke.core.procedures.load import load_definition
from todoke.core.procedures.yaml_tree import read_tree
from todoke.office.studio.desk import forms, structure
from todoke.office.studio.desk.beginnings import EMPTY
from todoke.office.studio.desk.entries import found
from todoke.office.studio.desk.kinds import KINDS, new_field
from todoke.office.studio.desk.mistakes import SENTENCES, mistake_of
from todoke.office.studio.desk.notes import look
from todoke.office.studio.desk.outline import outline
from todoke.office.studio.desk.rows import press, rows_of
from todoke.office.studio.desk.sheets import ROOT_SHEETS, sheet_at


def keys_of(tree: Any) -> Iterator[str]:
    waiting = [line for part in outline(tree, {}).values() for line in part]
    while waiting:
        line = waiting.pop()
        yield line.key
        waiting += line.below


@pytest.mark.parametrize("name", sorted(shipped()))
def test_a_form_sent_back_as_shown_means_the_same_thing(name: str) -> None:
    tree = read_tree(shipped()[name]).value
    for key in keys_of(tree):
        sheet = sheet_at(tree, key)
        assert sheet is not None, key
        filled = forms.read(tree, sheet, raw=forms.shown(tree, sheet))
        assert not filled.problems, key
        assert filled.thing == found(tree, sheet.at), key


def test_every_type_of_question_has_words_and_a_form() -> None:
    assert set(KINDS) == set(field_types())


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"my_number"}))
def test_a_new_question_of_any_type_can_be_drawn_at_once(kind: str) -> None:
    text = structure.restructure(EMPTY, f"add:field:{kind}", key="steps.0").text
    assert load_definition(text, file="new").field(kind).type == kind


def test_an_empty_procedure_loads() -> None:
    assert load_definition(EMPTY, file="empty").title.ja == "新しい手続"


def test_a_new_page_check_stop_and_value_load_at_once() -> None:
    text = EMPTY
    for action in ("add:step", "add:check", "add:stop", "add:computed"):
        text = structure.restructure(text, action, key="steps.0").text
    definition = load_definition(text, file="new")
    assert len(definition.steps) == 2
    assert definition.steps[0].checks
    assert definition.steps[0].stops
    assert definition.computed


REFUSED = {
    "the only page": ("remove", "steps.0"),
    "above the first": ("up", "steps.0"),
    "below the last": ("down", "steps.0.fields.2"),
    "a sheet": ("remove", "about"),
    "nothing there": ("copy", "steps.7"),
    "a question onto a sheet": ("to:about:steps.0.fields.0", "about"),
    "a page onto a question": ("to:steps.0.fields.0:steps.0", "about"),
    "a check without a page": ("add:check", "about"),
    "a question without a page": ("add:field:text", "about"),
    "a type nobody knows": ("add:field:telepathy", "steps.0"),
    "an action nobody knows": ("explode", "steps.0"),
}


@pytest.mark.parametrize(("action", "key"), REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_move_stays_with_a_sentence(action: str, key: str) -> None:
    with pytest.raises(Refused) as caught:
        structure.restructure(EMPTY, action, key=key)
    assert caught.value.refusals[0].code.startswith("studio.")


def test_the_only_question_of_a_page_stays() -> None:
    text = structure.restructure(EMPTY, "add:step", key="steps.0").text
    for action, key in (("remove", "steps.1.fields.0"), ("up", "steps.1.fields.0")):
        with pytest.raises(Refused) as caught:
            structure.restructure(text, action, key=key)
        assert caught.value.refusals[0].code == "studio.structure.last"


def test_a_copied_page_brings_new_ids_for_all_its_questions() -> None:
    text = structure.restructure(EMPTY, "copy", key="steps.0").text
    definition = load_definition(text, file="new")
    assert [step.id for step in definition.steps] == ["applicant", "applicant_2"]
    assert len(definition.fields) == 6


def test_small_buttons_move_whole_rows() -> None:
    raw = {"o.0.value": ["a"], "o.0.ja": ["あ"], "o.1.ja": ["い"], "o.2.ja": ["う"], "x": ["1"]}
    up = press(raw, "up:o.2", empty={})
    assert [row.get("ja") for row in rows_of(up, "o")] == [["あ"], ["う"], ["い"]]
    assert press(raw, "remove:o.0", empty={})["o.0.ja"] == ["い"]
    assert len(rows_of(press(raw, "add:o", empty={"": [""]}), "o")) == 4
    assert press(raw, "up:o.99", empty={}) == raw


WRONG: dict[str, tuple[str, str, str]] = {
    "in a question": ("        with_kana: true\n", "        with_kana: 7\n", "steps.0.fields.0"),
    "in a page": ("  - step: applicant\n", "  - step: applicant\n    when: nobody\n", "steps.0"),
    "a key nobody knows": ("act: 申請\n", "act: 申請\nactt: x\n", "yaml"),
    "the same id twice": ("field: applicant_phone", "field: applicant_name", "steps.0.fields.0"),
}


@pytest.mark.parametrize(("old", "new", "key"), WRONG.values(), ids=WRONG.keys())
def test_a_mistake_stands_beside_its_thing(old: str, new: str, key: str) -> None:
    assert old in EMPTY
    notes = look(EMPTY.replace(old, new, 1)).notes
    assert notes
    assert notes[0].key == key
    assert notes[0].stops


def test_advice_stands_beside_the_question_it_is_about() -> None:
    text = structure.restructure(EMPTY, "add:field:text", key="steps.0").text
    looked = look(text)
    assert {note.what.code for note in looked.beside("steps.0.fields.3")} >= {
        "text.no-english",
        "text.no-plain",
    }
    assert all(note.why for note in looked.notes)


EXPRESSIONS = {
    "1:7: undeclared reference to 'cat' (in container '')": "studio.expression.unknown",
    "1:3: found no matching overload for '_==_' applied to '(bool, string)'": "studio.expression.types",
    "1:6: Syntax error: mismatched input": "studio.expression.syntax",
    "int": "studio.expression.other",
}


@pytest.mark.parametrize(("arrived", "code"), EXPRESSIONS.items())
def test_an_expression_goes_wrong_at_a_place(arrived: str, code: str) -> None:
    assert mistake_of("an expression that compiles", arrived).code == code


def test_every_sentence_about_a_mistake_takes_its_values() -> None:
    for requirement in SENTENCES:
        assert "%(" not in mistake_of(requirement, "x").in_english()


def test_every_sheet_is_in_the_list() -> None:
    assert [line.key for line in outline({}, {})["sheets"]] == list(ROOT_SHEETS)


def test_new_fields_share_nothing() -> None:
    first = new_field("choice", "a")
    first["options"].append("x")
    assert len(new_field("choice", "b")["options"]) == 2
