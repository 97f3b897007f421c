from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from todoke.core.procedures.answers import (
    AnswerContext,
    check_all,
    computed_shown,
    on_path,
    read_step,
    walk,
)
from todoke.core.procedures.definition import Definition
from todoke.core.procedures.examples import run_examples
from todoke.core.procedures.load import DefinitionErrors, load_definition

DOG = Path(__file__).with_name("dog.yaml").read_text("utf-8")
TODAY = AnswerContext(today=date(2026, 5, 31))


@pytest.fixture(scope="module")
def dog() -> Definition:
    return load_definition(DOG, file="dog.yaml")


def answers(**more: Any) -> dict[str, Any]:
    dogs = [
        {"name": "はな", "price": 2_000, "kind": "shiba"},
        {"name": "もも", "price": 1_500, "kind": "shiba"},
    ]
    return {"lives_here": True, "born": "2000-02-29", "dogs": dogs, "paid": True} | more


def codes(problems: Any) -> dict[str, str]:
    return {name: refusal.code for name, refusal in problems.items()}


def test_values_are_worked_out_from_the_answers(dog: Definition) -> None:
    path = walk(dog, answers(moved_on="2026-05-01"), TODAY)
    assert path.computed == {
        "fee": 500,
        "owner_age": 26,
        "since": 30,
        "total": 3_500,
        "how_many": 2,
        "income_year": 2024,
        "first_vaccine": date(2000, 3, 1),
    }


BIRTHDAYS = {
    "the day before the birthday": ("2008-06-01", "2026-05-31", 17),
    "the birthday": ("2008-05-31", "2026-05-31", 18),
    "born on 29 February, on the 28th": ("2008-02-29", "2026-02-28", 17),
    "born on 29 February, on 1 March": ("2008-02-29", "2026-03-01", 18),
}


@pytest.mark.parametrize(("born", "today", "age"), BIRTHDAYS.values(), ids=BIRTHDAYS.keys())
def test_an_age_is_in_whole_years(dog: Definition, born: str, today: str, age: int) -> None:
    context = AnswerContext(today=date.fromisoformat(today))
    assert walk(dog, {"lives_here": True, "born": born}, context).computed["owner_age"] == age


@pytest.mark.parametrize(("today", "year"), [("2026-05-31", 2024), ("2026-06-01", 2025)])
def test_a_year_of_income_turns_with_its_month(dog: Definition, today: str, year: int) -> None:
    assert walk(dog, {}, AnswerContext(today=date.fromisoformat(today))).computed == {"income_year": year}


def test_a_value_stays_undecided_until_what_it_reads_is_answered(dog: Definition) -> None:
    path = walk(dog, {"lives_here": True}, TODAY)
    assert "owner_age" not in path.computed
    assert [one.step.id for one in path.steps] == ["owner", "dogs"]


def test_a_value_opens_questions_and_pages(dog: Definition) -> None:
    child = walk(dog, answers(born="2010-01-01"), TODAY)
    assert "parent" in {field.id for field in child.fields()}
    assert [one.step.id for one in child.steps] == ["owner", "dogs", "fee"]
    cheap = walk(dog, answers(dogs=[{"name": "はな", "price": 100, "kind": "shiba"}]), TODAY)
    assert [one.step.id for one in cheap.steps] == ["owner", "dogs"]


def test_the_check_page_shows_values_with_their_labels_and_units(dog: Definition) -> None:
    path = walk(dog, answers(moved_on="2026-05-01"), TODAY)
    assert computed_shown(dog, path, "ja") == (
        ("手数料", "500円"),
        ("年齢", "26歳"),
        ("合計", "3,500"),
        ("頭数", "2"),
        ("所得の年", "2024年（令和6年）"),
        ("予防注射の日", "2000年（平成12年）3月1日"),
    )
    assert ("Age", "26 years old") in computed_shown(dog, path, "en")


def test_an_expression_reads_the_dates_in_rows(dog: Definition) -> None:
    dogs = [
        {"name": one, "birth": birth, "kind": "shiba"}
        for one, birth in (("a", "2026-05-01"), ("b", "2026-06-01"))
    ]
    assert walk(dog, answers(dogs=dogs), TODAY).computed["grown"] == 1


def test_a_stop_ends_the_path_and_is_told(dog: Definition) -> None:
    path = walk(dog, answers(lives_here=False), TODAY)
    assert path.stopped is not None
    assert path.stopped.step.id == "owner"
    assert path.stopped.input == "lives_here"
    assert path.stopped.stop.instead.ja == "住んでいる市で登録してください。"
    assert [one.step.id for one in path.steps] == ["owner"]


