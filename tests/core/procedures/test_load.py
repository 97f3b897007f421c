from __future__ import annotations

import pytest

from todoke.core.procedures.load import DefinitionErrors, load_definition
from todoke.core.procedures.yaml_tree import YamlFault, read_tree

SMALL = """procedure: small
title: {ja: 小さな申請, en: Small}
summary: 試すための手続き
law: [某法 第1条]
act: 申請
who: [self]
assurance: {identity: 0, authentication: 0, reason: 試すため}
standard_days: {value: null, source: 市が定める}
outcomes: {交付: granted, 不交付: refused}
steps:
  - step: one
    title: はじめに
    fields:
      - {field: moved, type: yes_no, label: 引っ越しましたか}
      - {field: town, type: text, label: どこへ, when: moved}
"""


def errors(text: str) -> list[str]:
    with pytest.raises(DefinitionErrors) as caught:
        load_definition(text, file="small.yaml")
    return [str(error) for error in caught.value.errors]


def test_a_small_definition_loads() -> None:
    definition = load_definition(SMALL, file="small.yaml")
    assert [field.id for field in definition.fields] == ["moved", "town"]
    assert definition.outcomes["交付"].label.ja == "交付"
    assert definition.title.say("ja-x-plain") == "小さな申請"


WRONG = {
    "unknown type": ("type: text", "type: txet", "small.yaml:15, step one, field town — one of the types"),
    "unknown key": ("type: text,", "type: text, lenght: 3,", "only keys that mean something here; “lenght”"),
    "no label": (", label: どこへ", "", "small.yaml:15, step one, field town — the key “label”"),
    "wrong bound": ("type: text,", "type: text, max: many,", "field town — max: "),
    "name nobody asked": (
        "when: moved",
        "when: income > 3",
        "small.yaml:15, step one, field town — an expression",
    ),
    "looks ahead": (
        "label: 引っ越しましたか",
        "label: 引っ越しましたか, when: town == ''",
        "asked before it",
    ),
    "not boolean": ("when: moved", "when: \"'yes'\"", "an expression that gives bool"),
    "id twice": ("field: town", "field: moved", "an id used once in the definition — moved"),
    "reserved id": ("field: town", "field: today", "an id that expressions do not reserve — today"),
    "bad id": ("field: town", "field: Town", "field: String should match"),
    "unknown act": ("act: 申請", "act: 願い", "small.yaml:5 — act: "),
    "no law": ("law: [某法 第1条]\n", "", "the key “law”"),
    "my number without law": ("who: [self]", "who: [self]\nmy_number: sealed", "my_number_law"),
    "key twice": ("act: 申請", "act: 申請\nact: 届出", "small.yaml:6 — each key once — act"),
    "anchor": ("act: 申請", "act: &a 申請", "small.yaml:5 — no anchors"),
    "tag": ("act: 申請", "act: !!python/name:os.system 申請", "small.yaml:5 — no tags"),
    "not yaml": ("law: [", "law: [[", "readable YAML"),
}


@pytest.mark.parametrize(("old", "new", "expected"), WRONG.values(), ids=WRONG.keys())
def test_an_authors_mistake_names_its_place(old: str, new: str, expected: str) -> None:
    assert old in SMALL
    assert expected in "\n".join(errors(SMALL.replace(old, new, 1)))


def test_all_mistakes_are_reported_at_once() -> None:
    broken = SMALL.replace("act: 申請", "act: 願い").replace("type: text", "type: txet")
    assert len(errors(broken)) == 2


def test_no_stays_a_word() -> None:
    options = "options: [{value: yes, label: yes}, {value: no, label: no}]"
    text = SMALL.replace("type: text,", f"type: choice, {options},")
    assert load_definition(text, file="small.yaml").field("town").sample() == "yes"


def test_a_deep_file_is_refused_before_it_is_built() -> None:
    assert "at most 30 levels" in errors("a: " + "[" * 5000)[0]


def test_a_quoted_number_stays_text_and_a_bare_one_counts() -> None:
    tree = read_tree("a: \"12\"\nb: 12\nc: '0'\nd: 007\ne:\nf: |\n  7\n")
    assert tree.value == {"a": "12", "b": 12, "c": "0", "d": "007", "e": None, "f": "7\n"}
    assert tree.line(("c",)) == 3


ODD = {
    "two documents": ("a: 1\n---\nb: 2\n", 2, "one document"),
    "a list as a key": ("[a, b]: 1\n", 1, "keys that are words"),
    "an alias": ("a: &x 1\nb: *x\n", 1, "no anchors"),
    "a tab": ("a:\n\t- 1\n", 2, "readable YAML"),
}


@pytest.mark.parametrize(("text", "line", "requirement"), ODD.values(), ids=ODD.keys())
def test_odd_yaml_is_refused_at_its_line(text: str, line: int, requirement: str) -> None:
    with pytest.raises(YamlFault, match=requirement) as caught:
        read_tree(text)
    assert caught.value.line == line


def test_an_empty_file_is_no_definition() -> None:
    assert "a mapping with procedure" in errors("")[0]


@pytest.mark.parametrize(
    "written", ['"り災\\0証明"', '"り災\\u202E証明"', '"り災\\uE000証明"'], ids=["NUL", "turned", "private"]
)
def test_an_escape_brings_in_no_character_that_cannot_be_printed(written):
    with pytest.raises(YamlFault) as refused:
        read_tree(f"procedure: x\ntitle: {written}\n")
    assert refused.value.line == 2 and refused.value.requirement == "characters that can be printed"
