"""The states of an application: one table for the sites, the tests and the drawing in the docs.

Invariants:
- every state has an owner (who has to act next) or is final.
- `next` says the same as the table of moves; a test compares the two.
- the outcome of a decision is a value of its own, not a state.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from todoke.core.cases.acts import Act
from todoke.core.refusal import N_


class State(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    ARRIVED = "arrived"
    ACCEPTED = "accepted"
    REVIEWING = "reviewing"
    CORRECTION_REQUESTED = "correction_requested"
    CORRECTED = "corrected"
    WAITING_EXTERNAL = "waiting_external"
    DECIDED = "decided"
    NOTIFIED = "notified"
    PAID = "paid"
    ISSUED = "issued"
    WITHDRAWN = "withdrawn"
    RETURNED = "returned"
    CLOSED = "closed"
    EXPIRED = "expired"


class Owner(StrEnum):
    """Who acts."""

    APPLICANT = "applicant"
    SYSTEM = "system"
    STAFF = "staff"
    APPROVER = "approver"


@dataclass(frozen=True, kw_only=True, slots=True)
class StateRow:
    """`label` and `plain` are English, marked with N_; `legal` is the law's meaning, for the docs."""

    state: State
    owner: Owner
    next: tuple[State, ...]
    final: bool
    label: str
    plain: str
    legal: str


@dataclass(frozen=True, kw_only=True, slots=True)
class StateWords:
    """What one state is called; `plain` is for やさしい日本語 and the applicant's page."""

    label: str
    plain: str


_S = State


def _row(state: State, owner: Owner, words: tuple[str, str, str], *next_states: State) -> StateRow:
    label, plain, legal = words
    final = state in {_S.WITHDRAWN, _S.RETURNED, _S.CLOSED, _S.EXPIRED}
    return StateRow(
        state=state, owner=owner, next=next_states, final=final, label=label, plain=plain, legal=legal
    )


_ROWS = (
    _row(
        _S.DRAFT,
        Owner.APPLICANT,
        (N_("Draft"), N_("You are still writing this."), "none"),
        _S.SUBMITTED,
        _S.EXPIRED,
    ),
    _row(
        _S.SUBMITTED,
        Owner.SYSTEM,
        (N_("Sent"), N_("You have sent it."), "stored at the portal"),
        _S.ARRIVED,
        _S.WITHDRAWN,
    ),
    _row(
        _S.ARRIVED,
        Owner.STAFF,
        (
            N_("Arrived"),
            N_("It has arrived at the office."),
            "デジタル手続法 6条3項: arrived when recorded; 行政手続法 7条: review must start",
        ),
        _S.ACCEPTED,
        _S.REVIEWING,
        _S.WITHDRAWN,
    ),
    _row(
        _S.ACCEPTED,
        Owner.STAFF,
        (
            N_("Accepted"),
            N_("The office has taken it in."),
            "form check done; no legal gate, 行政手続法 7条 bars refusing to accept",
        ),
        _S.REVIEWING,
        _S.CORRECTION_REQUESTED,
        _S.WITHDRAWN,
        _S.RETURNED,
        _S.CLOSED,
    ),
    _row(
        _S.REVIEWING,
        Owner.STAFF,
        (N_("Under review"), N_("The office is looking into it."), "the standard period runs"),
        _S.CORRECTION_REQUESTED,
        _S.WAITING_EXTERNAL,
        _S.DECIDED,
        _S.WITHDRAWN,
        _S.RETURNED,
    ),
    _row(
        _S.CORRECTION_REQUESTED,
        Owner.APPLICANT,
        (
            N_("Correction requested"),
            N_("Please correct something."),
            "行政手続法 7条: correct within the time set, or the office decides",
        ),
        _S.CORRECTED,
        _S.REVIEWING,
        _S.WITHDRAWN,
        _S.RETURNED,
    ),
    _row(
        _S.CORRECTED,
        Owner.STAFF,
        (N_("Corrected"), N_("You have corrected it."), "none"),
        _S.REVIEWING,
        _S.CORRECTION_REQUESTED,
        _S.WITHDRAWN,
    ),
    _row(
        _S.WAITING_EXTERNAL,
        Owner.STAFF,
        (
            N_("Waiting for others"),
            N_("The office is asking somebody else."),
            "an opinion or survey is awaited",
        ),
        _S.REVIEWING,
        _S.WITHDRAWN,
    ),
    _row(
        _S.DECIDED,
        Owner.STAFF,
        (
            N_("Decided"),
            N_("The office has decided."),
            "a refusal needs reasons (行政手続法 8条) and how to appeal (行政不服審査法 82条)",
        ),
        _S.NOTIFIED,
        _S.ISSUED,
    ),
    _row(
        _S.NOTIFIED,
        Owner.STAFF,
        (
            N_("Notified"),
            N_("The office has told you the answer."),
            "online only where the recipient wished it (デジタル手続法 7条)",
        ),
        _S.ISSUED,
        _S.PAID,
        _S.CLOSED,
    ),
    _row(_S.PAID, Owner.SYSTEM, (N_("Paid"), N_("The money has been paid."), "none"), _S.CLOSED),
    _row(_S.ISSUED, Owner.SYSTEM, (N_("Issued"), N_("You have been given the paper."), "none"), _S.CLOSED),
    _row(
        _S.WITHDRAWN,
        Owner.SYSTEM,
        (N_("Withdrawn"), N_("You have stopped it."), "ends without a decision"),
        _S.EXPIRED,
    ),
    _row(
        _S.RETURNED,
        Owner.SYSTEM,
        (N_("Returned"), N_("The office has sent it back."), "used with care (行政手続法 7条)"),
        _S.EXPIRED,
    ),
    _row(_S.CLOSED, Owner.SYSTEM, (N_("Completed"), N_("It is finished."), "none"), _S.EXPIRED),
    _row(_S.EXPIRED, Owner.SYSTEM, (N_("No longer shown"), N_("The time to look at it is over."), "none")),
)

STATES: Mapping[State, StateRow] = {row.state: row for row in _ROWS}

# A 届出 is done on arrival: the office confirms it, and neither grants nor refuses.
_NOTIFICATION_WORDS: Mapping[State, StateWords] = {
    _S.ARRIVED: StateWords(
        label=N_("Notification arrived"), plain=N_("Your notification has arrived. Your duty is done.")
    ),
    _S.REVIEWING: StateWords(label=N_("Being checked"), plain=N_("The office is checking what you wrote.")),
    _S.DECIDED: StateWords(label=N_("Confirmed"), plain=N_("The office has checked it.")),
}


def state_words(act: str, state: State) -> StateWords:
    """What a state is called for this act (a value of `Act`)."""
    row = STATES[state]
    words = StateWords(label=row.label, plain=row.plain)
    return _NOTIFICATION_WORDS.get(state, words) if act == Act.NOTIFICATION else words
