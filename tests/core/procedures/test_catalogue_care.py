"""What the care and car procedures ask, of whom, and whom they send elsewhere."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from todoke.catalogue import shipped
from todoke.core.cases.acts import Act
from todoke.core.cases.outcomes import OutcomeMeaning
from todoke.core.procedures.answers import check_all, on_path, read_step, walk
from todoke.core.procedures.definition import Addressee, Definition, Group, MyNumberUse, Status
from todoke.core.procedures.fields import AnswerContext
from todoke.core.procedures.load import load_definition

CARE = (
    *("ltc_new", "ltc_renew", "ltc_change", "ltc_careplan", "ltc_copay_card", "ltc_card"),
    *("ltc_high_cost", "ltc_burden_limit", "ltc_equipment", "ltc_home_mod", "ltc_moved"),
)
CAR = ("car_env_tax", "car_tax_report", "car_tax_address", "car_parking_proof")
CERTIFIED = ("ltc_new", "ltc_renew", "ltc_change")
PAID = ("ltc_high_cost", "ltc_equipment", "ltc_home_mod")
DEFINITIONS = {id: load_definition(shipped()[id], file=f"{id}.yaml") for id in (*CARE, *CAR)}


def complete(definition: Definition) -> dict[str, Any]:
    """The answers of its first example, which can be sent."""
    return dict(definition.examples[0].answers)


def today_of(definition: Definition) -> AnswerContext:
    return AnswerContext(today=date.fromisoformat(definition.examples[0].today))


def asked(definition: Definition, answers: dict[str, Any], context: AnswerContext) -> dict[str, bool]:
    """Field id → whether it is demanded, for every question on the path."""
    return {one.id: one.required for one in walk(definition, answers, context).fields()}


def stopped_at(id: str, answers: dict[str, Any], context: AnswerContext) -> str | None:
    stopped = walk(DEFINITIONS[id], answers, context).stopped
    return stopped.step.id if stopped else None


@pytest.mark.parametrize("id", CARE)
def test_a_care_procedure_belongs_to_care_and_asks_no_my_number(id: str) -> None:
    definition = DEFINITIONS[id]
    assert definition.group is Group.CARE
    assert definition.my_number is MyNumberUse.NONE
    assert definition.addressee is None
    assert any("個人番号" in note for note in definition.verify)


@pytest.mark.parametrize("id", CAR)
def test_a_car_procedure_goes_to_the_prefecture(id: str) -> None:
    assert DEFINITIONS[id].group is Group.CAR
    assert DEFINITIONS[id].addressee is Addressee.PREFECTURE


@pytest.mark.parametrize("id", (*CARE, *CAR))
def test_a_period_is_given_only_where_the_law_sets_it(id: str) -> None:
    days = DEFINITIONS[id].standard_days
    assert days.value == (30 if id in CERTIFIED else None)
    assert "第27条第11項" in days.source or id not in CERTIFIED


@pytest.mark.parametrize("id", (*CARE, *CAR))
def test_its_first_example_can_be_sent_and_another_is_refused(id: str) -> None:
    definition = DEFINITIONS[id]
    assert check_all(definition, complete(definition), today_of(definition)) == {}
    assert any(example.problems for example in definition.examples)


@pytest.mark.parametrize("id", (*CARE, *CAR))
def test_its_complete_examples_can_be_typed_page_by_page(id: str) -> None:
    definition = DEFINITIONS[id]
    for example in definition.examples:
        if example.problems != () or example.stopped:
            continue
        context = AnswerContext(today=date.fromisoformat(example.today))
        answers = {
            key: value for key, value in example.answers.items() if definition.field(key).type == "file"
        }
        for page in walk(definition, example.answers, context).steps:
            typed: dict[str, list[str]] = {}
            for one in page.fields:
                if one.id in example.answers:
                    typed |= one.inputs(example.answers[one.id], one.id)
            result = read_step(definition, page.step.id, form=typed, answers=answers, context=context)
            assert result.problems == {}
            answers = result.answers
        assert set(on_path(definition, answers, context)) == set(example.answers)
        assert check_all(definition, answers, context) == {}


def test_only_the_ended_tax_is_historic_and_says_so_in_every_language() -> None:
    historic = {id for id, one in DEFINITIONS.items() if one.status is Status.HISTORIC}
    assert historic == {"car_env_tax"}
    said = DEFINITIONS["car_env_tax"].historic
    assert said is not None
    assert all(said.has(language) for language in ("ja", "ja-x-plain", "en"))


def test_the_ended_tax_takes_no_car_acquired_after_it_ended() -> None:
    definition = DEFINITIONS["car_env_tax"]
    late = complete(definition) | {"acquired_on": "2026-04-01", "registered_on": "2026-04-02"}
    found = check_all(definition, late, AnswerContext(today=date(2026, 11, 23)))
    assert {name: one.code for name, one in found.items()} == {"acquired_on.year": "field.date.too-late"}


AGES = {
    "65 tomorrow, which the law counts today": ("1961-11-24", False, None),
    "65 in two days": ("1961-11-25", True, None),
    "40 tomorrow, which the law counts today": ("1986-11-24", True, None),
    "40 in two days": ("1986-11-25", True, "insured"),
}


@pytest.mark.parametrize(("born", "second", "stop"), AGES.values(), ids=AGES.keys())
@pytest.mark.parametrize("id", (*CERTIFIED, "ltc_moved"))
def test_age_decides_the_category(
    id: str, born: str, second: bool, stop: str | None, context: AnswerContext
) -> None:
    answers = complete(DEFINITIONS[id]) | {"insured_birth_date": born, "specified_disease": "stroke"}
    path = walk(DEFINITIONS[id], answers, context)
    assert path.computed["second_category"] is second
    assert stopped_at(id, answers, context) == stop


@pytest.mark.parametrize("id", (*CERTIFIED, "ltc_moved"))
def test_40_to_64_needs_the_specified_disease_and_health_insurance(id: str, context: AnswerContext) -> None:
    answers = complete(DEFINITIONS[id]) | {"insured_birth_date": "1968-04-10"}
    found = check_all(DEFINITIONS[id], answers, context)
    needed = {"specified_disease", "has_medical_insurance", "medical_insurer", "medical_insurer_number"}
    assert needed | {"medical_number", "medical_card"} == set(found)
    assert {one.code for one in found.values()} == {"field.missing"}


@pytest.mark.parametrize("id", (*CERTIFIED, "ltc_moved"))
def test_65_and_over_is_asked_for_no_disease_and_may_leave_the_insurer_out(
    id: str, context: AnswerContext
) -> None:
    questions = asked(DEFINITIONS[id], complete(DEFINITIONS[id]), context)
    assert "specified_disease" not in questions
    assert "medical_card" not in questions
    assert questions["medical_insurer"] is False


def test_there_are_sixteen_specified_diseases() -> None:
    options = [option.value for option in DEFINITIONS["ltc_new"].field("specified_disease").options]
    assert len([value for value in options if value != "none"]) == 16


@pytest.mark.parametrize("id", (*CERTIFIED, "ltc_moved"))
def test_no_specified_disease_leads_to_the_doctor_and_not_on(id: str, context: AnswerContext) -> None:
    second = {"insured_birth_date": "1968-04-10", "specified_disease": "none"}
    stopped = walk(DEFINITIONS[id], complete(DEFINITIONS[id]) | second, context).stopped
    assert stopped is not None
    assert stopped.input == "specified_disease"
    assert "主治医" in stopped.stop.instead.ja


AGENT = {"agent_kind", "agent_office_name", "agent_office_number", "agent_person", "agent_consent"}


@pytest.mark.parametrize("id", (*CERTIFIED, "ltc_moved"))
def test_an_office_that_files_says_who_it_is(id: str, context: AnswerContext) -> None:
    answers = complete(DEFINITIONS[id]) | {"applicant_kind": "agent_body"}
    questions = asked(DEFINITIONS[id], answers, context)
    assert all(questions[field] for field in AGENT)
    assert "representative_name" not in questions


@pytest.mark.parametrize("kind", ["self", "family", "guardian", "commissioner", "licensed", "other"])
@pytest.mark.parametrize("id", CERTIFIED)
def test_nobody_else_is_asked_about_an_office(id: str, kind: str, context: AnswerContext) -> None:
    answers = complete(DEFINITIONS[id]) | {"applicant_kind": kind}
    questions = asked(DEFINITIONS[id], answers, context)
    assert not AGENT & set(questions)
    assert ("representative_name" in questions) is (kind != "self")
    assert AGENT.isdisjoint(on_path(DEFINITIONS[id], answers, context))


PROOFS = {
    "a guardian proves it": ("guardian", {"guardian_proof": True}),
    "a family member may": ("family", {"proxy_letter": False}),
    "somebody asked brings the letter": ("other", {"proxy_letter": True}),
    "a licensed attorney brings both": (
        "licensed",
        {"proxy_letter": True, "licence_number": True},
    ),
}


@pytest.mark.parametrize(("kind", "expected"), PROOFS.values(), ids=PROOFS.keys())
def test_the_proof_follows_who_applies(kind: str, expected: dict[str, bool], context: AnswerContext) -> None:
    answers = complete(DEFINITIONS["ltc_new"]) | {"applicant_kind": kind}
    questions = asked(DEFINITIONS["ltc_new"], answers, context)
    proofs = {"guardian_proof", "proxy_letter", "licence_number"} & set(questions)
    assert {field: questions[field] for field in proofs} == expected


def test_an_office_number_has_ten_digits(context: AnswerContext) -> None:
    answers = complete(DEFINITIONS["ltc_new"]) | {"agent_office_number": "123456789"}
    found = check_all(DEFINITIONS["ltc_new"], answers, context)
    assert {name: one.code for name, one in found.items()} == {"agent_office_number": "field.digits.length"}


MOVES = {
    "14 days: carried over": ("2026-11-09", None, "situation"),
    "15 days: a new application": ("2026-11-08", "move", None),
}


@pytest.mark.parametrize(("moved_on", "moved", "new"), MOVES.values(), ids=MOVES.keys())
def test_the_fourteen_days_divide_moving_from_a_new_application(
    moved_on: str, moved: str | None, new: str | None, context: AnswerContext
) -> None:
    assert stopped_at("ltc_moved", {"moved_on": moved_on}, context) == moved
    answers = {"earlier_certification": "moved", "moved_on": moved_on}
    assert stopped_at("ltc_new", answers, context) == new


RENEWALS = {
    "61 days before": ("2027-01-23", "current"),
    "60 days before": ("2027-01-22", None),
    "on the last day": ("2026-11-23", None),
    "the day after": ("2026-11-22", "current"),
}


@pytest.mark.parametrize(("valid_to", "stop"), RENEWALS.values(), ids=RENEWALS.keys())
def test_a_renewal_is_sent_in_the_last_sixty_days(
    valid_to: str, stop: str | None, context: AnswerContext
) -> None:
    answers = complete(DEFINITIONS["ltc_renew"]) | {"valid_to": valid_to}
    assert stopped_at("ltc_renew", answers, context) == stop


def test_a_stay_cannot_end_before_it_begins(context: AnswerContext) -> None:
    stay = {"place": "ひばり中央病院", "from_date": "2026-10-05", "to_date": "2026-10-01"}
    answers = complete(DEFINITIONS["ltc_new"]) | {"has_stays": True, "stays": [stay]}
    found = check_all(DEFINITIONS["ltc_new"], answers, context)
    assert [one.code for one in found.values()] == ["answers.check.stay.0"]
    whole = answers | {"stays": [stay | {"to_date": "2026-10-20"}]}
    assert check_all(DEFINITIONS["ltc_new"], whole, context) == {}


@pytest.mark.parametrize("id", PAID)
def test_the_public_account_needs_no_account_number(id: str) -> None:
    definition = DEFINITIONS[id]
    paid = next(one for one in definition.examples if "insured_account" in one.answers and one.problems == ())
    context = AnswerContext(today=date.fromisoformat(paid.today))
    public = {**paid.answers, "insured_account": {"use": "public"}}
    assert check_all(definition, public, context) == {}
    bare = {"use": "account", "bank": "", "branch": "", "kind": "", "number": "", "holder_kana": ""}
    found = check_all(definition, {**paid.answers, "insured_account": bare}, context)
    assert {name.partition(".")[2] for name in found} == {"bank", "branch", "kind", "number", "holder_kana"}


def test_only_the_insured_person_is_offered_the_public_account() -> None:
    for id in PAID:
        assert DEFINITIONS[id].field("insured_account").public_account is True
        assert DEFINITIONS[id].field("payee_account").public_account is False


def test_an_heir_is_paid_on_an_account_of_their_own(context: AnswerContext) -> None:
    definition = DEFINITIONS["ltc_high_cost"]
    heir = dict(definition.examples[1].answers)
    assert check_all(definition, heir, context) == {}
    dead = heir | {"account_owner": "insured", "insured_account": {"use": "public"}}
    assert set(check_all(definition, dead, context)) == {"account_owner"}
    alive = complete(definition) | {
        "account_owner": "heir",
        "payee_name": {"name": "山田 一郎", "kana": "ヤマダ イチロウ"},
        "payee_account": heir["payee_account"],
    }
    assert set(check_all(definition, alive, context)) == {"account_owner"}


def test_equipment_over_the_yearly_amount_is_seen_and_still_taken(context: AnswerContext) -> None:
    definition = DEFINITIONS["ltc_equipment"]
    item = dict(definition.examples[0].answers["items"][0])  # type: ignore[index,arg-type,call-overload]
    answers = complete(definition) | {"items": [item | {"price": 60000}], "earlier_amount": 40001}
    path = walk(definition, answers, context)
    assert (path.computed["year_total"], path.computed["over_limit"]) == (100001, True)
    assert check_all(definition, answers, context) == {}


def test_home_modification_asks_for_the_papers_of_its_moment(context: AnswerContext) -> None:
    definition = DEFINITIONS["ltc_home_mod"]
    before, after = (dict(example.answers) for example in definition.examples[:2])
    papers_before = {"reason_statement", "estimate", "plan", "photos_before"}
    papers_after = {"receipt", "breakdown", "photos_after"}
    assert papers_before <= set(asked(definition, before, context))
    assert papers_after.isdisjoint(asked(definition, before, context))
    assert papers_after <= set(asked(definition, after, context))
    assert papers_before.isdisjoint(asked(definition, after, context))


def test_work_begun_after_the_answer_only(context: AnswerContext) -> None:
    definition = DEFINITIONS["ltc_home_mod"]
    after = dict(definition.examples[1].answers)
    found = check_all(definition, after | {"approved_on": "2026-10-13"}, context)
    assert list(found) == ["starts_on.year"]


def test_work_without_the_first_application_must_be_explained(context: AnswerContext) -> None:
    definition = DEFINITIONS["ltc_home_mod"]
    after = dict(definition.examples[1].answers) | {"was_approved": False}
    questions = asked(definition, after, context)
    assert questions["unavoidable_reason"] is True
    assert "reason_statement" in questions


def test_the_spouse_counts_for_the_burden_limit(context: AnswerContext) -> None:
    definition = DEFINITIONS["ltc_burden_limit"]
    alone = complete(definition)
    assert walk(definition, alone, context).find("spouse_assets") is None
    married = asked(definition, alone | {"has_spouse": True}, context)
    assert married["spouse_deposits"] is True
    assert married["spouse_signature"] is True


def test_public_assistance_needs_no_bank_books(context: AnswerContext) -> None:
    definition = DEFINITIONS["ltc_burden_limit"]
    answers = complete(definition) | {"income_stage": "welfare"}
    assert asked(definition, answers, context)["bankbooks"] is False


PLANS = {
    "support level, care-plan office": ("support1", "care_plan_office", True),
    "support level, support centre": ("support1", "support_center", False),
    "care level, support centre": ("care1", "support_center", True),
    "care level, care-plan office": ("care1", "care_plan_office", False),
    "not yet decided": ("pending", "support_center", False),
}


@pytest.mark.parametrize(("level", "office", "refused"), PLANS.values(), ids=PLANS.keys())
def test_the_level_decides_who_may_make_the_plan(
    level: str, office: str, refused: bool, context: AnswerContext
) -> None:
    definition = DEFINITIONS["ltc_careplan"]
    found = check_all(
        definition, complete(definition) | {"certification": level, "office_kind": office}, context
    )
    assert set(found) == ({"office_kind"} if refused else set())


def test_a_notice_is_done_on_arrival_and_never_refused() -> None:
    notices = {id: one for id, one in DEFINITIONS.items() if one.act is Act.NOTIFICATION}
    assert set(notices) == {"ltc_careplan", "car_env_tax", "car_tax_report", "car_tax_address"}
    for definition in notices.values():
        assert [one.meaning for one in definition.outcomes.values()] == [OutcomeMeaning.NOTED]


@pytest.mark.parametrize("id", ["car_tax_report", "car_tax_address", "car_parking_proof"])
def test_a_light_car_is_sent_elsewhere(id: str, context: AnswerContext) -> None:
    assert stopped_at(id, {"car_class": "light"}, context) is not None
    assert stopped_at(id, {"car_class": "ordinary"}, context) is None


DISTANCES = {"at two kilometres": ("2.0", set()), "farther": ("2.1", {"distance_km"})}


@pytest.mark.parametrize(("km", "problems"), DISTANCES.values(), ids=DISTANCES.keys())
def test_a_parking_place_is_near(km: str, problems: set[str], context: AnswerContext) -> None:
    definition = DEFINITIONS["car_parking_proof"]
    assert set(check_all(definition, complete(definition) | {"distance_km": km}, context)) == problems


def test_a_company_names_its_representative(context: AnswerContext) -> None:
    definition = DEFINITIONS["car_parking_proof"]
    questions = asked(definition, complete(definition) | {"owner_kind": "company"}, context)
    assert questions["owner_company_person"] is True
    assert "owner_name" not in questions


def test_fire_is_for_the_fire_station(certificate: Definition, context: AnswerContext) -> None:
    answers = {"relation_to_head": "self", "disaster_cause": "fire"}
    stopped = walk(certificate, answers, context).stopped
    assert stopped is not None
    assert stopped.input == "disaster_cause"
    assert "消防署" in stopped.stop.instead.ja
    other = walk(certificate, answers | {"disaster_cause": "flood"}, context)
    assert other.stopped is None
