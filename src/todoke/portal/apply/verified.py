"""Questions that a sign-in has answered: shown, and changed by nobody in silence.

Invariants:
- what the register says is never typed over: posted values for it are ignored, unless the person said first
  that it is no longer true; then both travel to the office.
- a reading, a postcode and whatever else was not handed over stays to be typed.
- what has substituted characters (代替文字), and an address that could not be divided into its parts, the
  person may write their own way; it must still agree.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from todoke.core.assurance.claimed_answers import agrees, fill
from todoke.core.assurance.form_identity import verified_fields
from todoke.core.assurance.identity import Claim, Identity
from todoke.core.procedures.answers import AnswerContext, Answers
from todoke.core.procedures.definition import Definition
from todoke.core.procedures.fields.base import Field, Json
from todoke.core.refusal import N_, Refusal
from todoke.portal.apply.drafts import DraftContent
from todoke.portal.apply.forms import context_now
from todoke.portal.apply.queries import OpenDraft

DISAGREES = N_(
    "This is not what is registered (%(said)s). Write it as it is registered, "
    "or press “This is no longer true”."
)
NEEDED = ("prefecture", "city")
"""Parts of an address without which its line could not be divided."""


class State(StrEnum):
    """How a question about the sender stands."""

    VERIFIED = "verified"
    FREE = "free"
    REPLACED = "replaced"
    ALTERED = "altered"
    DECLINED = "declined"


@dataclass(frozen=True, kw_only=True, slots=True)
class Verified:
    """One question about the sender. `said` is the register's own text, as the page shows it.

    `locked`: inputs that only the register fills. `open`: inputs that were not handed over.
    """

    state: State
    said: str = ""
    locked: Mapping[str, list[str]] = field(default_factory=dict)
    open: tuple[str, ...] = ()


def verified_on(
    definition: Definition, content: DraftContent, *, context: AnswerContext, language: str
) -> dict[str, Verified]:
    """By field id; empty where nobody signed in with an ID service."""
    proof = content.identity_proof
    if proof is None or not proof.issuer:
        return {}
    found: dict[str, Verified] = {}
    for question in verified_fields(definition, answers=content.answers, context=context):
        claimed = fill(question, proof.identity, answered=None, context=context)
        if claimed is None:
            found[question.id] = Verified(state=State.DECLINED)
            continue
        state = _state(question, claimed, content=content, identity=proof.identity)
        said = question.show_in(claimed, language, context)
        if state is not State.VERIFIED:
            found[question.id] = Verified(state=state, said=said)
            continue
        answered = content.answers.get(question.id)
        shown = fill(question, proof.identity, answered=answered, context=context)
        inputs = question.inputs(shown, question.id)
        given = _given(question, claimed)
        found[question.id] = Verified(
            state=state,
            said=said,
            locked={name: values for name, values in inputs.items() if name in given},
            open=tuple(name for name in inputs if name not in given),
        )
    return found


def _given(question: Field, claimed: Json) -> set[str]:
    """The inputs the register fills: of a name and an address those with something in them."""
    inputs = question.inputs(claimed, question.id)
    whole = question.verified not in {Claim.NAME, Claim.ADDRESS}
    return {name for name, values in inputs.items() if whole or any(values)}


def _state(question: Field, claimed: Json, *, content: DraftContent, identity: Identity) -> State:
    if question.id in content.altered:
        return State.ALTERED
    if substituted(identity, question.verified):
        return State.REPLACED
    return State.FREE if is_undivided(question, claimed) else State.VERIFIED


def is_undivided(question: Field, claimed: Json) -> bool:
    """An address of which no prefecture and city could be read."""
    if question.verified is not Claim.ADDRESS or not isinstance(claimed, dict):
        return False
    return not all(claimed[part] for part in NEEDED)


def substituted(identity: Identity, claim: Claim | None) -> tuple[int, ...]:
    places = {Claim.NAME: identity.name_substituted, Claim.ADDRESS: identity.address_substituted}
    return places.get(claim, ()) if claim is not None else ()


def filled(definition: Definition, content: DraftContent, *, context: AnswerContext) -> Answers:
    """The answers with what the register says in its places, the altered ones apart."""
    proof = content.identity_proof
    if proof is None:
        return content.answers
    answers = dict(content.answers)
    for question in verified_fields(definition, answers=answers, context=context):
        if question.id in content.altered:
            continue
        value = fill(question, proof.identity, answered=answers.get(question.id), context=context)
        if value is not None:
            answers[question.id] = question.complete(value, context)
    return answers


def disagreeing(
    definition: Definition, content: DraftContent, *, context: AnswerContext
) -> dict[str, Refusal]:
    """Answers the person may write themselves and that say something else, by input name."""
    proof = content.identity_proof
    if proof is None:
        return {}
    found: dict[str, Refusal] = {}
    answers = content.answers
    for question in verified_fields(definition, answers=answers, context=context):
        value = answers.get(question.id)
        claimed = fill(question, proof.identity, answered=None, context=context)
        if question.id in content.altered or claimed is None or value is None:
            continue
        if question.has_shape(value) and not agrees(question, proof.identity, answered=value):
            said = question.show(claimed, "ja")
            found[question.first_input(question.id)] = Refusal(
                code="apply.verified.disagrees", message=DISAGREES, params={"said": said}
            )
    return found


def settled(definition: Definition) -> Callable[[DraftContent], Answers]:
    """For a command that saves: the register has the last word on what is not altered."""
    return lambda content: filled(definition, content, context=context_now())


def verified_here(draft: OpenDraft, *, language: str) -> dict[str, Verified]:
    """As `verified_on`; nothing is looked up where nobody signed in."""
    if draft.content.proof is None:
        return {}
    return verified_on(draft.definition, draft.content, context=context_now(), language=language)
