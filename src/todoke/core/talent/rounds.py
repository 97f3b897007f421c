"""A round: one run of the allocation over everything that is open on a day.

Invariants:
- at most one round of a prefecture is being run or adjusted at a time.
- nothing is proposed to anybody before the checker has found no violation.
- a published round does not change; what changes later is said beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from todoke.core.refusal import N_, Refusal


class RoundState(StrEnum):
    """RUNNING: a process works on it. INTERRUPTED: it ended without a result and can go on."""

    RUNNING = "running"
    INTERRUPTED = "interrupted"
    COMPUTED = "computed"
    PUBLISHED = "published"
    CANCELLED = "cancelled"


OPEN = frozenset({RoundState.RUNNING, RoundState.INTERRUPTED, RoundState.COMPUTED})
STATE_WORDS: Mapping[RoundState, str] = MappingProxyType(
    {
        RoundState.RUNNING: N_("Being worked out"),
        RoundState.INTERRUPTED: N_("Interrupted"),
        RoundState.COMPUTED: N_("To be looked through"),
        RoundState.PUBLISHED: N_("Published"),
        RoundState.CANCELLED: N_("Cancelled"),
    }
)

ANOTHER_OPEN = Refusal(
    code="talent.round.another-open",
    message=N_("Another round is not finished yet. Publish it or cancel it first."),
)
NOT_COMPUTED = Refusal(
    code="talent.round.not-computed",
    message=N_("This round is not ready to be changed or published. Reload the page to see how it stands."),
)
VIOLATED = Refusal(
    code="talent.round.violated",
    message=N_("The checker found broken rules: %(rules)s. Nothing was published."),
)
NO_REASON = Refusal(
    code="talent.override.no-reason",
    message=N_("Write why you decide otherwise; it is kept with the round."),
)
NOT_COORDINATOR = Refusal(
    code="talent.round.not-coordinator",
    message=N_("Only the coordinators of the prefecture work on a round."),
)
NOTHING_OPEN = Refusal(
    code="talent.round.nothing-open",
    message=N_("There is no open need, or nobody consents to be proposed. A round would decide nothing."),
)
NOT_INTERRUPTED = Refusal(
    code="talent.round.not-interrupted",
    message=N_("This round is not interrupted. Reload the page to see how it stands."),
)
STALE = Refusal(
    code="talent.round.stale",
    message=N_(
        "Since this round was worked out, people, permissions, agreements or needs have changed. "
        "Work it out again with what holds today; nothing was published."
    ),
)
DAYS_WRONG = Refusal(
    code="talent.round.days",
    message=N_(
        "Give the three days in this order, none of them past: answers, appeals, decisions on appeals."
    ),
)
NOT_IN_ROUND = Refusal(
    code="talent.override.not-in-round", message=N_("This person or this need is not part of the round.")
)


def refuse_coordinate(*, coordinates: bool) -> Refusal | None:
    return None if coordinates else NOT_COORDINATOR


def refuse_go_on(state: RoundState) -> Refusal | None:
    return None if state is RoundState.INTERRUPTED else NOT_INTERRUPTED


def refuse_cancel(state: RoundState) -> Refusal | None:
    return None if state in OPEN else NOT_COMPUTED


def refuse_days(answer_by: date, appeals_until: date, *, decided_by: date, today: date) -> Refusal | None:
    """The prefecture sets these days itself; none is written into the program."""
    return None if today < answer_by <= appeals_until < decided_by else DAYS_WRONG


def refuse_begin(states: Mapping[str, RoundState]) -> Refusal | None:
    """`states` of the prefecture's rounds by id."""
    return ANOTHER_OPEN if any(state in OPEN for state in states.values()) else None


def refuse_change(state: RoundState) -> Refusal | None:
    return None if state is RoundState.COMPUTED else NOT_COMPUTED


def refuse_override(state: RoundState, *, reason: str) -> Refusal | None:
    return refuse_change(state) or (None if reason.strip() else NO_REASON)


def refuse_publish(state: RoundState, *, broken: tuple[str, ...]) -> Refusal | None:
    """`broken`: the rules the independent checker found broken."""
    if refusal := refuse_change(state):
        return refusal
    if not broken:
        return None
    return Refusal(code=VIOLATED.code, message=VIOLATED.message, params={"rules": ", ".join(broken)})
