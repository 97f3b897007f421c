"""What authors, reviewers and people with drafts are told when a procedure changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from todoke.core.procedures.definition import Definition
from todoke.core.procedures.load import load_definition
from todoke.core.procedures.revisions import diff, is_compatible, refuse_types

DOG = Path(__file__).with_name("dog.yaml").read_text("utf-8")
PRICE = "{field: price, type: yen, label: 手数料, required: false}"
KINDS = "options: [{value: shiba, label: 柴}, {value: other, label: ほか}]"


def load(text: str) -> Definition:
    return load_definition(text, file="dog.yaml")


CHANGES = {
    "required": (PRICE, "{field: price, type: yen, label: 手数料}", "“手数料” became required.", False),
    "a label": ("label: 生年月日", "label: 生まれた日", "“生年月日” is now called “生まれた日”.", True),
    "optional now": ("label: 生年月日}", "label: 生年月日, required: false}", "may now be left empty.", True),
    "a bound": (PRICE, PRICE.replace("}", ", max: 9}"), "“手数料”: max is now 9; it was –.", False),
    "a hint": ("label: 生年月日}", "label: 生年月日, hint: 例}", "beside “生年月日” changed.", True),
    "a condition": ("when: owner_age < 18", "when: owner_age < 20", "asked only if owner_age < 20.", False),
    "always asked": (", when: owner_age < 18", "", "“保護者の氏名” is now always asked.", False),
    "a type": ("field: parent, type: text", "field: parent, type: kana", "now of type kana", False),
    "an answer more": (KINDS, KINDS.replace("]", ", {value: cat, label: 猫}]"), "“猫” is offered too.", True),
    "another answer": (KINDS, KINDS.replace("ほか", "雑種"), "the words of “雑種” changed.", True),
    "answers turned": (
        KINDS,
        "options: [{value: other, label: ほか}, {value: shiba, label: 柴}]",
        "“種類”: the answers stand in another order.",
        True,
    ),
    "a cell gone": ("field: name,", "field: call,", "“名前” is no longer asked.", False),
    "a new question": (
        "{field: paid, type: yes_no",
        "{field: note, type: text, label: 備考, required: false}\n      - {field: paid, type: yes_no",
        "“備考” is new; it may be left empty.",
        True,
    ),
    "a new duty": (
        "{field: paid, type: yes_no",
        "{field: note, type: text, label: 備考}\n      - {field: paid, type: yes_no",
        "“備考” is new.",
        False,
    ),
    "another sum": ("starts: 6", "starts: 7", "“所得の年” is worked out differently.", False),
    "a value's words": ("ja: 所得の年", "ja: 所得年", "The words of “所得年” changed.", True),
    "a stop": ('when: "!lives_here"', "when: lives_here", "Who cannot go on from the page", False),
    "a page's name": ("title: 飼い主", "title: 持ち主", "The page “飼い主” is now called “持ち主”.", True),
    "an outcome": ("不登録: refused", "却下: refused", "The outcome “不登録” is gone.", False),
    "another meaning": ("不登録: refused", "不登録: partial", "now means something else.", False),
    "the law": ("某法 第1条", "某法 第2条", "The legal basis changed.", True),
    "the title": ("title: 犬の登録", "title: 犬の届け", "now “犬の届け”; it was “犬の登録”.", True),
    "the act": ("act: 申請", "act: 届出", "It is now a 届出; it was a 申請.", False),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "sentence", "compatible"), CHANGES.values(), ids=CHANGES.keys())
def test_a_change_is_told_in_words(old: str, new: str, sentence: str, compatible: bool) -> None:
    assert old in DOG
    before, after = load(DOG), load(DOG.replace(old, new, 1))
    told = [change for change in diff(before, after) if sentence in change.in_english()]
    assert told, [change.in_english() for change in diff(before, after)]
    assert all(change.compatible is compatible for change in told)
    assert is_compatible(before, after) is compatible


def test_a_question_that_moved_is_found_on_its_new_page() -> None:
    paid = "      - {field: paid, type: yes_no, label: 払いましたか}\n"
    note = "      - {field: note, type: text, label: 備考}\n"
    before = load(DOG.replace(paid, paid + note))
    after = load(DOG.replace("    stops:\n", note + "    stops:\n"))
    sentences = [change.in_english() for change in diff(before, after)]
    assert sentences == ["“備考” is now asked on the page “飼い主”."]
    assert is_compatible(before, after)


def test_questions_in_another_order_are_told() -> None:
    first, second = "      - {field: lives_here", "      - {field: born"
    lines = DOG.splitlines(keepends=True)
    one = next(number for number, line in enumerate(lines) if line.startswith(first))
    two = next(number for number, line in enumerate(lines) if line.startswith(second))
    lines[one], lines[two] = lines[two], lines[one]
    sentences = [change.in_english() for change in diff(load(DOG), load("".join(lines)))]
    assert sentences == ["The questions of the page “飼い主” stand in another order."]


def test_an_id_keeps_its_type_for_ever() -> None:
    first, second = load(DOG), load(DOG.replace("{field: parent, type: text", "{field: guardian, type: text"))
    third = load(DOG.replace("field: parent, type: text", "field: parent, type: kana"))
    assert refuse_types([first, second], second) == ()
    refused = refuse_types([first, second], third)
    assert [refusal.code for refusal in refused] == ["revision.type-changed"]
    assert "“parent” was of type text" in refused[0].in_english()


def test_a_cell_keeps_its_type_for_ever() -> None:
    given = "{field: given, type: yes_no, label: 受けましたか}"
    other = DOG.replace(given, given.replace("yes_no", "text")).replace("row.given}", "row.given == ''}")
    third = load(other)
    assert "“dogs.vaccines.given”" in refuse_types([load(DOG)], third)[0].in_english()
