"""The public instances: the same as published, their bounds reproducible, the page as the code."""

from __future__ import annotations

from pathlib import Path

import pytest

from todoke.core.talent.allocation.benchmark import BEST_BOUNDS
from todoke.core.talent.allocation.board import lay_out
from todoke.core.talent.allocation.canonical import input_hash
from todoke.core.talent.allocation.exact import Effort
from todoke.core.talent.allocation.generator import Recipe, generate
from todoke.core.talent.allocation.greedy import first_come, greedy
from todoke.core.talent.allocation.linear import bound_of
from todoke.core.talent.allocation.rounds import solve
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
    best = BEST_BOUNDS[input_hash(given)]
    assert best <= bound
    quick = [f"{aims.value(Stage.COVERAGE, chosen):,}" for chosen in (first_come(aims), greedy(aims))]
    begins = f"| {recipe.name} | {len(aims.board.pairs):,} | {bound:,} | {best:,}"
    ends = f"| {' | '.join(quick)} | `{input_hash(given)[:12]}` |"
    (row,) = [line for line in PAGE.read_text().splitlines() if f"| {recipe.name} |" in line]
    assert row.startswith(begins)
    assert row.endswith(ends)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_bound_said_to_be_proven_is_reached(seed):
    given = generate(Recipe(people=30, needs=80, seed=seed))
    later = set(Stage) - {Stage.FLOOR, Stage.COVERAGE}
    coverage = solve(given, Effort(), skipped=later).stages[-1]
    assert coverage.value == BEST_BOUNDS[input_hash(given)]


def test_the_page_names_every_rule_every_bit_and_the_version():
    text = PAGE.read_text()
    assert f"`{VERSION}`" in text
    table = text[text.index("| code | bit |") : text.index("`recuse` and")]
    assert all(f"`{RULES[rule].code}`" in table and str(int(rule)) in table for rule in Rule)


def test_the_page_names_every_stage_in_order():
    text = PAGE.read_text()
    places = [text.index(f"| `{stage}` |") for stage in Stage]
    assert places == sorted(places)
