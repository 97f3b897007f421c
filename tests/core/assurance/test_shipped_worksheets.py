"""The proposed worksheets of the procedures that ship."""

from __future__ import annotations

from collections import Counter

import pytest

from todoke.catalogue import shipped
from todoke.catalogue.assurance import shipped_methods, shipped_worksheets
from todoke.core.assurance.choosing import refusals_of_choice
from todoke.core.assurance.deciding import decide
from todoke.core.assurance.levels import LEVEL_OF, Axis, Harm, Rating
from todoke.core.assurance.lint import AGE, CODE, lint_worksheet
from todoke.core.procedures.load import load_definition

RATING = {"低": Rating.LOW, "中": Rating.MODERATE, "高": Rating.HIGH}
SHORT = {"benefit": Harm.FINANCIAL, "privacy": Harm.INFORMATION}


def definition(id):
    return load_definition(shipped()[id], file=f"{id}.yaml")


def test_every_procedure_that_ships_has_a_worksheet():
    assert set(shipped_worksheets()) == set(shipped())
    assert len(shipped_worksheets()) == 31


@pytest.mark.parametrize("id", shipped())
def test_the_worksheet_computes_exactly_the_level_its_definition_states(id):
    levels, stated = decide(shipped_worksheets()[id]).levels, definition(id).assurance
    assert (levels.identity, levels.authentication) == (stated.identity, stated.authentication)
    assert lint_worksheet(definition(id), shipped_worksheets()[id]) == ()


@pytest.mark.parametrize("id", shipped())
def test_the_methods_chosen_reach_the_level(id):
    assert refusals_of_choice(shipped_worksheets()[id], shipped_methods()) == ()


@pytest.mark.parametrize("id", shipped())
def test_the_short_words_in_the_definition_rate_as_the_worksheet_does(id):
    for key, harm in SHORT.items():
        rated = shipped_worksheets()[id].harms[harm]
        heaviest = max((rated.on(axis) for axis in Axis), key=lambda rating: LEVEL_OF[rating])
        assert RATING[definition(id).assurance.worksheet[key][0]] is heaviest, (id, key)


def test_no_reason_for_harm_of_money_or_law_is_copied_from_another_procedure():
    for harm in (Harm.FINANCIAL, Harm.INFORMATION, Harm.INCONVENIENCE):
        times = Counter(one.harms[harm].reason for one in shipped_worksheets().values())
        copied = {reason for reason, count in times.items() if count > 2}
        assert not copied, (harm, copied)


def test_a_proposal_says_what_its_author_was_not_certain_of():
    assert all(one.verify for one in shipped_worksheets().values())


def test_lint_says_when_there_is_no_worksheet():
    assert [one.code for one in lint_worksheet(definition("ltc_card"), None)] == [CODE]


def test_lint_says_when_the_definition_asks_for_something_else():
    found, _ = lint_worksheet(definition("ltc_card"), shipped_worksheets()["child_allowance_claim"])
    assert found.code == CODE
    assert found.params == {
        "identity": 3,
        "authentication": 2,
        "asked_identity": 1,
        "asked_authentication": 1,
    }


def test_lint_says_when_a_sign_in_counts_longer_or_shorter():
    shorter = lint_worksheet(definition("ltc_card"), shipped_worksheets()["child_allowance_claim"])[-1]
    assert (shorter.code, shorter.params) == (AGE, {"minutes": 60})
    longer = lint_worksheet(definition("child_allowance_claim"), shipped_worksheets()["ltc_card"])[-1]
    assert (longer.code, longer.params) == (AGE, {})
