"""What a form asks of a sign-in, what the sign-in answers in it, and what differs from it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from todoke.catalogue.assurance import shipped_methods
from todoke.core.assurance.form_identity import (
    Differing,
    asked_from,
    demand_of,
    differing,
    form_demand,
    signing_needed,
    unproved,
    verified_answers,
)
from todoke.core.assurance.identity import Identity, IdentityProof, Sex
from todoke.core.assurance.levels import NOTHING, Levels
from todoke.core.assurance.stepping_up import Demand
from todoke.core.errors import DefinitionError
from todoke.core.procedures.fields import AnswerContext
from todoke.core.procedures.load import load_definition
from todoke.web.municipalities import lookup

TEXT = Path(__file__).with_name("form.yaml").read_text(encoding="utf-8")
HANAKO = Identity(
    name="山田　花子",
    address="霧原県ひばり市本町１－２－３",
    birth_date=date(1990, 4, 2),
    sex=Sex.FEMALE,
)
OWN, OTHERS = {"sent_by_claimant": True}, {"sent_by_claimant": False}
ADDRESS = {
    "postcode": "",
    "prefecture": "霧原県",
    "city": "ひばり市",
    "town": "本町",
    "block": "１－２－３",
    "building": "",
    "municipality_code": None,
}


def form(old: str = "", new: str = ""):
    assert old in TEXT
    return load_definition(TEXT.replace(old, new, 1), file="form.yaml")


def proved(identity: Identity) -> IdentityProof:
    return IdentityProof(
        method="digital_id",
        issuer="https://id.localhost",
        subject="ab" * 32,
        levels=Levels(identity=2, authentication=3),
        authenticated_at=datetime(2026, 11, 23, 3, 0, tzinfo=UTC),
        identity=identity,
    )


@pytest.fixture
def context() -> AnswerContext:
    return AnswerContext(today=date(2026, 11, 23), municipalities=lookup())


def demand(identity, authentication, max_age=None):
    return Demand(levels=Levels(identity=identity, authentication=authentication), max_age=max_age)


def test_what_a_definition_demands():
    assert demand_of(form()) == demand(3, 2, timedelta(minutes=60))
    assert demand_of(form(", max_age_minutes: 60")) == demand(3, 2)


EVERYTHING = {"application_key", "email_code", "passkey", "digital_id", "jpki_signature"}
SIGNING = {
    "nothing asked": (demand(0, 0), EVERYTHING, False, demand(0, 0)),
    "what the person writes is enough": (demand(1, 2), {"jpki_signature"}, False, demand(1, 2)),
    "a sign-in reaches it": (demand(2, 2), EVERYTHING, False, demand(2, 2)),
    "identity 3: sign in, then sign": (demand(3, 2), EVERYTHING, True, demand(2, 2)),
    "as old as the demand allows": (
        demand(3, 2, timedelta(hours=1)),
        EVERYTHING,
        True,
        demand(2, 2, timedelta(hours=1)),
    ),
    "no ID service: the signature alone": (
        demand(3, 2),
        {"passkey", "jpki_signature"},
        True,
        Demand(levels=NOTHING),
    ),
    "identity 2 without an ID service": (demand(2, 2), {"passkey"}, True, Demand(levels=NOTHING)),
}


@pytest.mark.parametrize(("asked", "available", "signing", "inside"), SIGNING.values(), ids=SIGNING)
def test_what_is_asked_inside_the_form_and_what_at_its_end(asked, available, signing, inside):
    table = shipped_methods()
    assert signing_needed(asked, table, available=available) is signing
    assert form_demand(asked, table, available=available) == inside


WHERE = {
    "the first verified question": ("", "", "claimant"),
    "the step it names": ("max_age_minutes: 60", "at: child", "child"),
}


@pytest.mark.parametrize(("old", "new", "step"), WHERE.values(), ids=WHERE)
def test_from_which_step_the_person_is_asked(old, new, step):
    assert asked_from(form(old, new)) == step


def test_a_form_without_verified_questions_asks_before_the_check_page():
    plain = "\n".join(
        line.partition(", verified:")[0] + ("}" if ", verified:" in line else "")
        for line in TEXT.splitlines()
        if "claimant_sex" not in line
    )
    assert asked_from(load_definition(plain, file="form.yaml")) is None


def test_what_was_proved_fills_the_questions_about_the_sender_alone(context):
    assert verified_answers(form(), proved(HANAKO), answers=OWN, context=context) == {
        "claimant_name": {"name": "山田　花子", "kana": None},
        "claimant_born": "1990-04-02",
        "claimant_address": ADDRESS,
        "claimant_sex": "female",
    }


def test_who_sends_it_for_another_is_filled_in_as_representative(context):
    filled = verified_answers(form(), proved(HANAKO), answers=OTHERS, context=context)
    assert filled == {"representative_name": {"name": "山田　花子", "kana": None}}


def test_nothing_is_filled_before_it_is_known_who_sends_it(context):
    assert verified_answers(form(), proved(HANAKO), answers={}, context=context) == {}


def test_what_was_declined_fills_nothing_and_is_told(context):
    declined = proved(replace(HANAKO, address=None))
    assert "claimant_address" not in verified_answers(form(), declined, answers=OWN, context=context)
    written = {**OWN, "claimant_address": ADDRESS}
    assert unproved(form(), declined, answers=written, context=context) == ("claimant_address",)
    assert differing(form(), declined, answers=written, context=context) == ()


def test_a_sex_the_form_does_not_offer_fills_nothing(context):
    other = proved(replace(HANAKO, sex=Sex.NOT_APPLICABLE))
    assert "claimant_sex" not in verified_answers(form(), other, answers=OWN, context=context)


def test_what_the_person_wrote_stays_where_it_says_the_same(context):
    own = {"name": "山田 花子", "kana": "ヤマダ ハナコ"}
    place = {**ADDRESS, "postcode": "0000101", "block": "1-2-3", "building": "203号室"}
    written = {**OWN, "claimant_name": own, "claimant_address": place}
    filled = verified_answers(form(), proved(HANAKO), answers=written, context=context)
    assert (filled["claimant_name"], filled["claimant_address"]) == (own, place)
    assert differing(form(), proved(HANAKO), answers=written, context=context) == ()


def test_another_answer_is_replaced_and_told_apart(context):
    written = {
        **OWN,
        "claimant_name": {"name": "鈴木 花子", "kana": "スズキ ハナコ"},
        "claimant_born": "1990-04-03",
    }
    filled = verified_answers(form(), proved(HANAKO), answers=written, context=context)
    assert filled["claimant_name"] == {"name": "山田　花子", "kana": None}
    assert differing(form(), proved(HANAKO), answers=written, context=context) == (
        Differing(field="claimant_name", claimed="山田　花子", answered="鈴木 花子（スズキ ハナコ）"),
        Differing(
            field="claimant_born", claimed="1990年（平成2年）4月2日", answered="1990年（平成2年）4月3日"
        ),
    )


def test_a_substituted_character_is_never_held_against_the_person(context):
    identity = replace(HANAKO, name="●橋　花子", name_substituted=(0,))
    own = {"name": "髙橋 花子", "kana": None}
    filled = verified_answers(
        form(), proved(identity), answers={**OWN, "claimant_name": own}, context=context
    )
    assert filled["claimant_name"] == own


def test_an_answer_of_another_shape_is_no_answer(context):
    written = {**OWN, "claimant_name": ["鈴木"]}
    assert differing(form(), proved(HANAKO), answers=written, context=context) == ()


FAULTS = {
    "a fact the type cannot hold": ("verified: name,", "verified: sex,", "of type"),
    "a condition without a fact": ("verified: birth_date, ", "", "verified beside it"),
    "a condition over the same page": (
        "verified_when: sent_by_claimant}\n      - {field: claimant_address",
        "verified_when: claimant_name.name == 'a'}\n      - {field: claimant_address",
        "asked before it",
    ),
    "a sex the options do not offer": ("value: female", "value: other", "male and female"),
    "a step that is not there": ("max_age_minutes: 60", "at: nowhere", "id of a step"),
    "an unknown fact": ("verified: name", "verified: hat", "name"),
    "an age of nothing": ("max_age_minutes: 60", "max_age_minutes: 0", "1"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "told"), FAULTS.values(), ids=FAULTS)
def test_a_definition_that_could_not_be_filled_is_refused(old, new, told):
    with pytest.raises((DefinitionError, ExceptionGroup)) as caught:
        form(old, new)
    assert told in repr(caught.value)


def test_nothing_inside_a_group_is_about_the_sender():
    cell = "{field: name, type: person_name, label: 名前, verified: name}"
    row = f"- {{field: child, type: group, label: 児童, fields: [{cell}]}}"
    with pytest.raises((DefinitionError, ExceptionGroup)) as caught:
        form("- {field: child_name, type: person_name, label: 児童の氏名}", row)
    assert "group" in repr(caught.value)
