"""Issue a document or send a notice: number, PDF, seal, register, and back to the applicant.

Three steps, so that nothing slow or fragile happens inside a transaction:
1. take the number (numbering.py), in a short transaction;
2. make and seal the PDF, in none;
3. write document, message and move together, after asking the policy again.
Where step 2 fails the case is as before; its number waits in the register with the reason.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from datetime import datetime

import typst
from django.utils import timezone

from todoke.core.cases import policies
from todoke.core.cases.facts import Actor, CaseFacts
from todoke.core.cases.moves import Move
from todoke.core.envelope.kinds import Kind
from todoke.core.envelope.payloads import DocumentRef, NoticePayload
from todoke.core.errors import Refused
from todoke.core.refusal import Refusal
from todoke.office.cases.changing import author_of, locked, make_move, next_number
from todoke.office.cases.facts import actor_for, definition_for, facts_of
from todoke.office.cases.models import Case
from todoke.office.exchange.commands import queue_message
from todoke.office.notices import numbering
from todoke.office.notices.certificate import certificate_paper
from todoke.office.notices.models import IssuedDocument, NumberState, SealMode
from todoke.office.notices.papers import Paper, notice_paper, render
from todoke.office.notices.sealing import seal_pdf, sealing_errors, signer_for, town_seal
from todoke.office.staff.models import Staff
from todoke.web.database import write

log = logging.getLogger(__name__)


def decided_certificate(case: Case) -> Paper:
    return certificate_paper(case, definition_for(case))


def decided_notice(case: Case) -> Paper:
    """With the reasons and the appeal of the proposal that became the decision."""
    decided = case.proposals.exclude(decider=None).order_by("-decided_at").first()
    return notice_paper(case, definition_for(case), proposal=decided)


def issue(case: Case, *, staff: Staff) -> IssuedDocument:
    """Issue the certificate: one line in 発行簿, one PDF, one notice sealed to the applicant."""
    return _give(case, Move.ISSUE, staff=staff, paper_of=decided_certificate)


def notify(case: Case, *, staff: Staff) -> IssuedDocument:
    """Tell the decision in a letter (a refusal, or a procedure that has no document of its own)."""
    return _give(case, Move.NOTIFY, staff=staff, paper_of=decided_notice)


def _refuse(move: Move, facts: CaseFacts, *, actor: Actor) -> Refusal | None:
    if move is Move.ISSUE:
        return policies.refuse_issue(facts, actor)
    return policies.refuse_move(facts, move, actor=actor)


def _locked_if_allowed(case: Case, move: Move, *, staff: Staff) -> Case:
    case = locked(case)
    refusal = _refuse(move, facts_of(case), actor=actor_for(case, staff))
    if refusal is not None:
        raise Refused(refusal)
    return case


def _give(case: Case, move: Move, *, staff: Staff, paper_of: Callable[[Case], Paper]) -> IssuedDocument:
    now, seal = timezone.now(), town_seal()
    with write():
        case = _locked_if_allowed(case, move, staff=staff)
        signer_for(seal)  # refuses before a number is taken
        paper = paper_of(case)
        document = numbering.reserve(case, paper, seal=seal, staff=staff, at=now)
    content = _made(document, paper, case=case, seal=seal, at=now)
    with write():
        case = _locked_if_allowed(case, move, staff=staff)
        if paper_of(case) != paper:
            raise Refused(numbering.CHANGED)
        document = _fill(document, paper, content=content, staff=staff, at=now)
        document.message_number = _send(case, document, paper=paper, at=now)
        document.save(update_fields=["message_number"])
        body = {"official_number": document.official_number, "sha256": document.sha256}
        make_move(case, move, by=author_of(staff), at=now, body=body)
    return document


def _made(document: IssuedDocument, paper: Paper, *, case: Case, seal: SealMode, at: datetime) -> bytes:
    """The sealed PDF. Refused with a sentence, the reason kept beside the number, when it cannot be made."""
    number = document.official_number
    try:
        pdf = render(paper, case, number=number, seal=seal, today=timezone.localdate(at))
    except (typst.TypstError, OSError, ValueError) as error:
        raise Refused(_explained(document, numbering.NOT_MADE)) from error
    try:
        return seal_pdf(pdf, signer_for(seal))
    except sealing_errors() as error:
        raise Refused(_explained(document, numbering.NOT_SEALED)) from error


def _explained(document: IssuedDocument, refusal: Refusal) -> Refusal:
    numbering.explain(document, refusal)
    log.error("%s: official number %s of case %s", refusal.code, document.pk, document.case_id)
    return numbering.with_number(refusal, document)


def _fill(
    reserved: IssuedDocument, paper: Paper, *, content: bytes, staff: Staff, at: datetime
) -> IssuedDocument:
    document = IssuedDocument.register.select_for_update().get(pk=reserved.pk, status=NumberState.RESERVED)
    document.status, document.problem = NumberState.ISSUED, ""
    document.title, document.copies, document.seal = paper.title, paper.copies, reserved.seal
    document.content, document.sha256 = content, hashlib.sha256(content).hexdigest()
    document.issued_by, document.issued_at = staff, at
    document.save(force_update=True)
    return document


def _send(case: Case, document: IssuedDocument, *, paper: Paper, at: datetime) -> int:
    """Queue the notice. A document that gets its seal on paper travels on paper; the notice says so."""
    number = next_number(case)
    on_paper = document.seal == SealMode.PRINT_AND_SEAL
    reference = DocumentRef(part=1, name=f"{paper.symbol}-{case.receipt}.pdf", sha256=document.sha256)
    payload = NoticePayload(
        number=number,
        receipt=case.receipt,
        title=paper.title,
        text=_words(document, paper, on_paper=on_paper),
        document=None if on_paper else reference,
        official_number=document.official_number,
        seal=document.seal,
        at=at,
    )
    parts = [] if on_paper else [bytes(document.content)]
    queue_message(Kind.NOTICE, payload, reply_key=case.reply_key, parts=parts)
    return number


def _words(document: IssuedDocument, paper: Paper, *, on_paper: bool) -> str:
    if not on_paper:
        return paper.text
    copies = f"公印を押した紙の書面を{document.copies}部用意します。この画面は紙の書面の代わりになりません。"
    return f"{paper.text}\n{copies}"
