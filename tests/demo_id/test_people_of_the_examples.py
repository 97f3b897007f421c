"""花子, ラン and 一郎 hand over what the examples of the shipped procedures say of them."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone

from todoke.catalogue import shipped
from todoke.core.assurance.claims import identity_from_claims
from todoke.core.assurance.form_identity import differing, verified_fields
from todoke.core.assurance.identity import Claim, IdentityProof
from todoke.core.assurance.levels import Levels
from todoke.core.procedures.definition import Definition, Example
from todoke.core.procedures.fields.base import AnswerContext
from todoke.core.procedures.load import load_definition
from todoke.demo_id.clients import CLAIM_SCOPES
from todoke.demo_id.facts import facts_about
from todoke.demo_id.people import PEOPLE, Person

DEFINITIONS = {name: load_definition(text, file=f"{name}.yaml") for name, text in shipped().items()}
BY_NAME = {person.name.replace("　", " "): person for person in PEOPLE}


def sender_of(definition: Definition, example: Example) -> Person | None:
    """Who of the four sends it, where the form asks their name."""
    context = AnswerContext(today=date.fromisoformat(example.today))
    for field in verified_fields(definition, answers=example.answers, context=context):
        if field.verified is Claim.NAME:
            return BY_NAME.get((example.answers.get(field.id) or {}).get("name", ""))
    return None


ABOUT = [
    (definition, example, person)
    for definition in DEFINITIONS.values()
    for example in definition.examples
    if (person := sender_of(definition, example))
]


def proof_of(person: Person) -> IdentityProof:
    return IdentityProof(
        method="digital_id",
        issuer="",
        subject="",
        levels=Levels(identity=2, authentication=3),
        authenticated_at=timezone.now(),
        identity=identity_from_claims(facts_about(person, scopes=CLAIM_SCOPES)),
    )


def test_three_of_the_four_are_in_the_examples():
    assert {person.id for _, _, person in ABOUT} == {"hanako", "lan", "ichiro"}


@pytest.mark.parametrize(
    ("definition", "example", "person"),
    ABOUT,
    ids=[f"{definition.procedure}: {example.name}" for definition, example, _ in ABOUT],
)
def test_nothing_differs_from_the_example(definition, example, person):
    context = AnswerContext(today=date.fromisoformat(example.today))
    assert differing(definition, proof_of(person), answers=example.answers, context=context) == ()
