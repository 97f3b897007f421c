"""The moves between states: who makes them, from where, to where, and what they are called.

Invariants:
- a state changes by one of these moves and by nothing else.
- `propose` leaves the state: a proposal becomes a decision only when a second person decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from todoke.core.cases.acts import Act
from todoke.core.cases.states import Owner, State
from todoke.core.refusal import N_


class Move(StrEnum):
    SUBMIT = "submit"
    ARRIVE = "arrive"
    ACCEPT = "accept"
    START_REVIEW = "start_review"
    REQUEST_CORRECTION = "request_correction"
    ANSWER_CORRECTION = "answer_correction"
    CONSULT = "consult"
    END_CONSULT = "end_consult"
    PROPOSE = "propose"
    DECIDE = "decide"
    NOTIFY = "notify"
    ISSUE = "issue"
    PAY = "pay"
    WITHDRAW = "withdraw"
    SEND_BACK = "send_back"
    CLOSE = "close"
    EXPIRE = "expire"


@dataclass(frozen=True, kw_only=True, slots=True)
class MoveRow:
    """`by_system`: the office's machine may make this move too, as a consequence of another one."""

    sources: frozenset[State]
    target: State
    owner: Owner
    by_system: bool = False


_S = State


def _row(owner: Owner, target: State, *sources: State, by_system: bool = False) -> MoveRow:
    return MoveRow(sources=frozenset(sources), target=target, owner=owner, by_system=by_system)


MOVES: Mapping[Move, MoveRow] = {
    Move.SUBMIT: _row(Owner.APPLICANT, _S.SUBMITTED, _S.DRAFT),
    Move.ARRIVE: _row(Owner.SYSTEM, _S.ARRIVED, _S.SUBMITTED),
    Move.ACCEPT: _row(Owner.STAFF, _S.ACCEPTED, _S.ARRIVED),
    Move.START_REVIEW: _row(
        Owner.STAFF, _S.REVIEWING, _S.ARRIVED, _S.ACCEPTED, _S.CORRECTED, _S.CORRECTION_REQUESTED
    ),
    Move.REQUEST_CORRECTION: _row(
        Owner.STAFF, _S.CORRECTION_REQUESTED, _S.ACCEPTED, _S.REVIEWING, _S.CORRECTED
    ),
    Move.ANSWER_CORRECTION: _row(Owner.APPLICANT, _S.CORRECTED, _S.CORRECTION_REQUESTED),
    Move.CONSULT: _row(Owner.STAFF, _S.WAITING_EXTERNAL, _S.REVIEWING),
    Move.END_CONSULT: _row(Owner.STAFF, _S.REVIEWING, _S.WAITING_EXTERNAL),
    Move.PROPOSE: _row(Owner.STAFF, _S.REVIEWING, _S.REVIEWING),
    Move.DECIDE: _row(Owner.APPROVER, _S.DECIDED, _S.REVIEWING),
    Move.NOTIFY: _row(Owner.STAFF, _S.NOTIFIED, _S.DECIDED, by_system=True),
    Move.ISSUE: _row(Owner.STAFF, _S.ISSUED, _S.DECIDED, _S.NOTIFIED),
    Move.PAY: _row(Owner.STAFF, _S.PAID, _S.NOTIFIED),
    Move.WITHDRAW: _row(
        Owner.APPLICANT,
        _S.WITHDRAWN,
        _S.SUBMITTED,
        _S.ARRIVED,
        _S.ACCEPTED,
        _S.REVIEWING,
        _S.CORRECTION_REQUESTED,
        _S.CORRECTED,
        _S.WAITING_EXTERNAL,
    ),
    Move.SEND_BACK: _row(Owner.STAFF, _S.RETURNED, _S.ACCEPTED, _S.REVIEWING, _S.CORRECTION_REQUESTED),
    Move.CLOSE: _row(Owner.STAFF, _S.CLOSED, _S.ACCEPTED, _S.NOTIFIED, _S.ISSUED, _S.PAID, by_system=True),
    Move.EXPIRE: _row(Owner.SYSTEM, _S.EXPIRED, _S.DRAFT, _S.WITHDRAWN, _S.RETURNED, _S.CLOSED),
}

_VERBS: Mapping[Move, str] = {
    Move.SUBMIT: N_("Send this application"),
    Move.ARRIVE: N_("Record the arrival"),
    Move.ACCEPT: N_("Accept"),
    Move.START_REVIEW: N_("Start the review"),
    Move.REQUEST_CORRECTION: N_("Ask for a correction"),
    Move.ANSWER_CORRECTION: N_("Send the correction"),
    Move.CONSULT: N_("Ask somebody else"),
    Move.END_CONSULT: N_("End the consultation"),
    Move.PROPOSE: N_("Propose a decision"),
    Move.DECIDE: N_("Approve and decide"),
    Move.NOTIFY: N_("Notify the applicant"),
    Move.ISSUE: N_("Issue the document"),
    Move.PAY: N_("Record the payment"),
    Move.WITHDRAW: N_("Withdraw this application"),
    Move.SEND_BACK: N_("Return to the applicant"),
    Move.CLOSE: N_("Complete the case"),
    Move.EXPIRE: N_("Stop showing it"),
}

_VERBS_BY_ACT: Mapping[Act, Mapping[Move, str]] = {
    Act.APPLICATION: {},
    Act.NOTIFICATION: {
        Move.SUBMIT: N_("Send this notification"),
        Move.ACCEPT: N_("Take in the notification"),
        Move.START_REVIEW: N_("Start checking"),
        Move.PROPOSE: N_("Propose to confirm"),
        Move.DECIDE: N_("Confirm the notification"),
        Move.WITHDRAW: N_("Withdraw this notification"),
    },
    Act.CLAIM: {
        Move.SUBMIT: N_("Send this claim"),
        Move.WITHDRAW: N_("Withdraw this claim"),
    },
    Act.OFFER: {
        Move.SUBMIT: N_("Send this statement"),
        Move.WITHDRAW: N_("Withdraw this statement"),
    },
}


def verb(act: str, move: Move) -> str:
    """The words on the button, by act (a value of `Act`); English, marked with N_."""
    return _VERBS_BY_ACT[Act(act)].get(move, _VERBS[move])


def moves_from(state: State) -> tuple[Move, ...]:
    """The moves that start from this state, in the table's order."""
    return tuple(move for move, row in MOVES.items() if state in row.sources)