def test_stopped_answers_are_never_sent(dog: Definition) -> None:
    stopped = answers(lives_here=False)
    assert codes(check_all(dog, stopped, TODAY)) == {"lives_here": "answers.stopped.owner.0"}
    assert "dogs" not in on_path(dog, stopped, TODAY)


def test_a_page_that_stops_says_so(dog: Definition) -> None:
    form = {"lives_here": ["no"], "born.year": ["2000"], "born.month": ["1"], "born.day": ["1"]}
    result = read_step(dog, "owner", form=form, answers={}, context=TODAY)
    assert result.stopped is not None
    assert codes(result.problems) == {"lives_here": "answers.stopped.owner.0"}
    again = read_step(
        dog, "owner", form=form | {"lives_here": ["yes"]}, answers=result.answers, context=TODAY
    )
    assert again.stopped is None
    assert again.problems == {}


def test_a_cell_opens_by_a_cell_of_its_own_row(dog: Definition) -> None:
    dogs = [{"name": "はな", "kind": "other"}, {"name": "もも", "kind": "shiba"}]
    assert codes(check_all(dog, answers(dogs=dogs), TODAY)) == {"dogs.0.kind_other": "field.missing"}


def test_a_cell_is_demanded_by_a_cell_of_its_own_row(dog: Definition) -> None:
    dogs = [{"name": "はな", "kind": "shiba", "price": 4_000}]
    assert codes(check_all(dog, answers(dogs=dogs), TODAY)) == {"dogs.0.reason": "field.missing"}


def test_a_cell_that_is_not_asked_never_leaves(dog: Definition) -> None:
    dogs = [{"name": "はな", "kind": "shiba", "kind_other": "秋田"}]
    assert on_path(dog, answers(dogs=dogs), TODAY)["dogs"] == [{"name": "はな", "kind": "shiba"}]


def test_a_group_in_a_group_is_read_and_judged(dog: Definition) -> None:
    form = {
        "dogs.0.name": ["はな"],
        "dogs.0.kind": ["shiba"],
        "dogs.0.vaccines.0.given": ["yes"],
        "dogs.0.vaccines.3.given": ["no"],
        "dogs.0.vaccines.3.given_on.year": ["二千"],
    }
    result = read_step(dog, "dogs", form=form, answers={"lives_here": True}, context=TODAY)
    assert result.answers["dogs"] == [
        {"name": "はな", "kind": "shiba", "vaccines": [{"given": True}, {"given": False}]}
    ]
    assert codes(result.problems) == {"dogs.0.vaccines.0.given_on.year": "field.missing"}


def test_the_rows_shown_again_are_the_rows_kept(dog: Definition) -> None:
    form = {"dogs.0.name": [""], "dogs.4.name": ["もも"], "dogs.4.kind": [""]}
    result = read_step(dog, "dogs", form=form, answers={"lives_here": True}, context=TODAY)
    assert codes(result.problems) == {"dogs.0.kind": "field.missing"}
    assert result.raw == {"dogs.0.name": ["もも"]}


def test_a_row_that_cannot_be_read_is_shown_as_typed(dog: Definition) -> None:
    form = {"dogs.0.name": ["もも"], "dogs.0.price": ["たくさん"], "dogs.0.kind": ["other"]}
    result = read_step(dog, "dogs", form=form, answers={"lives_here": True}, context=TODAY)
    assert codes(result.problems) == {"dogs.0.price": "field.yen.unreadable"}
    assert result.raw == form
    group = walk(dog, {"lives_here": True}, TODAY).steps[1].fields[0]
    shown = [cell.id for cell in group.cells_shown(result.raw, "dogs", 0)]  # type: ignore[attr-defined]
    assert shown == ["name", "birth", "price", "kind", "kind_other", "reason", "vaccines"]


def errors(text: str) -> str:
    with pytest.raises(DefinitionErrors) as caught:
        load_definition(text, file="dog.yaml")
    return "\n".join(str(error) for error in caught.value.errors)


