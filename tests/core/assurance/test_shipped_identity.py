"""What the shipped procedures let a sign-in fill: facts about the person who signs in, and no others."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from todoke.catalogue import shipped
from todoke.catalogue.assurance import shipped_worksheets
from todoke.core.assurance.form_identity import asked_from, demand_of, verified_answers
from todoke.core.assurance.identity import Identity, IdentityProof, Sex
from todoke.core.assurance.levels import Levels
from todoke.core.procedures.fields import AnswerContext
from todoke.core.procedures.load import load_definition
from todoke.web.municipalities import lookup

DEFINITIONS = {id: load_definition(text, file=id) for id, text in shipped().items()}
KNOWN = {id: one for id, one in DEFINITIONS.items() if one.assurance.identity >= 2}
# 本人（所有者・使用者）: who sends it may use the car and not own it.
UNMARKED = {"car_tax_report"}
CONTEXT = AnswerContext(today=date(2026, 11, 23), municipalities=lookup())
MEGUMI = IdentityProof(
    method="digital_id",
    issuer="https://id.localhost",
    subject="cd" * 32,
    levels=Levels(identity=2, authentication=3),
    authenticated_at=datetime(2026, 11, 23, 3, 0, tzinfo=UTC),
    identity=Identity(
        name="恵", address="霧原県ひばり市本町１－２－３", birth_date=date(1985, 1, 1), sex=Sex.FEMALE
    ),
)


def test_every_procedure_that_asks_who_it_is_can_be_filled():
    assert {id for id, one in KNOWN.items() if not any(field.verified for field in one.fields)} == UNMARKED


def test_no_other_procedure_asks_for_facts_it_does_not_need():
    for id, definition in DEFINITIONS.items():
        assert id in KNOWN or not any(field.verified for field in definition.fields), id


def test_a_sign_in_counts_as_long_as_the_worksheet_says():
    worksheets = shipped_worksheets()
    for id, definition in DEFINITIONS.items():
        minutes = worksheets[id].max_age_minutes
        assert demand_of(definition).max_age == (minutes and timedelta(minutes=minutes)), id


@pytest.mark.parametrize("id", sorted(set(KNOWN) - UNMARKED))
def test_who_sends_it_is_known_before_anything_is_filled(id):
    """Nothing that hangs on the sender is filled while the sender is unknown."""
    definition = KNOWN[id]
    assert asked_from(definition) in {step.id for step in definition.steps}
    unasked = verified_answers(definition, MEGUMI, answers={}, context=CONTEXT)
    asked_later = {field.id for field in definition.fields if field.verified_when} & set(unasked)
    assert asked_later == set()


INSURED = sorted(id for id, one in KNOWN.items() if any(field.id == "insured_name" for field in one.fields))


@pytest.mark.parametrize("id", INSURED)
def test_a_family_member_never_becomes_the_insured_person(id):
    definition = KNOWN[id]
    question = "applicant_relation" if id in RELATION else "applicant_kind"
    own = verified_answers(definition, MEGUMI, answers={question: "self"}, context=CONTEXT)
    assert {"insured_name", "insured_birth_date", "insured_address"} == set(own)
    others = [option.value for option in definition.field(question).options if option.value != "self"]
    for kind in others:
        filled = verified_answers(definition, MEGUMI, answers={question: kind}, context=CONTEXT)
        assert not any(field.startswith("insured") for field in filled), kind
        assert kind == "agent_body" or filled["representative_name"] == {"name": "恵", "kana": None}


RELATION = {"ltc_burden_limit", "ltc_equipment", "ltc_high_cost", "ltc_home_mod"}


def test_a_company_is_never_given_the_address_of_who_signs_in():
    for id in ("car_parking_proof", "car_env_tax"):
        answers = {"applicant_kind": "self", "owner_kind": "company"}
        assert verified_answers(KNOWN[id], MEGUMI, answers=answers, context=CONTEXT) == {}
