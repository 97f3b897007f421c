"""What happens next to a case and who does it: the sentence and the buttons of the case page.

Invariant: a move that may not be made now is shown, disabled, with the sentence why.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext

from todoke.core.cases import policies
from todoke.core.cases.facts import Actor, CaseFacts
from todoke.core.cases.moves import MOVES, Move, verb
from todoke.core.cases.states import STATES, Owner, State, state_words
from todoke.core.refusal import N_, Refusal
from todoke.office.cases.facts import actor_for, facts_of, open_proposal
from todoke.office.cases.models import Case
from todoke.office.staff.models import Staff

SHOWN = (
    Move.ACCEPT, Move.START_REVIEW, Move.DECIDE, Move.PROPOSE, Move.ISSUE, Move.NOTIFY, Move.END_CONSULT,
    Move.PAY, Move.CLOSE, Move.REQUEST_CORRECTION, Move.CONSULT, Move.SEND_BACK,
)  # fmt: skip
# The order in which the one solid button of the page is looked for.
FIRST = (
    Move.ACCEPT, Move.START_REVIEW, Move.DECIDE, Move.ISSUE, Move.NOTIFY, Move.END_CONSULT, Move.PROPOSE,
    Move.CLOSE,
)  # fmt: skip
OTHER_STAGE = N_("This is done while the state is: %(states)s.")

SENTENCES: Mapping[State, str] = {
    State.ARRIVED: N_("A caseworker looks whether the form is complete and takes it in."),
    State.ACCEPTED: N_("A caseworker starts the review."),
    State.REVIEWING: N_("A caseworker looks into it and proposes a decision."),
    State.CORRECTION_REQUESTED: N_("The applicant corrects it. Until then nothing has to be done here."),
    State.CORRECTED: N_("The correction is here. A caseworker looks at it and goes on with the review."),
    State.WAITING_EXTERNAL: N_(
        "An answer from somebody else is awaited. Once it is here, end the consultation."
    ),
    State.DECIDED: N_("A caseworker issues the document or sends the notice to the applicant."),
    State.NOTIFIED: N_("The applicant has been told. When nothing is left to do, complete the case."),
    State.PAID: N_("It has been paid. When nothing is left to do, complete the case."),
    State.ISSUED: N_("The document has been issued. When nothing is left to do, complete the case."),
    State.WITHDRAWN: N_("The applicant has withdrawn. Nothing has to be done any more."),
    State.RETURNED: N_("It was returned to the applicant. Nothing has to be done any more."),
    State.CLOSED: N_("It is completed. Nothing has to be done any more."),
}
PROPOSED = N_("%(name)s proposes “%(outcome)s”. Another person, an approver, decides.")
NOTHING = N_("Nothing has to be done here.")


@dataclass(frozen=True, kw_only=True, slots=True)
class MoveButton:
    """A move with its verb. `refusal` is what the disabled button says; `first` marks the next step."""

    move: Move
    words: str
    refusal: Refusal | None
    first: bool
    now: bool

    @property
    def refused(self) -> bool:
        return self.refusal is not None


def what_is_next(case: Case, *, outcome: str) -> Refusal:
    """The sentence, ready for `say`; `outcome` is the proposed one in words."""
    state = State(case.state)
    proposal = open_proposal(case) if state is State.REVIEWING else None
    if proposal is not None:
        params = {"name": proposal.proposer.name, "outcome": outcome}
        return Refusal(code="case.next.proposed", message=PROPOSED, params=params)
    return Refusal(code=f"case.next.{state.value}", message=SENTENCES.get(state, NOTHING))


def buttons(case: Case, staff: Staff) -> dict[str, MoveButton]:
    """Every move of the office by its name, in the order shown."""
    facts, actor = facts_of(case), actor_for(case, staff)
    refusals = {move: refuse(facts, actor, move=move) for move in SHOWN}
    first = _first(facts, refusals)
    return {
        move.value: MoveButton(
            move=move,
            words=verb(case.act, move),
            refusal=_in_place(case, move, refusal=refusals[move]),
            first=move is first,
            now=facts.state in MOVES[move].sources,
        )
        for move in SHOWN
    }


def _first(facts: CaseFacts, refusals: Mapping[Move, Refusal | None]) -> Move | None:
    if STATES[facts.state].owner is Owner.APPLICANT:
        return None
    allowed = [move for move in FIRST if refusals[move] is None]
    if facts.proposer is not None and Move.PROPOSE in allowed:
        allowed.remove(Move.PROPOSE)  # proposed already; the next step is somebody else's
    return allowed[0] if allowed else None


def _in_place(case: Case, move: Move, *, refusal: Refusal | None) -> Refusal | None:
    """Where only the stage is wrong, name the right ones."""
    if refusal is None or refusal.code != "case.move.wrong-state":
        return refusal
    sources = [state for state in State if state in MOVES[move].sources]
    words = "・".join(gettext(state_words(case.act, state).label) for state in sources)
    return Refusal(code=refusal.code, message=OTHER_STAGE, params={"states": words})


def refuse(facts: CaseFacts, actor: Actor, *, move: Move) -> Refusal | None:
    """Whether the move may be made at all; what its form holds is judged by the command."""
    if move is Move.DECIDE:
        return policies.refuse_decide(facts, actor)
    if move is Move.ISSUE:
        return policies.refuse_issue(facts, actor)
    return policies.refuse_move(facts, move, actor=actor)
