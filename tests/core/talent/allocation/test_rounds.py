"""Rounds: lawful under the independent checker, the same every time, and going on after a kill."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import islice

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from todoke.core.errors import Refused
from todoke.core.talent.allocation.board import lay_out
from todoke.core.talent.allocation.canonical import input_hash
from todoke.core.talent.allocation.exact import Effort
from todoke.core.talent.allocation.generator import Recipe, generate
from todoke.core.talent.allocation.greedy import first_come, greedy
from todoke.core.talent.allocation.linear import bound_of
from todoke.core.talent.allocation.model import Part
from todoke.core.talent.allocation.results import allocation_of, published
from todoke.core.talent.allocation.rounds import finish, set_up, solve, solve_desk, steps
from todoke.core.talent.allocation.rules import Rule
from todoke.core.talent.allocation.stages import Stage
from todoke.core.talent.allocation.values import Decision, DecisionKind
from todoke.core.talent.checking.check import check

QUICK = Effort(work=1.0)
SEARCHED = Effort(exact_up_to=0, steps=20, step_work=0.2)
SEEDS_PER_BLOCK = 50


def through_json(data):
    return json.loads(json.dumps(data, ensure_ascii=False))


@pytest.mark.parametrize("block", range(20))
def test_no_round_of_a_thousand_breaks_a_rule_under_the_checker(block, chance_round):
    proposals = 0
    for seed in range(block * SEEDS_PER_BLOCK, (block + 1) * SEEDS_PER_BLOCK):
        given = chance_round(seed)
        allocation = solve(given, QUICK)
        assert check(through_json(published(given, allocation))) == (), seed
        proposals += len(allocation.proposals)
    assert proposals > SEEDS_PER_BLOCK  # the rounds are not empty


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(min_value=10_000), people=st.integers(1, 12), needs=st.integers(3, 20))
def test_any_size_keeps_the_rules(chance_round, seed, people, needs):
    given = chance_round(seed, people=max(2, people), needs=needs)
    assert check(through_json(published(given, solve(given, QUICK)))) == ()


@pytest.mark.parametrize("seed", range(40))
def test_the_search_keeps_the_rules_as_well(seed, chance_round):
    given = chance_round(seed, people=10, needs=20)
    assert check(through_json(published(given, solve(given, SEARCHED)))) == ()


def test_twenty_runs_give_one_hash(chance_round):
    given = generate(Recipe(people=12, needs=30, seed=4))
    assert len({solve(given, QUICK).output_hash for _ in range(20)}) == 1


def test_twenty_searches_give_one_hash():
    given = generate(Recipe(people=12, needs=30, seed=4))
    effort = replace(SEARCHED, steps=6)
    assert len({solve(given, effort).output_hash for _ in range(20)}) == 1


def test_the_order_in_which_rows_arrive_changes_nothing(chance_round):
    given = chance_round(3)
    turned = replace(
        given,
        people=given.people[::-1],
        needs=given.needs[::-1],
        hosts=given.hosts[::-1],
        forms=given.forms[::-1],
    )
    assert input_hash(turned) == input_hash(given)
    assert solve(turned, QUICK).output_hash == solve(given, QUICK).output_hash


def test_another_day_of_one_person_is_another_input(chance_round):
    given = chance_round(3)
    first = given.people[0]
    changed = replace(first, days={month: days + 1 for month, days in first.days.items()})
    assert input_hash(replace(given, people=(changed, *given.people[1:]))) != input_hash(given)


@pytest.mark.parametrize("effort", [QUICK, SEARCHED], ids=["exact", "searched"])
def test_a_killed_round_goes_on_to_the_same_end(effort, chance_round):
    given = chance_round(5, people=10, needs=20)
    whole = solve(given, effort)
    stopped = list(islice(steps(set_up(given, effort)), 4))[-1]
    assert stopped.stage is not None
    assert solve(given, effort, progress=stopped).output_hash == whole.output_hash


def test_what_was_saved_of_another_round_is_refused(chance_round):
    saved = next(iter(steps(set_up(chance_round(1), QUICK))))
    with pytest.raises(Refused) as refused:
        solve(chance_round(2), QUICK, progress=saved)
    assert refused.value.refusals[0].code == "talent.round.other-progress"


def test_an_unfinished_round_gives_no_result(chance_round):
    desk = set_up(chance_round(1), QUICK)
    with pytest.raises(ValueError, match="of a round that is done"):
        finish(desk, next(iter(steps(desk))))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_prefecture_is_proven_in_every_stage(seed):
    allocation = solve(generate(Recipe(people=30, needs=80, seed=seed)))
    assert [one.stage for one in allocation.stages] == list(Stage)
    assert allocation.proven


@pytest.mark.parametrize("seed", [1, 2])
def test_a_second_solver_proves_the_same_coverage(seed):
    given = generate(Recipe(people=15, needs=40, seed=seed))
    allocation = solve(given)
    floor, coverage = allocation.stages[:2]
    second = bound_of(
        set_up(given, QUICK).aims, Stage.COVERAGE, bounds={Stage.FLOOR: floor.value}, nodes=1000
    )
    assert second.proven
    assert coverage.value == second.value


@pytest.mark.parametrize("seed", range(10))
def test_nothing_quick_beats_the_bound_and_the_solver_beats_both(seed, chance_round):
    given = chance_round(seed, people=10, needs=25)
    aims = set_up(given, QUICK).aims
    best = solve(given, QUICK).stages[1]
    floor = {Stage.FLOOR: solve(given, QUICK).stages[0].value}
    for quick in (first_come(aims), greedy(aims)):
        keeps_floor = aims.value(Stage.FLOOR, quick) >= floor[Stage.FLOOR]
        assert not keeps_floor or aims.value(Stage.COVERAGE, quick) <= best.value
    assert bound_of(aims, Stage.COVERAGE, bounds=floor).value >= best.value


@pytest.mark.parametrize("seed", range(30))
def test_first_come_and_greedy_keep_the_rules(seed, chance_round):
    given = chance_round(seed)
    aims = set_up(given, QUICK).aims
    for chosen in (first_come(aims), greedy(aims), greedy(aims, floor=False)):
        allocation = allocation_of(aims.board, chosen, stages=(), given_hash=input_hash(given), effort=QUICK)
        assert check(through_json(published(given, allocation))) == ()


def test_pins_that_exclude_each_other_are_named_and_no_others(chance_round):
    given = replace(generate(Recipe(people=12, needs=30, seed=4)), decisions=())
    board = set_up(given, QUICK).board
    need = next(numbers for numbers in board.by_need if len(numbers) > 1)
    other = next(pair for pair in board.pairs if pair.need not in {board.pairs[one].need for one in need})
    pins = [
        Decision(
            kind=DecisionKind.PIN,
            person=board.people[board.pairs[number].person].id,
            need=board.needs[board.pairs[number].need].id,
            reason="a test",
        )
        for number in (other.number, *need[:2])
    ]
    with pytest.raises(Refused) as refused:
        solve(replace(given, decisions=tuple(pins)), QUICK)
    (refusal,) = refused.value.refusals
    assert refusal.code == "talent.round.pins-conflict"
    named = refusal.params["pins"]
    assert pins[1].person in named and pins[2].person in named
    assert pins[0].need not in named


def test_a_pin_of_somebody_not_eligible_names_the_rules():
    given = generate(Recipe(people=12, needs=30, seed=4))
    eligibility = set_up(given, QUICK).board.eligibility
    person, need = next(
        (one.id, two.id) for one in given.people for two in given.needs if eligibility.mask(one.id, two.id)
    )
    pin = Decision(kind=DecisionKind.PIN, person=person, need=need, reason="a test")
    with pytest.raises(Refused) as refused:
        solve(replace(given, decisions=(pin,)), QUICK)
    assert refused.value.refusals[0].code == "talent.round.pin-not-eligible"
    assert refused.value.refusals[0].params["rules"]


LEFT_OUT = {
    "days and hours": ("_limits", {"days", "permit-days"}),
    "towns per person": ("_hosts_each", {"hosts"}),
    "twins": ("_twins", {"twins"}),
}


@pytest.mark.parametrize("name", LEFT_OUT)
def test_a_model_without_this_limit_would_be_caught(name, chance_round, monkeypatch):
    """The random rounds are sharp enough: each limit binds in some of them, and the checker sees it."""
    method, expected = LEFT_OUT[name]
    monkeypatch.setattr(Part, method, lambda self: None)
    found = set()
    for seed in range(40):
        given = chance_round(seed)
        found |= {one.broken.value for one in check(published(given, solve(given, QUICK)))}
    assert found == expected


FORGOTTEN = {
    Rule.SKILL: "skill",
    Rule.LEVEL: "skill",
    Rule.PLACE: "place",
    Rule.COURSE: "course",
    Rule.CONFIDENTIALITY: "confidentiality",
    Rule.INTEREST: "interest",
    Rule.PERMISSION: "permission",
    Rule.OWN_BODY: "own-body",
    Rule.CONSENT: "consent",
    Rule.FORBIDDEN: "forbidden",
}


@pytest.mark.parametrize("rule", FORGOTTEN, ids=lambda rule: rule.name)
def test_an_eligibility_that_forgot_this_rule_would_be_caught(rule, chance_round):
    """PERIOD is not here: the days of each month keep it as well."""
    found = set()
    for seed in range(40):
        given = chance_round(seed)
        desk = set_up(
            given, QUICK, board=lay_out(given, without=(rule,)), skipped=set(Stage) - {Stage.COVERAGE}
        )
        found |= {one.broken.value for one in check(published(given, solve_desk(desk)))}
        if FORGOTTEN[rule] in found:
            return
    assert FORGOTTEN[rule] in found
