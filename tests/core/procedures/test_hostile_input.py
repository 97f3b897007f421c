"""Whatever a browser sends or a draft holds: answers or refusals, never a fault."""

from __future__ import annotations

import json
import random
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from todoke.catalogue import shipped
from todoke.core.procedures.answers import (
    AnswerContext,
    check_all,
    computed_shown,
    on_path,
    read_step,
    walk,
)
from todoke.core.procedures.definition import Definition
from todoke.core.procedures.fields import Field, field_types
from todoke.core.procedures.fields.group import GroupField
from todoke.core.procedures.load import load_definition

TEXTS = (
    *(
        "",
        " ",
        "0",
        "-1",
        "９９９９",
        "99999999999999999999",
        "1e9",
        "true",
        "null",
        "yes",
        "no",
        "元",
        "9999",
    ),
    *("\x00", "花\x1b", "\ud800", "\ue000", "😀", "葛󠄀", "a" * 300, "あ" * 25_000, "<script>", "'\"; --"),
    *("123456789018", "2026-13-40", "令和99年1月1日", "12:61", "131016", "１２，５", ".", "-", "東京都"),
)
VALUES = (
    *(
        None,
        True,
        False,
        0,
        -1,
        10**18,
        1.5,
        "",
        "x",
        "2026-11-20",
        "2026-02-30",
        "12.50",
        [],
        {},
        [[]],
        [{}],
    ),
    *([None], [1], ["x"], {"name": 1}, {"sealed": 3}, {"use": "account"}, [{"name": []}], [{"date": 1}]),
)
CONTEXT = AnswerContext(today=date(2026, 11, 23), seal=lambda number: "A" * 40)


EVERY_TYPE = Path(__file__).with_name("every_type.yaml").read_text("utf-8")
TEXTS_OF = {"every_type": EVERY_TYPE, **shipped()}


@pytest.fixture(scope="module", params=TEXTS_OF)
def definition(request: pytest.FixtureRequest) -> Definition:
    return load_definition(TEXTS_OF[request.param], file=request.param)


@pytest.fixture
def chance(definition: Definition) -> random.Random:
    return random.Random(definition.procedure)


def names(fields: tuple[Field, ...], above: str = "") -> list[str]:
    """Every input the pages of these questions could have, and some they never have."""
    found: list[str] = []
    for field in fields:
        name = f"{above}{field.id}"
        found += [name, f"{name}.era", f"{name}.9.x", *field.inputs(field.sample(), name)]
        if isinstance(field, GroupField):
            found += [one for row in (0, 1, 7) for one in names(field.fields, f"{name}.{row}.")]
    return found


def hostile(sample: Any, chance: random.Random) -> Any:
    """An answer with something else at some place."""
    if chance.random() < 0.3:
        return chance.choice(VALUES)
    if isinstance(sample, dict):
        return {key: hostile(value, chance) for key, value in sample.items()}
    return [hostile(value, chance) for value in sample] if isinstance(sample, list) else sample


def test_any_form_gives_answers_or_refusals(definition: Definition, chance: random.Random) -> None:
    for step in definition.steps:
        inputs, own = names(step.fields), {field.id for field in step.fields}
        answers = {field.id: field.sample() for field in definition.fields if chance.random() < 0.8}
        for _ in range(5):
            form = {name: chance.choices(TEXTS, k=2) for name in inputs if chance.random() < 0.7}
            result = read_step(definition, step.id, form=form, answers=answers, context=CONTEXT)
            json.dumps(result.answers, ensure_ascii=True)
            assert all(refusal.in_english() for refusal in result.problems.values())
            again = read_step(definition, step.id, form=result.raw, answers=result.answers, context=CONTEXT)
            assert own & set(again.answers) >= own & set(result.answers), "what was read is read again"


def test_any_stored_answers_are_judged(definition: Definition, chance: random.Random) -> None:
    for _ in range(30):
        answers = {field.id: hostile(field.sample(), chance) for field in definition.fields}
        path = walk(definition, answers, CONTEXT)
        assert path.steps
        check_all(definition, answers, CONTEXT)
        on_path(definition, answers, CONTEXT)
        computed_shown(definition, path, "ja")


def test_every_type_is_among_them() -> None:
    definition = load_definition(EVERY_TYPE, file="every_type.yaml")
    assert {field.type for field in definition.fields} == set(field_types())


def test_what_was_judged_good_can_be_shown_and_described(definition: Definition) -> None:
    for field in definition.fields:
        sample = field.sample()
        assert field.has_shape(sample)
        for language in ("ja", "ja-x-plain", "en", "vi"):
            assert field.show_in(sample, language, CONTEXT)
        assert json.dumps(field.schema())
        assert field.free_texts(sample, field.id) is not None
