"""The approval route of an agreement: one body after the other, each with a reason.

Invariants:
- a step is decided in its order, once, by somebody who speaks for its party; every decision has a reason.
- nobody signs for a body about being lent themselves.
- the last signature needs every permission the legal form asks for, over the whole period.
- a text that was returned is not signed any more: the next version begins at the first step.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from todoke.core.refusal import N_, Refusal
from todoke.core.talent.answers import Party
from todoke.core.talent.permissions import PermissionKind


class Decision(StrEnum):
    APPROVED = "approved"
    RETURNED = "returned"


DECISION_WORDS: Mapping[Decision, str] = MappingProxyType(
    {Decision.APPROVED: N_("Approved"), Decision.RETURNED: N_("Returned")}
)
PARTY_WORDS: Mapping[Party, str] = MappingProxyType(
    {
        Party.PERSON: N_("The person"),
        Party.HOME_BODY: N_("Home body"),
        Party.EMPLOYER: N_("Employer"),
        Party.HOST: N_("The town where the work is done"),
    }
)


@dataclass(frozen=True, kw_only=True, slots=True)
class StepFacts:
    """`decision` None: still open."""

    order: int
    party: Party
    decision: Decision | None = None


NOT_YOUR_STEP = Refusal(
    code="talent.signing.not-yours",
    message=N_("Another party signs here. You will be told when it is your turn."),
)
NOT_YET = Refusal(
    code="talent.signing.not-yet", message=N_("Somebody before you has not signed yet. Wait for them.")
)
DECIDED = Refusal(
    code="talent.signing.decided",
    message=N_("This step is decided already. Reload the page to see how it stands."),
)
RETURNED = Refusal(
    code="talent.signing.returned",
    message=N_("This text was returned. Change the terms and make a new text."),
)
NO_REASON = Refusal(
    code="talent.signing.no-reason", message=N_("Write in a sentence why. The others can read it.")
)
OWN_LENDING = Refusal(
    code="talent.signing.own",
    message=N_("Nobody signs for a body about being lent themselves. Ask a colleague who may."),
)
LACKING = Refusal(
    code="talent.signing.permissions",
    message=N_(
        "A permission that this legal form needs does not cover the whole period yet. "
        "“Permissions” on this page says which. Get it first, then sign."
    ),
)


def route_of(signs: Iterable[Party], *, present: Collection[Party]) -> tuple[Party, ...]:
    """Who signs, in order. Where there is no employer or home body, the person signs in its place, once."""
    found: list[Party] = []
    for party in signs:
        signer = party if party in present else Party.PERSON
        if signer not in found:
            found.append(signer)
    return tuple(found)


def next_step(steps: Iterable[StepFacts]) -> StepFacts | None:
    """Whose turn it is; nobody's once one was returned or all are approved."""
    ordered = sorted(steps, key=lambda one: one.order)
    if any(one.decision is Decision.RETURNED for one in ordered):
        return None
    return next((one for one in ordered if one.decision is None), None)


def refuse_sign(
    step: StepFacts, steps: Collection[StepFacts], *, speaks: bool, own: bool, reason: str
) -> Refusal | None:
    """`speaks`: the member speaks for the step's party; `own`: the agreement lends the member."""
    if not speaks:
        return NOT_YOUR_STEP
    if own and step.party is not Party.PERSON:
        return OWN_LENDING
    return _refuse_turn(step, steps) or (None if reason.strip() else NO_REASON)


def _refuse_turn(step: StepFacts, steps: Collection[StepFacts]) -> Refusal | None:
    if step.decision is not None:
        return DECIDED
    if any(one.decision is Decision.RETURNED for one in steps):
        return RETURNED
    turn = next_step(steps)
    return None if turn is not None and turn.order == step.order else NOT_YET


def refuse_last(lacking: Collection[PermissionKind]) -> Refusal | None:
    """Before the last signature."""
    return LACKING if lacking else None
