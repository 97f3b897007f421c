"""What the fifteen procedures for families with children promise to those who use them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any

import pytest

from todoke.catalogue import shipped
from todoke.core.cases.outcomes import OutcomeMeaning
from todoke.core.procedures.answers import check_all, walk
from todoke.core.procedures.definition import Definition, Group, MyNumberUse, RepresentativeKind
from todoke.core.procedures.examples import run_examples
from todoke.core.procedures.fields import AnswerContext
from todoke.core.procedures.fields.base import Field
from todoke.core.procedures.fields.choice import OptionsField
from todoke.core.procedures.fields.group import GroupField
from todoke.core.procedures.load import load_definition
from todoke.core.procedures.text import PLAIN, Text

IDS = (
    *("child_allowance_claim", "child_allowance_amount_change", "child_allowance_details_change"),
    *("child_allowance_end", "child_allowance_unpaid", "child_allowance_donation"),
    *("child_allowance_donation_change", "child_allowance_deduct", "child_allowance_deduct_change"),
    *("child_allowance_status", "childcare_certification", "childcare_place", "childcare_status"),
    *("single_parent_allowance_status", "pregnancy_notice"),
)
TODAY = AnswerContext(today=date(2026, 11, 23))


@cache
def procedure(id: str) -> Definition:
    return load_definition(shipped()[id], file=f"{id}.yaml")


def told(id: str, example: int = 0, **changes: Any) -> dict[str, Any]:
    """The answers of an example with some of them changed."""
    return {**procedure(id).examples[example].answers, **changes}


def without(answers: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in answers.items() if name not in names}


def asked(id: str, answers: Mapping[str, Any]) -> set[str]:
    return {field.id for field in walk(procedure(id), answers, TODAY).fields()}


def pages(id: str, answers: Mapping[str, Any]) -> list[str]:
    return [one.step.id for one in walk(procedure(id), answers, TODAY).steps]


def problems(id: str, answers: Mapping[str, Any]) -> set[str]:
    return set(check_all(procedure(id), answers, TODAY))


@pytest.mark.parametrize("id", IDS)
def test_it_ships_with_the_children_and_with_what_staff_must_verify(id: str) -> None:
    definition = procedure(id)
    assert definition.group is Group.CHILDCARE
    assert definition.verify
    assert definition.assurance.worksheet
    assert definition.baseline is not None and definition.baseline.is_open  # measured where it is used


@pytest.mark.parametrize("id", IDS)
def test_it_shows_one_whole_way_through_and_one_that_is_held_up(id: str) -> None:
    definition = procedure(id)
    assert [result.faults for result in run_examples(definition) if not result.holds] == []
    whole = [one for one in definition.examples if one.problems == () and not one.stopped and one.path]
    held = [one for one in definition.examples if one.problems or one.stopped]
    assert whole
    assert held


def spoken(definition: Definition) -> Iterator[tuple[str, Text]]:
    yield "title", definition.title
    yield "summary", definition.summary
    yield from (("eligibility", text) for text in definition.eligibility)
    for step in definition.steps:
        yield step.id, step.title
        yield from ((step.id, text) for stop in step.stops for text in (stop.message, stop.instead))
        yield from ((step.id, check.message) for check in step.checks)
        for field in step.fields:
            yield from spoken_by(field)
    yield from ((name, outcome.label) for name, outcome in definition.outcomes.items())


def spoken_by(field: Field) -> Iterator[tuple[str, Text]]:
    yield field.id, field.label
    if isinstance(field, OptionsField):
        yield from ((field.id, option.label) for option in field.options)
    if isinstance(field, GroupField):
        for cell in field.fields:
            yield from spoken_by(cell)


@pytest.mark.parametrize("id", IDS)
def test_it_speaks_japanese_plain_japanese_and_english_in_every_row_and_stop(id: str) -> None:
    silent = {
        f"{place} {language}"
        for place, text in spoken(procedure(id))
        for language in (PLAIN, "en")
        if not text.has(language)
    }
    assert silent == set()


def test_only_the_law_sets_days() -> None:
    days = {id: procedure(id).standard_days.value for id in IDS}
    assert {id: value for id, value in days.items() if value} == {"childcare_certification": 30}


def test_only_the_claim_takes_a_my_number_and_names_the_law() -> None:
    sealed = [id for id in IDS if procedure(id).my_number is MyNumberUse.SEALED]
    assert sealed == ["child_allowance_claim"]
    assert "番号" in (procedure("child_allowance_claim").my_number_law or "")


NOTED = [
    "child_allowance_details_change",
    "child_allowance_end",
    "child_allowance_status",
    "childcare_status",
    "single_parent_allowance_status",
    "pregnancy_notice",
]


@pytest.mark.parametrize("id", NOTED)
def test_a_notice_is_done_on_arrival_and_never_refused(id: str) -> None:
    definition = procedure(id)
    assert definition.act.value == "届出"
    assert {one.meaning for one in definition.outcomes.values()} == {OutcomeMeaning.NOTED}


PROXIES = [id for id in IDS if RepresentativeKind.VOLUNTARY in procedure(id).who]


@pytest.mark.parametrize("id", PROXIES)
def test_whoever_acts_for_another_shows_the_letter_of_authority(id: str) -> None:
    question = next(field for field in procedure(id).fields if field.id.startswith("sent_by_"))
    answers = told(id, **{question.id: False})
    assert "power_of_attorney" in problems(id, answers)
    assert "representative_name.name" in problems(id, answers)
    assert "power_of_attorney" not in asked(id, told(id))


WILL = [id for id in IDS if "donation" in id or "deduct" in id]


@pytest.mark.parametrize("id", WILL)
def test_only_the_recipient_gives_the_money_away(id: str) -> None:
    assert procedure(id).who == (RepresentativeKind.SELF,)
    assert {"own_will", "consent_deduct"} & problems(id, without(told(id), "own_will", "consent_deduct"))


WORKPLACE = {
    "a new claim": ("child_allowance_claim", "beginning"),
    "a change of the amount": ("child_allowance_amount_change", "recipient"),
    "the yearly report": ("child_allowance_status", "recipient"),
}


@pytest.mark.parametrize(("id", "step"), WORKPLACE.values(), ids=WORKPLACE.keys())
def test_a_public_servant_is_sent_to_the_workplace(id: str, step: str) -> None:
    path = walk(procedure(id), told(id, public_servant=True), TODAY)
    assert path.stopped
    assert path.stopped.step.id == step
    assert "勤務先" in path.stopped.stop.instead.ja
    assert path.steps[-1].step.id == step


def test_an_institution_and_the_lower_earner_are_told_where_to_go() -> None:
    for changes in (
        {"claimant_kind": "facility"},
        {"has_spouse": True, "claimant_earns_more": False},
    ):
        assert walk(
            procedure("child_allowance_claim"), told("child_allowance_claim", **changes), TODAY
        ).stopped


BABY = procedure("child_allowance_claim").examples[0].answers["children"][0]  # type: ignore[call-overload, index]
THIRD = {
    "two small children": (2, 0, False),
    "three small children and nobody older": (3, 0, False),
    "one small child and one at university": (1, 1, False),
    "one small child and two at university": (1, 2, True),
    "two small children and one at university": (2, 1, True),
}


@pytest.mark.parametrize(("small", "elder", "opens"), THIRD.values(), ids=THIRD.keys())
@pytest.mark.parametrize("id", ["child_allowance_claim", "child_allowance_status"])
def test_the_third_child_opens_the_questions_on_elder_children(
    id: str, small: int, elder: int, opens: bool
) -> None:
    answers = told(id, children=[BABY] * small, elder_count=elder)
    assert ("elder_children" in pages(id, answers)) is opens


def test_elder_children_are_listed_as_many_as_were_counted() -> None:
    answers = told("child_allowance_claim", 1, elder_count=2)
    assert "elder_children" in problems("child_allowance_claim", answers)


AGES = {"a baby": ("2026-11-10", False), "eighteen": ("2008-04-02", False), "nineteen": ("2007-11-01", True)}


@pytest.mark.parametrize(("born", "refused"), AGES.values(), ids=AGES.keys())
def test_a_child_is_younger_than_nineteen(born: str, refused: bool) -> None:
    answers = told("child_allowance_claim", children=[{**BABY, "birth_date": born}])
    assert ("children" in problems("child_allowance_claim", answers)) is refused


def test_the_public_account_needs_no_bank_and_no_proof() -> None:
    answers = told("child_allowance_claim", payee={"use": "public"})
    assert "account_proof" not in asked("child_allowance_claim", answers)
    assert problems("child_allowance_claim", answers) == set()
    own = told("child_allowance_claim", 1)["payee"]
    assert "account_proof" in problems("child_allowance_claim", {**answers, "payee": own})
    nameless = {**own, "holder_kana": ""}
    assert "payee.holder_kana" in problems("child_allowance_claim", {**answers, "payee": nameless})


def test_a_checking_or_savings_account_is_not_taken_for_the_allowance() -> None:
    own = told("child_allowance_claim", 1)["payee"]
    for kind in ("checking", "savings"):
        answers = told("child_allowance_claim", payee={**own, "kind": kind})
        assert "payee.kind" in problems("child_allowance_claim", answers)


def test_a_child_elsewhere_brings_address_number_and_statement_of_care() -> None:
    away = {**BABY, "living": "apart"}
    found = problems("child_allowance_claim", told("child_allowance_claim", children=[away]))
    assert found == {
        "children.0.child_address.postcode",
        "children.0.child_my_number",
        "separate_care_statement",
    }


def test_without_a_spouse_nobody_asks_for_the_number_of_one() -> None:
    assert "spouse_my_number" not in asked("child_allowance_claim", told("child_allowance_claim"))
    married = told("child_allowance_claim", has_spouse=True, claimant_earns_more=True)
    assert "spouse_my_number" in problems("child_allowance_claim", married)


def test_who_was_abroad_on_1_january_shows_the_passport_and_others_do_not() -> None:
    abroad = told("child_allowance_claim", january_place="abroad")
    assert problems("child_allowance_claim", abroad) == {"passport_stamps"}


def test_a_move_within_the_town_is_noted_and_a_move_away_is_not() -> None:
    id = "child_allowance_details_change"
    assert not walk(procedure(id), told(id), TODAY).stopped
    stopped = walk(procedure(id), told(id, moved_within=False), TODAY).stopped
    assert stopped
    assert "認定請求" in stopped.stop.instead.ja


REASONS = {
    "work": "employment_certificate",
    "leave": "employment_certificate",
    "maternity": "handbook_copy",
    "illness": "illness_proof",
    "caring": "caring_proof",
    "study": "study_proof",
    "job_seeking": "job_seeking_statement",
}


@pytest.mark.parametrize(("need", "document"), REASONS.items(), ids=REASONS.keys())
@pytest.mark.parametrize("id", ["childcare_certification", "childcare_place", "childcare_status"])
def test_each_reason_for_childcare_asks_for_its_own_document(id: str, need: str, document: str) -> None:
    both = [{**one, "need": need, "need_detail": "通院"} for one in told(id)["guardians"]]
    answers = without(told(id, guardians=both), "employment_certificate")
    assert problems(id, answers) == {document}


@pytest.mark.parametrize("id", ["childcare_certification", "childcare_place", "childcare_status"])
def test_fleeing_abuse_needs_no_document(id: str) -> None:
    both = [{**one, "need": "abuse"} for one in told(id)["guardians"]]
    assert problems(id, without(told(id, guardians=both), "employment_certificate")) == set()


@pytest.mark.parametrize("id", ["childcare_certification", "childcare_place", "childcare_status"])
def test_kindergarten_hours_ask_for_no_reason(id: str) -> None:
    bare = [without(one, "need", "days_per_week", "hours_per_day") for one in told(id)["guardians"]]
    answers = without(told(id, certification_wish="education", guardians=bare), "employment_certificate")
    assert problems(id, answers) == set()


@pytest.mark.parametrize("id", ["childcare_certification", "childcare_place", "childcare_status"])
def test_both_parents_are_heard_unless_there_is_one(id: str) -> None:
    one = told(id)["guardians"][:1]
    assert problems(id, told(id, guardians=one)) == {"guardians"}
    assert problems(id, told(id, guardians=one, single_parent=True)) == set()


def test_the_same_nursery_is_wished_for_once() -> None:
    wish = told("childcare_place")["facilities"][0]
    assert problems("childcare_place", told("childcare_place", facilities=[wish, wish])) == {
        "facilities.1.facility"
    }


def test_nothing_in_the_survey_of_a_pregnant_person_must_be_answered() -> None:
    survey = procedure("pregnancy_notice").step("survey")
    assert [field.id for field in survey.fields if field.required] == []
    answers = without(told("pregnancy_notice"), *(field.id for field in survey.fields))
    assert problems("pregnancy_notice", answers) == set()


STATUTORY = (
    *("full_name", "birth_date", "occupation", "residence", "weeks"),
    *("diagnosed", "diagnosed_by", "std_check", "tb_check", "due_date"),
)


@pytest.mark.parametrize("item", STATUTORY)
def test_every_statutory_item_of_the_pregnancy_notice_is_asked(item: str) -> None:
    answers = without(told("pregnancy_notice"), item)
    assert item in {name.split(".")[0] for name in problems("pregnancy_notice", answers)}


def test_the_support_payment_is_a_wish_and_only_then_asks_for_an_account() -> None:
    answers = without(told("pregnancy_notice"), "benefit_account")
    assert problems("pregnancy_notice", answers) == {"benefit_account.use"}
    assert problems("pregnancy_notice", {**answers, "benefit_wish": False}) == set()


def test_who_need_not_report_is_told_so_at_once() -> None:
    path = walk(procedure("child_allowance_status"), {"report_reason": "none"}, TODAY)
    assert [one.step.id for one in path.steps] == ["reason"]
    assert path.stopped
