"""What is saved comes back; what is published about fairness adds up and names no person."""

from __future__ import annotations

import json
from itertools import islice

import pytest

from todoke.core.errors import Refused
from todoke.core.talent.allocation.audit import audit, flattened
from todoke.core.talent.allocation.board import value_of
from todoke.core.talent.allocation.canonical import plain_input
from todoke.core.talent.allocation.exact import Effort
from todoke.core.talent.allocation.generator import Recipe, generate
from todoke.core.talent.allocation.greedy import first_come
from todoke.core.talent.allocation.rounds import set_up, solve, steps
from todoke.core.talent.allocation.saving import plain_progress, read_input, read_progress

QUICK = Effort(work=1.0)


@pytest.mark.parametrize("count", [1, 3, 6])
def test_a_progress_comes_back_through_json(count, chance_round):
    progress = list(islice(steps(set_up(chance_round(5), QUICK)), count))[-1]
    assert read_progress(json.loads(json.dumps(plain_progress(progress)))) == progress


def test_a_round_goes_on_from_what_was_saved(chance_round):
    given = chance_round(5)
    stopped = list(islice(steps(set_up(given, QUICK)), 3))[-1]
    saved = read_progress(json.loads(json.dumps(plain_progress(stopped))))
    assert solve(given, QUICK, progress=saved).output_hash == solve(given, QUICK).output_hash


BROKEN = {
    "nothing": {},
    "another format": {"format": "todoke-progress-0", "input_hash": "x", "effort": {}},
    "no effort": {"format": "todoke-progress-1", "input_hash": "x"},
    "a stage nobody knows": {
        "format": "todoke-progress-1",
        "input_hash": "x",
        "effort": {},
        "done": [{"stage": "luck", "value": 1, "bound": 1}],
    },
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_cannot_be_read_is_refused(name):
    with pytest.raises(Refused) as refused:
        read_progress(BROKEN[name])
    assert refused.value.refusals[0].code == "talent.round.unreadable-progress"


@pytest.fixture(scope="module")
def solved():
    given = generate(Recipe(people=12, needs=36, seed=2, tightness=140))
    desk = set_up(given, QUICK)
    return given, desk, [desk.board.numbers[pair] for pair in solve(given, QUICK).pairs()]


@pytest.mark.parametrize("seed", range(20))
def test_an_input_comes_back_through_json(seed, chance_round):
    given = chance_round(seed)
    assert read_input(json.loads(json.dumps(plain_input(given))), key=given.key) == given.in_order()


SPOILED = {
    "no people": lambda data: data.pop("people"),
    "a month nobody knows": lambda data: data["people"][0].update(days={"2027-13": 2}),
    "a day that is a word": lambda data: data["needs"][0]["period"].update(since="soon"),
    "a field more": lambda data: data["people"][0].update(age=40),
    "another key": lambda data: data.update(key_sha256="0" * 64),
}


@pytest.mark.parametrize("name", SPOILED)
def test_a_spoiled_input_is_refused(name, chance_round):
    given = chance_round(3)
    data = plain_input(given)
    SPOILED[name](data)
    with pytest.raises(Refused) as refused:
        read_input(data, key=given.key)
    assert refused.value.refusals[0].code == "talent.round.unreadable-progress"


def test_an_audit_adds_up(solved):
    given, desk, chosen = solved
    served = {desk.board.pairs[number].need for number in chosen}
    found = audit(desk.aims, chosen)
    assert sum(one.asked for one in found.by_size.values()) == sum(map(value_of, given.needs))
    assert sum(one.served for one in found.by_size.values()) == sum(
        value_of(desk.board.needs[place]) for place in served
    )
    assert all(0 <= one.part <= 1 for one in found.by_size.values())
    assert found.unhelped <= found.helpable
    assert not any(person.id in repr(found) for person in given.people)


def test_the_floor_leaves_no_more_towns_unhelped_than_first_come(solved):
    _, desk, chosen = solved
    assert audit(desk.aims, chosen).unhelped <= audit(desk.aims, first_come(desk.aims)).unhelped


def test_flattened_all_needs_weigh_the_same():
    assert {need.weight for need in flattened(generate(Recipe(people=5, needs=9, seed=1))).needs} == {1}
