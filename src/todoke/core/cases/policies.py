"""Who may do what to a case, each rule once: a Refusal with the sentence, or None.

Invariants:
- a rule is shown by the view and required by the command; neither repeats it.
- order of checks: the side and role of the actor, then the state, then what this move needs. Someone of
  another section learns nothing about the case.
- proposer and decider are two people.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from todoke.core.cases.acts import Act
from todoke.core.cases.facts import Actor, CaseFacts, Role
from todoke.core.cases.moves import MOVES, Move
from todoke.core.cases.outcomes import OutcomeMeaning, needs_reasons
from todoke.core.cases.states import STATES, Owner, State
from todoke.core.refusal import N_, Refusal

_ROLE_OF = {Owner.STAFF: Role.CASEWORKER, Owner.APPROVER: Role.APPROVER}


def refuse_move(case: CaseFacts, move: Move, *, actor: Actor) -> Refusal | None:
    """The rules every move keeps: actor's side, role and section, then the state table, then the act."""
    return _refuse_actor(case, move, actor=actor) or _refuse_state(case, move) or _refuse_ending(case, move)


def refuse_accept(case: CaseFacts, actor: Actor) -> Refusal | None:
    return refuse_move(case, Move.ACCEPT, actor=actor)


def refuse_request_correction(
    case: CaseFacts, actor: Actor, *, fields: Collection[str], due: date | None, today: date
) -> Refusal | None:
    """`fields` are the ids the applicant may change; `due` the last day to answer."""
    if refusal := refuse_move(case, Move.REQUEST_CORRECTION, actor=actor):
        return refusal
    if not fields:
        return Refusal(
            code="case.request-correction.no-fields",
            message=N_("Choose at least one answer that the applicant should correct."),
        )
    if due is None or due <= today:
        return Refusal(
            code="case.request-correction.due",
            message=N_("Set the last day for the correction to a day after today."),
        )
    return None


def refuse_answer_correction(
    case: CaseFacts, actor: Actor, *, requested: Collection[str], answered: Collection[str]
) -> Refusal | None:
    """Only what was asked may change; a late answer is still taken while the office waits."""
    if refusal := refuse_move(case, Move.ANSWER_CORRECTION, actor=actor):
        return refusal
    if set(answered) - set(requested):
        return Refusal(
            code="case.answer-correction.not-asked",
            message=N_("Only the answers the office asked about can be changed."),
        )
    return None


def refuse_propose(
    case: CaseFacts,
    actor: Actor,
    *,
    outcome: str | None,
    allowed_outcomes: Mapping[str, OutcomeMeaning],
    reasons: str,
) -> Refusal | None:
    """`allowed_outcomes` are the procedure's own; refusing, even in part, needs reasons (行政手続法 8条)."""
    if refusal := refuse_move(case, Move.PROPOSE, actor=actor):
        return refusal
    if outcome is None or outcome not in allowed_outcomes:
        return Refusal(
            code="case.propose.outcome", message=N_("Choose one of the outcomes of this procedure.")
        )
    if needs_reasons(allowed_outcomes[outcome]) and not reasons.strip():
        return Refusal(
            code="case.propose.reasons",
            message=N_("Write the reasons. A refusal, even in part, must state them."),
        )
    return None


def refuse_decide(case: CaseFacts, actor: Actor) -> Refusal | None:
    if refusal := refuse_move(case, Move.DECIDE, actor=actor):
        return refusal
    if case.proposer is None:
        return Refusal(
            code="case.decide.no-proposal",
            message=N_("Nobody has proposed a decision yet. A caseworker proposes it first."),
        )
    if case.proposer == actor.id:
        return Refusal(
            code="case.decide.own-proposal",
            message=N_("You proposed this decision. Another approver has to decide."),
        )
    return None


