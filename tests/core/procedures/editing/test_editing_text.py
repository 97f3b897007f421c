"""A change of a procedure touches the lines it names and no other byte."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from todoke.catalogue import shipped
from todoke.core.errors import Refused
from todoke.core.procedures.editing import assign, copy, drop, insert, move, put
from todoke.core.procedures.yaml_tree import read_tree

TEXT = """\
# 犬の登録
procedure: dog   # 変えない
title: {ja: 犬の登録, en: "Dog: registration"}  # 題
steps:

  # はじめのページ
  - step: dog
    title: {ja: 犬}
    fields:
      - field: name
        type: text
        label: {ja: 名前, en: Name}
      # 色は任意
      - {field: colour, type: text, label: 色}

  - step: owner
    title:
      ja: |
        飼い主
      en: Owner
    fields:
      - {field: tags, type: choices, label: 札, options: [{value: a, label: あ}, {value: b, label: い}]}
outcomes: {登録: granted}
"""
NAME = ("steps", 0, "fields", 0)


def changed(before: str, after: str) -> list[str]:
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm="")
    return [line for line in lines if line[:2] not in {"--", "++", "@@"}]


CHANGES: dict[str, tuple[Callable[[str], str], list[str]]] = {
    "a word in braces": (
        lambda t: put(t, ("title", "en"), "Register a dog"),
        [
            '-title: {ja: 犬の登録, en: "Dog: registration"}  # 題',
            "+title: {ja: 犬の登録, en: Register a dog}  # 題",
        ],
    ),
    "a language nobody wrote yet": (
        lambda t: put(t, (*NAME, "label", "plain"), "いぬの 名前"),
        [
            "-        label: {ja: 名前, en: Name}",
            "+        label: {ja: 名前, plain: いぬの 名前, en: Name}",
        ],
    ),
    "a text written as one word becomes several": (
        lambda t: put(t, ("steps", 0, "fields", 1, "label"), {"ja": "色", "en": "Colour"}),
        [
            "-      - {field: colour, type: text, label: 色}",
            "+      - {field: colour, type: text, label: {ja: 色, en: Colour}}",
        ],
    ),
    "a text over several lines": (
        lambda t: put(t, ("steps", 1, "title", "ja"), "飼い主のこと"),
        ["-      ja: |", "-        飼い主", "+      ja: 飼い主のこと"],
    ),
    "a key that was missing": (
        lambda t: put(t, (*NAME, "hint"), {"ja": "ポチ"}),
        ["+        hint: {ja: ポチ}"],
    ),
    "a key whose list was missing": (
        lambda t: insert(t, ("steps", 0, "checks", 0), {"rule": "name != ''", "at": "name"}),
        ["+    checks:", "+      - {rule: \"name != ''\", at: name}"],
    ),
    "a key taken out": (
        lambda t: drop(t, (*NAME, "label", "en")),
        ["-        label: {ja: 名前, en: Name}", "+        label: {ja: 名前}"],
    ),
    "a field with its comment": (
        lambda t: drop(t, ("steps", 0, "fields", 1)),
        ["-      # 色は任意", "-      - {field: colour, type: text, label: 色}"],
    ),
    "the first key behind a dash": (
        lambda t: drop(t, (*NAME, "field")),
        ["-      - field: name", "-        type: text", "+      - type: text"],
    ),
    "a field put first": (
        lambda t: insert(t, NAME, {"field": "kind", "type": "text", "label": {"ja": "種類"}}),
        ["+      - field: kind", "+        type: text", "+        label: {ja: 種類}"],
    ),
    "an option put last": (
        lambda t: insert(t, ("steps", 1, "fields", 0, "options", 2), {"value": "c", "label": "う"}),
        [
            "-      - {field: tags, type: choices, label: 札,"
            " options: [{value: a, label: あ}, {value: b, label: い}]}",
            "+      - {field: tags, type: choices, label: 札,"
            " options: [{value: a, label: あ}, {value: b, label: い}, {value: c, label: う}]}",
        ],
    ),
    "a field moved down, past its neighbour and its comment": (
        lambda t: move(t, NAME, ("steps", 0, "fields", 1)),
        [
            "+      # 色は任意",
            "+      - {field: colour, type: text, label: 色}",
            "-      # 色は任意",
            "-      - {field: colour, type: text, label: 色}",
        ],
    ),
    "a word that another reader takes for a truth": (
        lambda t: put(t, ("title", "ja"), "no"),
        [
            '-title: {ja: 犬の登録, en: "Dog: registration"}  # 題',
            '+title: {ja: "no", en: "Dog: registration"}  # 題',
        ],
    ),
}


@pytest.mark.parametrize(("change", "lines"), CHANGES.values(), ids=CHANGES.keys())
def test_a_change_touches_its_own_lines_only(change: Callable[[str], str], lines: list[str]) -> None:
    assert changed(TEXT, change(TEXT)) == lines


def test_a_step_moves_with_its_comment_and_the_blank_lines_stay() -> None:
    moved = move(TEXT, ("steps", 1), ("steps", 0))
    assert moved.index("step: owner") < moved.index("# はじめのページ") < moved.index("step: dog")
    assert moved.count("\n\n") == TEXT.count("\n\n")
    assert move(moved, ("steps", 1), ("steps", 0)) == TEXT


def test_a_field_goes_to_another_step() -> None:
    there = move(TEXT, ("steps", 0, "fields", 0), ("steps", 1, "fields", 0))
    steps = read_tree(there).value["steps"]
    assert [one["field"] for step in steps for one in step["fields"]] == ["colour", "name", "tags"]


def test_a_copied_field_stands_right_behind_in_the_same_words() -> None:
    assert changed(TEXT, copy(TEXT, NAME)) == [
        "+      - field: name",
        "+        type: text",
        "+        label: {ja: 名前, en: Name}",
    ]


def test_assigning_what_is_there_changes_no_byte() -> None:
    assert assign(TEXT, (), read_tree(TEXT).value) == TEXT


def test_assigning_a_whole_field_changes_only_what_differs() -> None:
    field = read_tree(TEXT).value["steps"][0]["fields"][0]
    new = {**field, "required": False, "label": {**field["label"], "ja": "犬の名前"}}
    assert changed(TEXT, assign(TEXT, NAME, new)) == [
        "-        label: {ja: 名前, en: Name}",
        "+        label: {ja: 犬の名前, en: Name}",
        "+        required: false",
    ]


def test_what_is_left_empty_goes_too() -> None:
    text = insert(TEXT, ("steps", 0, "checks", 0), {"rule": "name != ''"})
    assert drop(text, ("steps", 0, "checks", 0)) == TEXT


def test_windows_line_ends_stay() -> None:
    text = TEXT.replace("\n", "\r\n")
    new = insert(text, NAME, {"field": "kind", "type": "text", "label": {"ja": "種類"}})
    assert new.count("\n") == new.count("\r\n")


def test_a_file_without_a_last_line_break_takes_one_more_item() -> None:
    assert insert("a:\n  - x", ("a", 1), "b") == "a:\n  - x\n  - b"


def test_an_empty_text_takes_its_first_key() -> None:
    assert put("", ("procedure",), "dog") == "procedure: dog\n"


REFUSED: dict[str, tuple[Callable[[], str], str]] = {
    "nothing at this place": (lambda: drop(TEXT, ("steps", 7)), "studio.edit.no-place"),
    "a list item far away": (lambda: put(TEXT, ("steps", 7, "step"), "x"), "studio.edit.no-place"),
    "into something that is no list": (lambda: insert(TEXT, ("title", 0), "x"), "studio.edit.no-place"),
    "a step into itself": (
        lambda: move(TEXT, ("steps", 0), ("steps", 0, "fields", 0)),
        "studio.edit.no-place",
    ),
    "broken YAML": (lambda: put("a: [", ("a",), 1), "studio.edit.unreadable"),
    "an alias bomb": (
        lambda: put("a: &a [x]\nb: [*a, *a]\n", ("b",), 1),
        "studio.edit.unreadable",
    ),
    "more than we take": (lambda: put(TEXT, ("summary",), "あ" * 80_000), "studio.edit.too-large"),
    "far too much": (lambda: put("# " + "あ" * 300_000, ("a",), 1), "studio.edit.unreadable"),
    "nesting without end": (lambda: put("a: " + "[" * 500, ("a",), 1), "studio.edit.unreadable"),
}


@pytest.mark.parametrize(("change", "code"), REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_done_is_refused_with_its_place(change: Callable[[], str], code: str) -> None:
    with pytest.raises(Refused) as caught:
        change()
    assert caught.value.refusals[0].code == code
    assert caught.value.refusals[0].in_english()


HOSTILE = [
    "</script><b>",
    "a: b # c",
    "- x",
    "{",
    "&a *a !!python/object",
    "\u2028\ufeff",
    "'",
    '"',
]


@pytest.mark.parametrize("word", ["\x85", "\x00", "\x07", "\u202e", "\ue000"], ids=ascii)
def test_a_character_nobody_sees_is_refused_by_its_name(word: str) -> None:
    for change in (
        lambda: put(TEXT, ("title", "ja"), f"犬{word}"),
        lambda: put(TEXT, ("law",), [f"犬{word}"]),
    ):
        with pytest.raises(Refused) as caught:
            change()
        assert caught.value.refusals[0].params["code"] == f"U+{ord(word):04X}"


@pytest.mark.parametrize("word", HOSTILE)
def test_a_hostile_word_stays_a_word(word: str) -> None:
    for at in (("title", "ja"), (*NAME, "label"), (*NAME, "why")):
        assert value_at(put(TEXT, at, word), at) == word


def value_at(text: str, at: tuple[int | str, ...]) -> Any:
    value = read_tree(text).value
    for part in at:
        value = value[part]
    return value


PLACES = st.data()


@settings(max_examples=20, deadline=None)
@given(name=st.sampled_from(sorted(shipped())), data=PLACES)
def test_every_place_of_every_shipped_procedure_takes_a_word(name: str, data: st.DataObject) -> None:
    text = shipped()[name]
    places = [at for at in all_places(read_tree(text).value) if at]
    at = data.draw(st.sampled_from(places))
    word = data.draw(
        st.text(st.characters(exclude_categories=("Cs", "Co", "Cc", "Cf", "Zl", "Zp")), max_size=30)
    )
    new = put(text, at, word)
    assert value_at(new, at) == word
    kept = [line for line in text.splitlines() if line.lstrip().startswith("#")]
    if not isinstance(value_at(text, at), dict | list):
        assert [line for line in new.splitlines() if line.lstrip().startswith("#")] == kept


def all_places(value: Any, at: tuple[int | str, ...] = ()) -> list[tuple[int | str, ...]]:
    below = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [at, *(found for key, one in below for found in all_places(one, (*at, key)))]
