"""A fee from a form, and names for what an author adds."""

from __future__ import annotations

import pytest

from todoke.core.errors import Refused
from todoke.core.procedures.amounts import Amount, amount_cel, amount_sentence, read_amount
from todoke.core.procedures.conditions import Clause, Condition, Operator
from todoke.core.procedures.naming import fresh_id, ids_in
from todoke.core.procedures.subjects import subjects_at
from todoke.core.procedures.yaml_tree import read_tree

SUBJECTS = subjects_at(
    read_tree("""
steps:
  - fields:
      - {field: dogs, type: group, label: {ja: 犬, en: Dogs}}
      - {field: copies, type: integer, label: {ja: 部数, en: Copies}}
      - {field: guide, type: yes_no, label: {ja: 補助犬ですか, en: Is it an assistance dog?}}
      - {field: word, type: text, label: ことば}
""").value,
    (),
)
GUIDE = Condition(clauses=(Clause(subject="guide", operator=Operator.IS, values=("yes",)),))
FEES: dict[str, tuple[Amount, str, str]] = {
    "the same for everybody": (Amount(fixed=500), "500", "500円"),
    "nothing": (Amount(), "0", "0円"),
    "for each dog": (Amount(each=3000, of="dogs"), "3000 * size(dogs)", "3,000円×「犬」の数"),
    "for each copy and the work": (
        Amount(fixed=200, each=300, of="copies"),
        "200 + 300 * copies",
        "200円＋300円×「部数」",
    ),
    "free in one case": (
        Amount(each=3000, of="dogs", case=GUIDE),
        "guide ? 0 : 3000 * size(dogs)",
        "3,000円×「犬」の数（「補助犬ですか」が「はい」のときは0円）",
    ),
}


@pytest.mark.parametrize(("amount", "cel", "said"), FEES.values(), ids=FEES.keys())
def test_a_fee_reads_back_from_its_expression(amount: Amount, cel: str, said: str) -> None:
    assert amount_cel(amount, SUBJECTS) == cel
    assert read_amount(cel, SUBJECTS) == amount
    assert amount_sentence(amount, SUBJECTS, language="ja") == said


def test_a_fee_is_said_in_english() -> None:
    amount = Amount(fixed=200, each=3000, of="dogs", case=GUIDE)
    said = "200 yen + 3,000 yen × number of “Dogs”; when “Is it an assistance dog?” is “Yes” it is 0 yen"
    assert amount_sentence(amount, SUBJECTS, language="en") == said


@pytest.mark.parametrize(
    "cel", ["copies > 2 ? copies : 1", "word", "3000 * word", "3 * size(copies)", "-5", ""]
)
def test_another_expression_is_left_to_the_expression_editor(cel: str) -> None:
    assert read_amount(cel, SUBJECTS) is None


@pytest.mark.parametrize(
    ("amount", "code"),
    [
        (Amount(fixed=-1), "studio.amount.none"),
        (Amount(fixed=10**12), "studio.amount.none"),
        (Amount(each=5, of="word"), "studio.amount.uncountable"),
        (Amount(each=5, of="cats"), "studio.amount.uncountable"),
    ],
)
def test_a_fee_that_is_none_is_refused(amount: Amount, code: str) -> None:
    with pytest.raises(Refused) as caught:
        amount_cel(amount, SUBJECTS)
    assert caught.value.refusals[0].code == code


NAMES = {
    "Name of the dog": "name_of_the_dog",
    "犬の名前": "item",
    "3 copies": "n3_copies",
    "today": "today_2",
    "size": "size_2",
    "dogs": "dogs_2",
    "": "item",
}


@pytest.mark.parametrize(("wish", "name"), NAMES.items())
def test_a_new_name_is_free_and_readable_by_expressions(wish: str, name: str) -> None:
    assert fresh_id(wish, {"dogs"}) == name


def test_every_name_in_use_is_known() -> None:
    tree = {
        "computed": [{"computed": "fee"}],
        "steps": [{"step": "one", "fields": [{"field": "dogs", "fields": [{"field": "name"}]}]}],
        "examples": [{"answers": {"field": "x"}}],
    }
    assert ids_in(tree) == {"fee", "one", "dogs", "name"}
