"""The moves of a caseworker. Each asks its policy first and raises Refused with the policy's sentence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils import timezone

from todoke.core.cases import policies
from todoke.core.cases.moves import Move
from todoke.core.envelope.kinds import Kind
from todoke.core.envelope.payloads import CorrectionRequestPayload, NoticePayload
from todoke.core.errors import Refused
from todoke.core.lexicon.text import refuse_characters
from todoke.core.refusal import N_, Refusal
from todoke.office.cases.appeals import refuse_missing_appeal
from todoke.office.cases.changing import author_of, locked, make_move, next_number
from todoke.office.cases.facts import actor_for, allowed_outcomes, definition_for, facts_of, open_proposal
from todoke.office.cases.filing import (
    file_application,
    file_correction_answer,
    file_notice_opened,
    file_withdrawal,
)
from todoke.office.cases.models import Case, CorrectionRequest, Proposal
from todoke.office.cases.wording import NO_MESSAGE, cleaned
from todoke.office.exchange.commands import queue_message
from todoke.office.staff.models import Staff
from todoke.web.database import write

__all__ = [
    "accept",
    "close",
    "decide",
    "file_application",
    "file_correction_answer",
    "file_notice_opened",
    "file_withdrawal",
    "make_plain_move",
    "pay",
    "propose",
    "request_correction",
    "send_back",
    "start_review",
]
PLAIN_MOVES = frozenset(
    {Move.ACCEPT, Move.START_REVIEW, Move.CONSULT, Move.END_CONSULT, Move.PAY, Move.CLOSE}
)
UNPRINTABLE = Refusal(
    code="case.decide.unprintable",
    message=N_(
        "The reasons or the 教示 of this proposal hold a character that cannot be printed. "
        "A caseworker has to propose it again without it."
    ),
)
RETURNED_TITLE = "差戻しのお知らせ"


def _require(refusal: Refusal | None) -> None:
    if refusal is not None:
        raise Refused(refusal)


def make_plain_move(case: Case, move: Move, *, staff: Staff, note: str = "") -> Case:
    """A move that needs nothing but the right person at the right time. `note` stays in the history."""
    if move not in PLAIN_MOVES:
        raise ValueError(f"make_plain_move — a move without further facts — {move}")
    with write():
        case = locked(case)
        _require(policies.refuse_move(facts_of(case), move, actor=actor_for(case, staff)))
        note = cleaned(note)
        if case.assignee_id is None:
            case.assignee = staff
        body = {"note": note} if note else None
        make_move(case, move, by=author_of(staff), at=timezone.now(), body=body)
    return case


def accept(case: Case, *, staff: Staff) -> Case:
    return make_plain_move(case, Move.ACCEPT, staff=staff)


def start_review(case: Case, *, staff: Staff) -> Case:
    return make_plain_move(case, Move.START_REVIEW, staff=staff)


def close(case: Case, *, staff: Staff) -> Case:
    return make_plain_move(case, Move.CLOSE, staff=staff)


def pay(case: Case, *, staff: Staff) -> Case:
    return make_plain_move(case, Move.PAY, staff=staff)


def send_back(case: Case, *, staff: Staff, reasons: str) -> Case:
    """差戻し: the case ends here, and the applicant is told why and what to do next."""
    now = timezone.now()
    with write():
        case = locked(case)
        _require(policies.refuse_send_back(facts_of(case), actor_for(case, staff), reasons=reasons))
        reasons = cleaned(reasons)
        definition = definition_for(case)
        title = definition.title.say("ja") if definition else RETURNED_TITLE
        payload = NoticePayload(
            number=next_number(case), receipt=case.receipt, title=f"{title}：{RETURNED_TITLE}",
            text=reasons, at=now,
        )  # fmt: skip
        queue_message(Kind.NOTICE, payload, reply_key=case.reply_key)
        make_move(case, Move.SEND_BACK, by=author_of(staff), at=now, body={"reasons": reasons})
    return case


def request_correction(
    case: Case, *, staff: Staff, fields: Sequence[str], message: str, due: date | None
) -> CorrectionRequest:
    """Ask the applicant to change these answers, and nothing else, until the day `due`."""
    now = timezone.now()
    with write():
        case = locked(case)
        known = [field for field in fields if field in case.answers or field in _questions(case)]
        refusal = policies.refuse_request_correction(
            facts_of(case), actor_for(case, staff), fields=known, due=due, today=timezone.localdate(now)
        )
        _require(refusal)
        message = cleaned(message)
        _require(None if message else NO_MESSAGE)
        number = case.corrections.count() + 1
        request = CorrectionRequest.objects.create(
            case=case, number=number, message=message, fields=known, due=due, asked_at=now
        )
        make_move(case, Move.REQUEST_CORRECTION, by=author_of(staff), at=now, body={"request": number})
        payload = CorrectionRequestPayload(
            number=next_number(case),
            receipt=case.receipt,
            request=number,
            message=message,
            fields=tuple(known),
            due=due,
            at=now,
        )
        queue_message(Kind.CORRECTION_REQUEST, payload, reply_key=case.reply_key)
    return request


def _questions(case: Case) -> frozenset[str]:
    definition = definition_for(case)
    return frozenset(field.id for field in definition.fields) if definition else frozenset()


def propose(case: Case, *, staff: Staff, outcome: str, reasons: str = "", appeal: str = "") -> Proposal:
    """Propose an outcome; a newer proposal replaces one that nobody decided."""
    now = timezone.now()
    with write():
        case = locked(case)
        allowed = allowed_outcomes(case)
        refusal = policies.refuse_propose(
            facts_of(case),
            actor_for(case, staff),
            outcome=outcome,
            allowed_outcomes=allowed,
            reasons=reasons,
        )
        _require(refusal or refuse_missing_appeal(allowed.get(outcome), appeal))
        proposal = Proposal.objects.create(
            case=case,
            proposer=staff,
            outcome=outcome,
            reasons=cleaned(reasons),
            appeal=cleaned(appeal),
            proposed_at=now,
        )
        make_move(case, Move.PROPOSE, by=author_of(staff), at=now, body={"outcome": outcome})
    return proposal


def _refuse_unprintable(proposal: Proposal) -> Refusal | None:
    """A proposal from before texts were cleaned: decided, its notice could never be made."""
    written = f"{proposal.reasons}{proposal.appeal}"
    return UNPRINTABLE if refuse_characters(written, besides="\r\n\t") else None


def decide(case: Case, *, staff: Staff) -> Case:
    """Turn the open proposal into the decision. Proposer and decider are two people."""
    now = timezone.now()
    with write():
        case = locked(case)
        _require(policies.refuse_decide(facts_of(case), actor_for(case, staff)))
        proposal = open_proposal(case)
        if proposal is not None:
            _require(_refuse_unprintable(proposal))
            case.outcome = proposal.outcome
            proposal.decider, proposal.decided_at = staff, now
            proposal.save(update_fields=["decider", "decided_at"])
            case.proposals.filter(decided_at=None).update(decided_at=now)
        make_move(case, Move.DECIDE, by=author_of(staff), at=now, body={"outcome": case.outcome})
    return case
