"""What a form asks of a sign-in, and what the sign-in answers in it.

Invariants:
- a question is filled only where it is asked and is about the person who signs in (`verified`).
- what the person declined fills nothing, and nothing is made up: a reading or a postcode stays to be typed.
- a form never asks for a sign-in whose proof the signature at its end brings along anyway.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import timedelta

from todoke.core.assurance.claimed_answers import agrees, fill
from todoke.core.assurance.identity import Claim, Identity, IdentityProof, Sex
from todoke.core.assurance.levels import NOTHING, SELF_DECLARED, Levels
from todoke.core.assurance.methods import MethodTable, methods_offered
from todoke.core.assurance.stepping_up import Demand
from todoke.core.procedures.answers import Answers, walk
from todoke.core.procedures.definition import Definition
from todoke.core.procedures.fields.base import AnswerContext, Field, Json

SIGNATURE = "jpki_signature"
"""The one method that is no sign-in: the application itself is signed."""
BY_SIGN_IN = 2
"""The most that a sign-in proves of an identity."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Differing:
    """A question answered otherwise than was proved, both as a person reads them."""

    field: str
    claimed: str
    answered: str


def demand_of(definition: Definition) -> Demand:
    """What sending this application asks for in all."""
    asked = definition.assurance
    minutes = asked.max_age_minutes
    return Demand(
        levels=Levels(identity=asked.identity, authentication=asked.authentication),
        max_age=None if minutes is None else timedelta(minutes=minutes),
    )


def signing_needed(demand: Demand, table: MethodTable, *, available: Collection[str]) -> bool:
    """Whether no available sign-in reaches the identity asked, so that only a signature can.

    `available`: ids of the methods this portal has. It is True as well where the portal cannot sign.
    """
    return demand.levels.identity > SELF_DECLARED and not _sign_ins(demand.levels, table, available=available)


def form_demand(demand: Demand, table: MethodTable, *, available: Collection[str]) -> Demand:
    """What is asked inside the form; the signature, where one is needed, gives the rest at its end."""
    if not signing_needed(demand, table, available=available):
        return demand
    levels = Levels(
        identity=min(demand.levels.identity, BY_SIGN_IN), authentication=demand.levels.authentication
    )
    if _sign_ins(levels, table, available=available):
        return Demand(levels=levels, max_age=demand.max_age)
    return Demand(levels=NOTHING)


def asked_from(definition: Definition) -> str | None:
    """The step before which the person is asked; None: before the check page."""
    if definition.assurance.at is not None:
        return definition.assurance.at
    verified = (step.id for step in definition.steps if any(field.verified for field in step.fields))
    return next(verified, None)


def verified_fields(definition: Definition, *, answers: Answers, context: AnswerContext) -> tuple[Field, ...]:
    """The questions these answers lead to that are about the person who signs in."""
    path = walk(definition, answers, context)
    about = {
        question.field.id
        for page in definition.rules.steps
        for question in page.questions
        if question.is_about_sender(path.values)
    }
    return tuple(field for field in path.fields() if field.id in about)


def verified_answers(
    definition: Definition, proof: IdentityProof, *, answers: Answers, context: AnswerContext
) -> dict[str, Json]:
    """What fills the form, by field id.

    The person's own writing stays where it says the same (spaces, and what stands for a substituted
    character); otherwise it is the claim. A reading or a postcode that was not proved is None or "".
    """
    filled: dict[str, Json] = {}
    for field in verified_fields(definition, answers=answers, context=context):
        value = fill(field, proof.identity, answered=answers.get(field.id), context=context)
        if value is not None:
            filled[field.id] = value
    return filled


def differing(
    definition: Definition, proof: IdentityProof, *, answers: Answers, context: AnswerContext
) -> tuple[Differing, ...]:
    """Where the answers that count say something else than was proved, in the order of the form."""
    return tuple(
        Differing(
            field=field.id,
            claimed=said(field, proof.identity, context=context),
            answered=field.show(answers[field.id], "ja"),
        )
        for field in _answered(definition, answers=answers, context=context)
        if field.verified in proof.identity.claims
        and not agrees(field, proof.identity, answered=answers[field.id])
    )


def unproved(
    definition: Definition, proof: IdentityProof, *, answers: Answers, context: AnswerContext
) -> tuple[str, ...]:
    """Questions about the sender that were answered by hand: the person handed nothing over for them."""
    answered = _answered(definition, answers=answers, context=context)
    return tuple(field.id for field in answered if field.verified not in proof.identity.claims)


def said(field: Field, identity: Identity, *, context: AnswerContext) -> str:
    """A proved fact in the words of its question; "" where it was not handed over."""
    if field.verified in {Claim.NAME, Claim.ADDRESS}:
        return str(getattr(identity, field.verified.value) or "")
    if field.verified is Claim.SEX and identity.sex is Sex.NOT_APPLICABLE:
        return "適用不能"
    value = fill(field, identity, answered=None, context=context)
    return "" if value is None else field.show(value, "ja")


def _sign_ins(levels: Levels, table: MethodTable, *, available: Collection[str]) -> bool:
    return bool(methods_offered(levels, table, available=frozenset(available) - {SIGNATURE}))


def _answered(definition: Definition, *, answers: Answers, context: AnswerContext) -> Iterator[Field]:
    for field in verified_fields(definition, answers=answers, context=context):
        value = answers.get(field.id)
        if value is not None and field.has_shape(value):
            yield field
