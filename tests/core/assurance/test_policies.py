"""Who may write, decide and change; when a review is due; where practice asks for more."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from todoke.core.assurance import policies
from todoke.core.assurance.levels import Levels
from todoke.core.assurance.policies import ReviewAlarm, SheetActor, SheetFacts, SheetState
from todoke.core.assurance.practice import Excess, Practice, excess
from todoke.core.cases.facts import Role

TODAY = date(2026, 11, 23)
SATO = SheetActor(id="sato", roles=frozenset({Role.AUTHOR, Role.CASEWORKER}))
SUZUKI = SheetActor(id="suzuki", roles=frozenset({Role.CASEWORKER}))
WATANABE = SheetActor(id="watanabe", roles=frozenset({Role.DX_LEAD}))
MORI = SheetActor(id="mori", roles=frozenset({Role.DX_LEAD}))
APPROVER = SheetActor(id="tanaka", roles=frozenset({Role.APPROVER, Role.PUBLISHER}))


def facts(state, author="sato", last="sato"):
    return SheetFacts(state=state, edit=3, author=author, last_editor=last)


DRAFT, WAITING, DONE, BACK = (facts(state) for state in SheetState)
RULES = {
    "an author writes": (lambda: policies.refuse_write(SATO), None),
    "the DX lead writes": (lambda: policies.refuse_write(WATANABE), None),
    "a caseworker does not": (lambda: policies.refuse_write(SUZUKI), "assurance.sheet.not-writer"),
    "a draft is saved": (lambda: policies.refuse_save(DRAFT, SATO, edit=3), None),
    "somebody else saved": (
        lambda: policies.refuse_save(DRAFT, SATO, edit=2),
        "assurance.changed-meanwhile",
    ),
    "handed in stays as it is": (
        lambda: policies.refuse_save(WAITING, SATO, edit=3),
        "assurance.sheet.submitted",
    ),
    "approved never changes": (lambda: policies.refuse_save(DONE, SATO, edit=3), "assurance.sheet.over"),
    "returned never changes": (lambda: policies.refuse_save(BACK, SATO, edit=3), "assurance.sheet.over"),
    "taken back": (lambda: policies.refuse_take_back(WAITING, SATO), None),
    "a draft is not taken back": (
        lambda: policies.refuse_take_back(DRAFT, SATO),
        "assurance.sheet.not-submitted",
    ),
    "a caseworker takes nothing back": (
        lambda: policies.refuse_take_back(WAITING, SUZUKI),
        "assurance.sheet.not-writer",
    ),
    "the DX lead decides": (lambda: policies.refuse_decide(WAITING, WATANABE), None),
    "an approver of cases does not": (
        lambda: policies.refuse_decide(WAITING, APPROVER),
        "assurance.not-dx-lead",
    ),
    "a draft is not decided": (
        lambda: policies.refuse_decide(DRAFT, WATANABE),
        "assurance.sheet.not-submitted",
    ),
    "nobody decides what they wrote": (
        lambda: policies.refuse_decide(facts(SheetState.SUBMITTED, author="watanabe"), WATANABE),
        "assurance.sheet.own",
    ),
    "nor what they changed last": (
        lambda: policies.refuse_decide(facts(SheetState.SUBMITTED, last="watanabe"), WATANABE),
        "assurance.sheet.own",
    ),
    "another DX lead decides it": (
        lambda: policies.refuse_decide(facts(SheetState.SUBMITTED, author="watanabe"), MORI),
        None,
    ),
    "approved with a day": (
        lambda: policies.refuse_approve(WAITING, WATANABE, review_on=TODAY + timedelta(days=1), today=TODAY),
        None,
    ),
    "approved without a day": (
        lambda: policies.refuse_approve(WAITING, WATANABE, review_on=None, today=TODAY),
        "assurance.sheet.no-review-day",
    ),
    "a review today is none": (
        lambda: policies.refuse_approve(WAITING, WATANABE, review_on=TODAY, today=TODAY),
        "assurance.sheet.review-day-past",
    ),
    "returned with a remark": (
        lambda: policies.refuse_return(WAITING, WATANABE, remark="金額を確かめてください"),
        None,
    ),
    "returned in silence": (
        lambda: policies.refuse_return(WAITING, WATANABE, remark=" "),
        "assurance.sheet.no-remark",
    ),
    "the DX lead changes the table": (
        lambda: policies.refuse_change_methods(WATANABE, edit=2, newest=2, reason="確かめた"),
        None,
    ),
    "an author does not": (
        lambda: policies.refuse_change_methods(SATO, edit=2, newest=2, reason="確かめた"),
        "assurance.not-dx-lead",
    ),
    "two change it at once": (
        lambda: policies.refuse_change_methods(WATANABE, edit=1, newest=2, reason="確かめた"),
        "assurance.changed-meanwhile",
    ),
    "changed without a reason": (
        lambda: policies.refuse_change_methods(WATANABE, edit=2, newest=2, reason=""),
        "assurance.methods.no-reason",
    ),
}


@pytest.mark.parametrize(("rule", "code"), RULES.values(), ids=RULES.keys())
def test_each_rule_refuses_or_lets_pass(rule, code):
    refusal = rule()
    assert (refusal.code if refusal else None) == code


ALARMS = {
    "never approved": (None, ReviewAlarm.NEVER),
    "yesterday": (TODAY - timedelta(days=1), ReviewAlarm.OVER),
    "today": (TODAY, ReviewAlarm.SOON),
    "in sixty days": (TODAY + timedelta(days=60), ReviewAlarm.SOON),
    "in sixty-one days": (TODAY + timedelta(days=61), ReviewAlarm.LATER),
}


@pytest.mark.parametrize(("day", "alarm"), ALARMS.values(), ids=ALARMS.keys())
def test_the_day_of_review_raises_an_alarm(day, alarm):
    assert policies.review_alarm(day, today=TODAY) is alarm


PRACTICES = {
    "a signature where two factors do": (["signature"], (2, 2), Excess.ALWAYS),
    "a signature where it is needed": (["signature"], (3, 2), Excess.NONE),
    "some ask for a signature": (["signature", "municipality"], (2, 2), Excess.SOMETIMES),
    "a sign-in where none is needed": (["login", "nothing"], (0, 0), Excess.SOMETIMES),
    "a sign-in as needed": (["login"], (2, 2), Excess.NONE),
    "nobody knows": (["municipality"], (0, 0), Excess.NONE),
    "less than needed is no excess": (["nothing"], (2, 2), Excess.NONE),
}


@pytest.mark.parametrize(("asked", "needed", "expected"), PRACTICES.values(), ids=PRACTICES.keys())
def test_practice_that_asks_for_more_is_seen(asked, needed, expected):
    practice = Practice.model_validate({"asked": asked, "certainty": "medium"})
    assert excess(practice, Levels(identity=needed[0], authentication=needed[1])) is expected
