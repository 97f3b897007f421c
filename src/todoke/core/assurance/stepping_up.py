"""What was proved, whether it is still good, and what a form has to ask for.

Invariants:
- what was asked of an ID provider proves nothing; only the `acr` and `auth_time` it returned do.
- an `acr` the table does not know, a missing or a future `auth_time`: refused, never guessed.
- a proof that is too old counts for nothing on both axes: nobody knows who sits there now.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from todoke.core.assurance.levels import NOTHING, SELF_DECLARED, Levels
from todoke.core.assurance.methods import Method
from todoke.core.refusal import N_, Refusal

CLOCK_SKEW = timedelta(minutes=5)


@dataclass(frozen=True, kw_only=True, slots=True)
class Proof:
    """What a session holds: levels reached, and when the person really signed in (aware)."""

    levels: Levels
    authenticated_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Demand:
    """What a step asks for. `max_age` None: any sign-in of this session counts."""

    levels: Levels
    max_age: timedelta | None = None


class Missing(StrEnum):
    SIGN_IN = "sign_in"
    FRESHNESS = "freshness"
    IDENTITY = "identity"
    AUTHENTICATION = "authentication"


UNKNOWN_ACR = Refusal(
    code="assurance.acr.unknown",
    message=N_("The ID service did not say how surely it knows you. Try again, or choose another way."),
)
NO_AUTH_TIME = Refusal(
    code="assurance.auth-time.missing",
    message=N_("The ID service did not say when you signed in. Try again, or choose another way."),
)
FUTURE_AUTH_TIME = Refusal(
    code="assurance.auth-time.future",
    message=N_("The ID service gave a time that has not come yet. Try again, or choose another way."),
)
REFUSALS = {
    Missing.SIGN_IN: Refusal(
        code="assurance.step.sign-in",
        message=N_("Show who you are to go on. What you have written is kept."),
    ),
    Missing.FRESHNESS: Refusal(
        code="assurance.step.too-old",
        message=N_("It is a while since you signed in. Sign in again to go on. "
                   "What you have written is kept."),
    ),
    Missing.IDENTITY: Refusal(
        code="assurance.step.identity",
        message=N_("This step needs a surer proof of who you are. Choose one of these ways. "
                   "What you have written is kept."),
    ),
    Missing.AUTHENTICATION: Refusal(
        code="assurance.step.authentication",
        message=N_("This step needs a surer sign-in. Choose one of these ways. "
                   "What you have written is kept."),
    ),
}  # fmt: skip


def refuse_returned(
    method: Method, *, acr: str | None, auth_time: datetime | None, now: datetime
) -> Refusal | None:
    """Whether what an ID provider returned can be taken for a proof at all."""
    if acr is None or acr not in method.acr:
        return UNKNOWN_ACR
    if auth_time is None:
        return NO_AUTH_TIME
    return FUTURE_AUTH_TIME if auth_time > now + CLOCK_SKEW else None


def levels_now(proof: Proof | None, *, max_age: timedelta | None, now: datetime) -> Levels:
    """The levels that still count."""
    if proof is None or _is_too_old(proof, max_age=max_age, now=now):
        return NOTHING
    return proof.levels


def missing(demand: Demand, proof: Proof | None, *, now: datetime) -> frozenset[Missing]:
    """Empty: it is enough. Where nothing is asked nothing is missing, even without
    a sign-in; identity 1 is what the person writes in the form."""
    if demand.levels.authentication == 0 and demand.levels.identity <= SELF_DECLARED:
        return frozenset()
    if proof is None:
        return frozenset({Missing.SIGN_IN})
    found: set[Missing] = set()
    if _is_too_old(proof, max_age=demand.max_age, now=now):
        found.add(Missing.FRESHNESS)
    if max(proof.levels.identity, SELF_DECLARED) < demand.levels.identity:
        found.add(Missing.IDENTITY)
    if proof.levels.authentication < demand.levels.authentication:
        found.add(Missing.AUTHENTICATION)
    return frozenset(found)


def refuse_step(demand: Demand, proof: Proof | None, *, now: datetime) -> Refusal | None:
    """Identity first: a surer proof of it brings a new sign-in along, and then nothing is too old."""
    lacking = missing(demand, proof, now=now)
    for one in (Missing.SIGN_IN, Missing.IDENTITY, Missing.AUTHENTICATION, Missing.FRESHNESS):
        if one in lacking:
            return REFUSALS[one]
    return None


def _is_too_old(proof: Proof, *, max_age: timedelta | None, now: datetime) -> bool:
    """A time from the future is no proof either (clock skew apart)."""
    if proof.authenticated_at > now + CLOCK_SKEW:
        return True
    return max_age is not None and now - proof.authenticated_at > max_age