WRONG = {
    "a circle": (
        '"total > 3000 ? 500 : 0"',
        '"fee_two + 1"}\n  - {computed: fee_two, label: 二, result: integer, value: "fee - 1"',
        "dog.yaml:11 — values that do not depend on each other in a circle — fee ← fee_two",
    ),
    "a value of itself": ('"total > 3000', '"fee > 3000', "in a circle — fee ← fee"),
    "an age of a name": ("age: {of: born", "age: {of: parent", "a date, a month or today — parent"),
    "an age of nobody": ("age: {of: born", "age: {of: king", "a date, a month or today — king"),
    "a sum of words": ("sum: {of: dogs.price}", "sum: {of: dogs.name}", "of type integer or yen — dogs.name"),
    "a sum of no group": ("sum: {of: dogs.price}", "sum: {of: born.price}", "sum of a cell of a group"),
    "a count of a date": ("count: {of: dogs}", "count: {of: born}", "count of a group"),
    "two ways": ("count: {of: dogs}", "count: {of: dogs}, age: {of: born}", "exactly one of age, days"),
    "a value without its type": ("result: integer, ", "", "value and result"),
    "a wrong type": (
        "result: integer",
        "result: boolean",
        "dog.yaml:11 — an expression that gives bool — INT",
    ),
    "a month 13": ("starts: 6", "starts: 13", "less than or equal to 12"),
    "an id of a question": (
        "computed: how_many",
        "computed: born",
        "an id used once in the definition — born",
    ),
    "a reserved id": ("computed: how_many", "computed: row", "expressions do not reserve — row"),
    "a stop at another page": ("at: lives_here", "at: paid", "a field of this step — paid"),
    "a stop that is no condition": (
        'when: "!lives_here"',
        "when: born",
        "step owner — an expression that gives",
    ),
    "a stop without a way on": (
        "        instead: {ja: 住んでいる市で登録してください。, en: Register where you live.}\n",
        "",
        "the key “instead”",
    ),
    "a cell that looks ahead": (
        "row.kind == 'other'",
        "row.reason == ''",
        "field kind_other — an expression",
    ),
    "a cell nobody asks": ("row.kind == 'other'", "row.colour == ''", "undeclared reference to 'row."),
    "row outside a group": ("owner_age < 18", "row.kind == ''", "undeclared reference to 'row."),
    "a group in a group in a group": (
        "{field: given, type: yes_no, label: 受けましたか}",
        "{field: given, type: group, label: 受けましたか, fields: [{field: a, type: text, label: あ}]}",
        "field given — a type that fits in a row of a group — group",
    ),
    "a file in a row": (
        "{field: name, type: text, label: 名前}",
        "{field: name, type: file, label: 名前}",
        "field name — a type that fits in a row of a group — file",
    ),
    "a cell twice": ("{field: price, type: yen", "{field: name, type: yen", "an id used once in the group"),
    "a number without its law": (
        "{field: moved_on, type: date",
        "{field: moved_on, type: my_number",
        "field moved_on — my_number: sealed with my_number_law above — moved_on",
    ),
    "a house nobody asks for": (
        "act: 申請",
        "act: 申請\naddressee: postcode_of_house",
        "a field house_address of type postal_address",
    ),
    "historic without a reason": ("act: 申請", "act: 申請\nstatus: historic", "the sentence that says why"),
    "an unknown group": ("act: 申請", "act: 申請\ngroup: dogs", "group: "),
}


@pytest.mark.parametrize(("old", "new", "expected"), WRONG.values(), ids=WRONG.keys())
def test_an_authors_mistake_names_its_place(old: str, new: str, expected: str) -> None:
    assert old in DOG
    assert expected in errors(DOG.replace(old, new, 1))


EXAMPLES = """examples:
  - name: 花子 registers two dogs
    today: "2026-05-31"
    answers:
      lives_here: true
      born: "2000-02-29"
      dogs: [{name: はな, price: 4000, kind: shiba, reason: 大きい}]
      paid: true
    path: [owner, dogs, fee]
    computed: {owner_age: 26, first_vaccine: "2000-03-01"}
  - name: ラン lives elsewhere
    answers: {lives_here: false}
    stopped: owner
"""


def test_examples_prove_values_and_stops() -> None:
    definition = load_definition(DOG + EXAMPLES, file="dog.yaml")
    assert [result.faults for result in run_examples(definition)] == [(), ()]


BROKEN = {
    "another value": ("owner_age: 26", "owner_age: 27", ("owner_age is 26",)),
    "a value nobody works out": ("owner_age: 26", "height: 26", ("height is undecided",)),
    "a stop that does not come": (
        "    path: [owner, dogs, fee]",
        "    stopped: dogs",
        ("not stopped at dogs",),
    ),
    "a stop nobody expects": (
        "    stopped: owner\n",
        "    problems: null\n",
        ("stopped at owner",),
    ),
}


@pytest.mark.parametrize(("old", "new", "faults"), BROKEN.values(), ids=BROKEN.keys())
def test_an_example_that_came_out_differently_says_so(old: str, new: str, faults: tuple[str, ...]) -> None:
    assert old in EXAMPLES
    definition = load_definition(DOG + EXAMPLES.replace(old, new), file="dog.yaml")
    found = tuple(fault for result in run_examples(definition) for fault in result.faults)
    assert found == faults
