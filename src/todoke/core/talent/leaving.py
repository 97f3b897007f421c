"""How an engagement stops, and what is written about it afterwards.

Invariants:
- nobody leaves without a word on the hand-over, and no borrowed role ends before its successor was told.
- an end before the last day has a reason that both sides can read.
- an outcome compares an indicator with what it was before; it never grades a person.
- who writes of an engagement speaks for one side; the person reads all and answers.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from todoke.core.refusal import N_, Refusal
from todoke.core.talent.engagements import EngagementState, refuse_end

NO_REASON = Refusal(
    code="talent.ending.no-reason", message=N_("Write why it ends early. Both sides can read it.")
)
NOT_ACTIVE = Refusal(
    code="talent.ending.not-active",
    message=N_("Only work that is under way can end. Reload the page to see how it stands."),
)
TOO_EARLY = Refusal(
    code="talent.ending.too-early",
    message=N_("The last day has not come yet. To stop before it, choose “End early” and say why."),
)
NOT_IN_PERIOD = Refusal(
    code="talent.ending.day",
    message=N_("Choose a last day from the first day of the engagement up to today."),
)
WORK_AFTER = Refusal(
    code="talent.ending.work-after",
    message=N_("Work is logged after that day. Choose a later day, or have the person take the line out."),
)
SUCCESSOR_NOT_TOLD = Refusal(
    code="talent.ending.successor",
    message=N_("Name who takes over, and tell them before the borrowed role ends."),
)
ALREADY_BEGUN = Refusal(
    code="talent.ending.begun",
    message=N_("The work has begun already. End it early instead, with the hand-over."),
)
NO_INDICATOR = Refusal(
    code="talent.outcome.indicator",
    message=N_("Write what is counted, and how it was before, such as “days until an answer: 12”."),
)
NOT_YOUR_SIDE = Refusal(
    code="talent.outcome.side",
    message=N_("Each side writes its own words. These are the words of the other side."),
)
NO_WORDS = Refusal(code="talent.outcome.no-words", message=N_("Write a sentence first."))


class Side(StrEnum):
    HOST = "host"
    PERSON = "person"


@dataclass(frozen=True, kw_only=True, slots=True)
class Leaving:
    """`successor_told`: whoever takes over knows."""

    on: date
    handover_done: bool | None
    words: str
    successor: str
    successor_told: bool
    reason: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Running:
    """`last_log`: the last day that work is logged on."""

    state: EngagementState
    since: date
    until: date
    last_log: date | None = None


def refuse_leave(running: Running, leaving: Leaving, *, today: date, early: bool) -> Refusal | None:
    if running.state is not EngagementState.ACTIVE:
        return NOT_ACTIVE
    refusal = _refuse_day(running, leaving, today=today, early=early)
    if refusal is not None:
        return refusal
    if early and not leaving.reason.strip():
        return NO_REASON
    if not leaving.successor.strip() or not leaving.successor_told:
        return SUCCESSOR_NOT_TOLD
    return refuse_end(handover_done=leaving.handover_done, words=leaving.words)


def _refuse_day(running: Running, leaving: Leaving, *, today: date, early: bool) -> Refusal | None:
    if not early:
        return TOO_EARLY if today < running.until else None
    if not running.since <= leaving.on <= min(today, running.until):
        return NOT_IN_PERIOD
    return WORK_AFTER if running.last_log is not None and running.last_log > leaving.on else None


def refuse_cancel(state: EngagementState, *, reason: str) -> Refusal | None:
    """Before the first day."""
    if state not in {EngagementState.PROPOSED, EngagementState.CONSENTED, EngagementState.APPROVED}:
        return ALREADY_BEGUN
    return None if reason.strip() else NO_REASON


def refuse_indicator(indicator: str, baseline: str) -> Refusal | None:
    return None if indicator.strip() and baseline.strip() else NO_INDICATOR


def refuse_comment(words: str, *, speaks: bool) -> Refusal | None:
    if not speaks:
        return NOT_YOUR_SIDE
    return None if words.strip() else NO_WORDS
