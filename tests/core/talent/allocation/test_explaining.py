"""Reasons: what a pair lacks, why a need stays open, what rules cost, and that no reason tells of anybody."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from todoke.core.talent.allocation.blockers import KeyKind, days_left, openings
from todoke.core.talent.allocation.canonical import input_hash
from todoke.core.talent.allocation.conflicts import is_minimal
from todoke.core.talent.allocation.counterfactual import what_if
from todoke.core.talent.allocation.eligibility import evaluate
from todoke.core.talent.allocation.exact import Effort
from todoke.core.talent.allocation.explaining import (
    PRIVATE,
    explain_need,
    explain_pair,
    merged,
    sentence_of,
)
from todoke.core.talent.allocation.generator import Recipe, generate
from todoke.core.talent.allocation.months import Period
from todoke.core.talent.allocation.prices import PRICED, prices
from todoke.core.talent.allocation.ranking import ranked_for
from todoke.core.talent.allocation.results import allocation_of, published
from todoke.core.talent.allocation.rounds import set_up, solve
from todoke.core.talent.allocation.rules import RULES, Rule
from todoke.core.talent.allocation.stages import Stage
from todoke.core.talent.allocation.unserved import Question, core_of_need
from todoke.core.talent.allocation.values import (
    EVERY,
    Agreement,
    Completion,
    Decision,
    DecisionKind,
    Host,
    LegalForm,
    Need,
    Permit,
    Person,
    Restriction,
    RoundInput,
)
from todoke.core.talent.bodies import SizeClass
from todoke.core.talent.checking.check import check
from todoke.core.talent.conflicts import Effect
from todoke.core.talent.people import PersonKind
from todoke.core.talent.permissions import PermissionKind

QUICK = Effort(work=2.0)
YEAR = Period(since=date(2027, 4, 1), until=date(2028, 3, 31))
SUITED = Person(
    id="hanako",
    kind=PersonKind.STAFF,
    home="elsewhere",
    days=dict.fromkeys(YEAR.months(), 4),
    max_hosts=2,
    zones=frozenset({"north"}),
    skills={"forms": 3},
    completions=(Completion(course="office", period=YEAR),),
    permits=(Permit(id="side", kind=PermissionKind.SIDE_JOB_38, period=YEAR, days_per_month=3),),
    agreements=(Agreement(host=EVERY, period=YEAR),),
)
NEED = Need(
    id="n1",
    host="hibari",
    period=YEAR,
    days=2,
    weight=3,
    forms=("side_job",),
    zone="north",
    skills={"forms": 2},
    courses=frozenset({"office"}),
    categories=frozenset({"forms"}),
)
EXCLUDED = Restriction(host="hibari", category="forms", effect=Effect.EXCLUDE, period=YEAR)
HALF = Period(since=YEAR.since, until=date(2027, 9, 30))


def round_with(*people: Person, **changes: object) -> RoundInput:
    return RoundInput(
        hosts=(Host(id="hibari", size=SizeClass.SMALL, region="east", zone="north"),),
        people=people,
        needs=(replace(NEED, **changes),),
        forms=(
            LegalForm(
                code="side_job", permissions={PersonKind.STAFF: frozenset({PermissionKind.SIDE_JOB_38})}
            ),
        ),
        key=b"key",
    )


LACKING = {
    "the skill": (Rule.SKILL, {"skills": {}}),
    "the level": (Rule.LEVEL, {"skills": {"forms": 1}}),
    "the days": (Rule.PERIOD, {"days": dict.fromkeys(YEAR.months(), 1)}),
    "the way there": (Rule.PLACE, {"zones": frozenset({"south"})}),
    "the course": (Rule.COURSE, {"completions": ()}),
    "the agreement": (Rule.CONFIDENTIALITY, {"agreements": ()}),
    "half of the agreement": (
        Rule.CONFIDENTIALITY,
        {"agreements": (Agreement(host=EVERY, period=HALF),)},
    ),
    "freedom from interest": (Rule.INTEREST, {"restrictions": (EXCLUDED,)}),
    "the permission": (Rule.PERMISSION, {"permits": ()}),
    "hours in the permission": (
        Rule.PERMISSION,
        {"permits": (replace(SUITED.permits[0], days_per_month=1),)},
    ),
    "half of the permission": (Rule.PERMISSION, {"permits": (replace(SUITED.permits[0], period=HALF),)}),
    "a form for this kind": (Rule.PERMISSION, {"kind": PersonKind.SECONDEE}),
    "another home": (Rule.OWN_BODY, {"home": "hibari"}),
    "consent": (Rule.CONSENT, {"consents": False}),
}


def test_somebody_with_everything_is_eligible():
    assert explain_pair(evaluate(round_with(SUITED)), "hanako", need="n1").is_eligible


@pytest.mark.parametrize("name", LACKING)
def test_what_lacks_is_named_alone(name):
    rule, changes = LACKING[name]
    found = explain_pair(evaluate(round_with(replace(SUITED, **changes))), "hanako", need="n1")
    assert [one.rule for one in found.reasons] == [rule]
    assert found.reasons[0].remedy and found.reasons[0].source
    assert (found.cheapest is None) == (RULES[rule].effort is None)


def test_a_forbidden_pair_says_so():
    forbid = Decision(kind=DecisionKind.FORBID, person="hanako", need="n1", reason="a test")
    given = replace(round_with(SUITED), decisions=(forbid,))
    assert evaluate(given).mask("hanako", "n1") == Rule.FORBIDDEN


def test_several_reasons_come_cheapest_first_and_add_up():
    found = explain_pair(evaluate(round_with(replace(SUITED, skills={}, agreements=()))), "hanako", need="n1")
    assert [one.rule for one in found.reasons] == [Rule.CONFIDENTIALITY, Rule.SKILL]
    assert found.effort == 61
    assert found.cheapest is None


def test_a_mild_restriction_travels_as_a_condition():
    mild = replace(EXCLUDED, effect=Effect.RECUSE)
    allocation = solve(round_with(replace(SUITED, restrictions=(mild,))), QUICK)
    assert [one.effect for one in allocation.proposals[0].conditions] == [Effect.RECUSE]


def test_every_rule_has_its_words_and_bits_of_its_own():
    assert set(RULES) == set(Rule)
    assert len({text.code for text in RULES.values()}) == len(Rule)
    assert all(rule & (rule - 1) == 0 for rule in Rule)


MERGING = {
    "two large groups stay": ({"a": 7, "b": 6}, [7, 6]),
    "small ones join": ({"a": 7, "b": 3, "c": 2}, [7, 5]),
    "too small even together takes the next larger": ({"a": 9, "b": 6, "c": 2}, [9, 8]),
    "too few people at all: silence": ({"a": 2, "b": 1}, []),
    "nobody": ({}, []),
}


@pytest.mark.parametrize("name", MERGING)
def test_no_group_below_k_is_told(name):
    counts, told = MERGING[name]
    rules = dict(zip("abc", (Rule.SKILL, Rule.LEVEL, Rule.PLACE), strict=True))
    groups, total = merged(Counter({frozenset({rules[key]}): count for key, count in counts.items()}), k=5)
    assert [one.people for one in groups] == told
    assert total == sum(told)


@pytest.mark.parametrize("seed", range(40))
def test_reasons_for_a_town_tell_of_nobody(seed, chance_round):
    given = chance_round(seed, people=14, needs=10)
    eligibility = evaluate(given)
    for need in given.needs:
        found = explain_need(eligibility, need.id, k=5)
        assert all(one.people >= 5 for one in found.groups)
        assert not any(one.rules & PRIVATE for one in found.groups)
        assert found.eligible is None or found.eligible >= 5
        hidden = len(given.people) - sum(one.people for one in found.groups) - (found.eligible or 0)
        assert found.eligible is None or not 0 < hidden < 5
        assert all(sentence_of(one).in_english() for one in found.groups)


@pytest.mark.parametrize("seed", [1, 2])
def test_the_core_of_an_open_need_is_minimal(seed):
    given = generate(Recipe(people=12, needs=36, seed=seed, tightness=140))
    aims = set_up(given, QUICK).aims
    chosen = sorted(aims.board.numbers[pair] for pair in solve(given, QUICK).pairs())
    served = {aims.board.pairs[number].need for number in chosen}
    reachable = [place for place, pairs in enumerate(aims.board.by_need) if pairs and place not in served]
    cores = 0
    for place in reachable:
        need = aims.board.needs[place].id
        if core := core_of_need(aims, need, chosen=chosen):
            question = Question(aims, need, chosen=chosen)
            assert is_minimal(core, lambda facts, question=question: question.ask(facts) is None)
            cores += 1
    assert cores


@pytest.mark.parametrize("seed", [1, 2])
def test_a_counterfactual_agrees_with_a_round_pinned_so(seed):
    given = generate(Recipe(people=12, needs=30, seed=seed))
    allocation = solve(given, QUICK)
    aims = set_up(given, QUICK).aims
    chosen = sorted(aims.board.numbers[pair] for pair in allocation.pairs())
    asked = 0
    for pair in aims.board.pairs[::7]:
        person, need = aims.board.people[pair.person].id, aims.board.needs[pair.need].id
        found = what_if(aims, person, need=need, chosen=chosen, effort=QUICK)
        pin = Decision(kind=DecisionKind.PIN, person=person, need=need, reason="a test")
        pinned = solve(
            replace(given, decisions=(pin,)), QUICK, skipped=set(Stage) - {Stage.FLOOR, Stage.COVERAGE}
        )
        values = {one.stage: one.value for one in pinned.stages}
        assert found.proven and found.possible
        assert found.floor_loss == aims.value(Stage.FLOOR, chosen) - values[Stage.FLOOR]
        if not found.floor_loss:
            assert found.coverage_loss == max(0, aims.value(Stage.COVERAGE, chosen) - values[Stage.COVERAGE])
        asked += 1
    assert asked > 2


def test_what_if_about_somebody_not_eligible_names_the_rules():
    given = round_with(replace(SUITED, consents=False))
    found = what_if(set_up(given, QUICK).aims, "hanako", need="n1", chosen=(), effort=QUICK)
    assert (found.possible, found.mask) == (False, Rule.CONSENT)


def test_a_rule_never_costs_less_than_nothing_and_protection_has_no_price():
    given = generate(Recipe(people=12, needs=30, seed=3, tightness=140))
    found = list(prices(given, QUICK))
    assert [one.rule for one in found] == [None, *PRICED]
    assert all(one.proven for one in found)
    assert all(one.towns > 0 or one.coverage >= 0 for one in found[1:])
    assert any(one.coverage > 0 for one in found[1:])
    assert {Rule.CONSENT, Rule.FORBIDDEN}.isdisjoint(PRICED)


def test_a_course_that_opens_a_need_is_found():
    given = round_with(replace(SUITED, completions=()))
    (opening,) = openings(set_up(given, QUICK).board, ())
    assert (opening.key.kind, opening.key.name, opening.needs) == (KeyKind.COURSE, "office", ("n1",))
    assert opening.demand == 3 * 2 * 12


def test_a_course_opens_nothing_for_somebody_without_days():
    given = round_with(replace(SUITED, completions=(), days=dict.fromkeys(YEAR.months(), 1)))
    assert openings(set_up(given, QUICK).board, ()) == ()


def test_openings_count_no_need_twice_and_no_served_need():
    given = generate(Recipe(people=20, needs=60, seed=2))
    allocation = solve(given, QUICK)
    board = set_up(given, QUICK).board
    chosen = sorted(board.numbers[pair] for pair in allocation.pairs())
    found = openings(board, chosen)
    named = [need for one in found for need in one.needs]
    assert found and len(found) <= 10
    assert len(named) == len(set(named))
    assert {pair[1] for pair in allocation.pairs()}.isdisjoint(named)
    assert all(days >= 0 for months in days_left(board, chosen).values() for days in months.values())


def test_somebody_who_withdraws_is_gone_from_the_next_solution():
    given = generate(Recipe(people=12, needs=30, seed=3))
    who = solve(given, QUICK).proposals[0].person
    people = tuple(replace(one, consents=False) if one.id == who else one for one in given.people)
    after = solve(replace(given, people=people), QUICK)
    assert who not in {one.person for one in after.proposals}


def test_a_choice_that_ignores_a_withdrawal_is_caught():
    given = generate(Recipe(people=12, needs=30, seed=3))
    board = set_up(given, QUICK).board
    chosen = [board.numbers[pair] for pair in solve(given, QUICK).pairs()]
    who = board.people[board.pairs[chosen[0]].person].id
    people = tuple(replace(one, consents=False) if one.id == who else one for one in given.people)
    stale = allocation_of(board, chosen, stages=(), given_hash=input_hash(given), effort=QUICK)
    assert "consent" in {one.broken.value for one in check(published(replace(given, people=people), stale))}


def test_an_urgent_need_gets_everybody_possible_the_cheapest_first():
    given = generate(Recipe(people=12, needs=30, seed=3))
    aims = set_up(given, QUICK).aims
    chosen = sorted(aims.board.numbers[pair] for pair in solve(given, QUICK).pairs())
    place = max(range(len(aims.board.needs)), key=lambda one: len(aims.board.by_need[one]))
    found = ranked_for(aims, aims.board.needs[place].id, chosen=chosen, effort=QUICK)
    costs = [(one.floor_loss, one.coverage_loss) for one in found]
    assert len(found) > 1
    assert costs == sorted(costs)
    assert len({one.person for one in found}) == len(found)
