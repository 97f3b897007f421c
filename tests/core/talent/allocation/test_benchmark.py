"""The public instances: the same as published, their bounds reproducible, the page as the code."""

from __future__ import annotations

from pathlib import Path

import pytest

from todoke.core.talent.allocation.benchmark import BEST_BOUNDS
from todoke.core.talent.allocation.board import lay_out
from todoke.core.talent.allocation.canonical import input_hash
from todoke.core.talent.allocation.generator import Recipe, generate
from todoke.core.talent.allocation.greedy import first_come, greedy
from todoke.core.talent.allocation.linear import bound_of
from todoke.core.talent.allocation.rules import RULES, VERSION, Rule
from todoke.core.talent.allocation.stages import Aims, Stage

PAGE = Path(__file__).parents[4] / "docs" / "reference" / "allocation-benchmark.md"


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize(("people", "needs"), [(30, 80), (100, 250)])
def test_an_instance_is_the_one_on_the_page(people, needs, seed):
    recipe = Recipe(people=people, needs=needs, seed=seed)
    given = generate(recipe)
    aims = Aims(lay_out(given))
    bound = bound_of(aims, Stage.COVERAGE, bounds={}).value
    assert BEST_BOUNDS[input_hash(given)] == bound
    figures = [len(aims.board.pairs), bound]
    figures += [aims.value(Stage.COVERAGE, chosen) for chosen in (first_come(aims), greedy(aims))]
    row = f"| {recipe.name} | " + " | ".join(f"{one:,}" for one in figures)
    assert f"{row} | `{input_hash(given)[:12]}` |" in PAGE.read_text()


def test_the_page_names_every_rule_every_bit_and_the_version():
    text = PAGE.read_text()
    assert f"`{VERSION}`" in text
    table = text[text.index("| code | bit |") : text.index("`recuse` and")]
    assert all(f"`{RULES[rule].code}`" in table and str(int(rule)) in table for rule in Rule)


def test_the_page_names_every_stage_in_order():
    text = PAGE.read_text()
    places = [text.index(f"| `{stage}` |") for stage in Stage]
    assert places == sorted(places)