def refuse_issue(case: CaseFacts, actor: Actor) -> Refusal | None:
    """A document of the outcome is issued for whatever was not refused."""
    if refusal := refuse_move(case, Move.ISSUE, actor=actor):
        return refusal
    if not case.has_document:
        return Refusal(
            code="case.issue.no-document",
            message=N_("This procedure has no document to issue here. Send the notice instead."),
        )
    if case.outcome is OutcomeMeaning.REFUSED:
        return Refusal(
            code="case.issue.refused",
            message=N_("The application was refused, so there is no document to issue. Send the notice."),
        )
    return None


def refuse_withdraw(case: CaseFacts, actor: Actor) -> Refusal | None:
    """Until the decision the applicant may always withdraw."""
    return refuse_move(case, Move.WITHDRAW, actor=actor)


def refuse_send_back(case: CaseFacts, actor: Actor, *, reasons: str) -> Refusal | None:
    if refusal := refuse_move(case, Move.SEND_BACK, actor=actor):
        return refusal
    if not reasons.strip():
        return Refusal(
            code="case.send-back.reasons",
            message=N_("Write why you return it and what the applicant can do next."),
        )
    return None


def _refuse_actor(case: CaseFacts, move: Move, *, actor: Actor) -> Refusal | None:
    row = MOVES[move]
    if actor.side is Owner.SYSTEM and row.by_system:
        return None
    role = _ROLE_OF.get(row.owner)
    if role is None:
        return None if actor.side is row.owner else _wrong_side(row.owner)
    if actor.side is not Owner.STAFF:
        return _wrong_side(row.owner)
    if case.section not in actor.sections:
        return Refusal(
            code="case.move.other-section",
            message=N_("This case belongs to another section. Ask that section."),
        )
    return None if actor.holds(role, case.section) else _missing_role(role)


def _wrong_side(owner: Owner) -> Refusal:
    if owner is Owner.APPLICANT:
        return Refusal(code="case.move.not-applicant", message=N_("Only the applicant can do this."))
    if owner is Owner.SYSTEM:
        return Refusal(
            code="case.move.not-system", message=N_("This happens by itself; nobody has to do it.")
        )
    return Refusal(code="case.move.not-staff", message=N_("Only the staff of the office can do this."))


def _missing_role(role: Role) -> Refusal:
    if role is Role.APPROVER:
        return Refusal(
            code="case.move.not-approver",
            message=N_("Only an approver of this section can decide. Ask an approver."),
        )
    return Refusal(
        code="case.move.not-caseworker",
        message=N_("Only a caseworker of this section can do this. Ask a caseworker."),
    )


def _refuse_state(case: CaseFacts, move: Move) -> Refusal | None:
    if (case.withdrawn or case.state is State.WITHDRAWN) and move is not Move.EXPIRE:
        return Refusal(
            code="case.move.withdrawn",
            message=N_("The applicant has withdrawn this case. Nothing more has to be done."),
        )
    if case.state in MOVES[move].sources:
        return None
    if STATES[case.state].final:
        return Refusal(code="case.move.over", message=N_("This case is over and can no longer be changed."))
    if move is Move.WITHDRAW:
        return Refusal(
            code="case.withdraw.too-late",
            message=N_("The office has already decided, so this can no longer be withdrawn. Ask the office."),
        )
    return Refusal(
        code="case.move.wrong-state",
        message=N_("This cannot be done at the present stage. Open the case again to see where it stands."),
        params={"state": case.state.value, "move": move.value},
    )


def _refuse_ending(case: CaseFacts, move: Move) -> Refusal | None:
    """A 届出 may be completed once taken in; everything else needs its decision first."""
    if move is Move.CLOSE and case.state is State.ACCEPTED and case.act != Act.NOTIFICATION:
        return Refusal(
            code="case.close.undecided",
            message=N_("This needs a decision before it can be completed."),
        )
    if move is Move.PAY and case.outcome not in {OutcomeMeaning.GRANTED, OutcomeMeaning.PARTIAL}:
        return Refusal(
            code="case.pay.not-granted", message=N_("Nothing was granted, so there is nothing to pay.")
        )
    return None
