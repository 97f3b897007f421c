"""What changes the mailbox: a message let in, and the three things an applicant can do afterwards."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError
from django.db.models import Max
from django.utils import timezone

from todoke.core.envelope.applicant_key import seal_box
from todoke.core.envelope.kinds import Kind
from todoke.core.envelope.opening import Header
from todoke.core.envelope.payloads import (
    AttachmentRef,
    CorrectionAnswerPayload,
    NoticeOpenedPayload,
    Payload,
    WithdrawalPayload,
    encode,
)
from todoke.core.envelope.sealing import SealedEnvelope, seal
from todoke.core.errors import Refused, UntrustedEnvelope
from todoke.core.refusal import N_, Refusal
from todoke.portal.apply.models import Submission
from todoke.portal.apply.queries import OwnSubmission
from todoke.portal.apply.uploads import CleanFile
from todoke.portal.catalogue.queries import sealing_recipients
from todoke.portal.exchange import commands as exchange
from todoke.portal.exchange.queries import portal_signing_key
from todoke.portal.mailbox import mails
from todoke.portal.mailbox.models import Act, Message
from todoke.portal.mailbox.queries import Mail, box_context
from todoke.web.database import write

ALREADY_SENT = Refusal(
    code="mailbox.already-sent",
    message=N_("You have already sent this. Nothing was sent twice."),
)
NOT_ASKED = Refusal(
    code="mailbox.correct.not-asked",
    message=N_("Nothing is waiting to be corrected here. Go back to the page of your application."),
)
TOO_LATE_TO_WITHDRAW = Refusal(
    code="mailbox.withdraw.too-late",
    message=N_("This application can no longer be withdrawn here. Ask the office by phone or FAX."),
)
NO_OFFICE_KEY = Refusal(
    code="mailbox.no-office-key",
    message=N_("The office cannot be reached just now. Nothing was sent. Try again in an hour."),
)


def receive_message(header: Header, raw: bytes) -> None:
    """Let one checked envelope in, inside the door's transaction. UntrustedEnvelope for nobody's key."""
    submission = (
        Submission.objects.select_for_update()
        .filter(reply_key_id__in=header.recipients, town_code=header.municipality)
        .first()
    )
    # Attack: an office writing to applicants of another town, or to keys nobody here has.
    if submission is None:
        raise UntrustedEnvelope("reply key of no application of this town")
    last = Message.objects.filter(submission=submission).aggregate(last=Max("seq"))["last"] or 0
    now = timezone.now()
    Message.objects.create(
        id=header.id, seq=last + 1, submission=submission, kind=header.kind, raw=raw, created_at=now
    )
    mails.tell_of_news(submission, now=now)


def mark_opened(envelope_id: str, *, at: datetime) -> None:
    """The office opened the application; called when its receipt came. The person is told by mail once."""
    opened = Submission.objects.filter(envelope_id=envelope_id, opened_at=None)
    if opened.update(opened_at=at):
        for submission in Submission.objects.filter(envelope_id=envelope_id).exclude(notify_box=None):
            mails.tell_of_news(submission, now=at)


@dataclass(frozen=True, kw_only=True, slots=True)
class Sending:
    """An act on its way: sealed, with what the portal keeps of it."""

    number: int
    sealed: SealedEnvelope
    at: datetime
    box: bytes | None = None


def refuse_withdraw(mail: Mail) -> Refusal | None:
    if mail.withdrawn:
        return ALREADY_SENT
    return None if mail.may_withdraw else TOO_LATE_TO_WITHDRAW


def refuse_answer_correction(mail: Mail, request: int) -> Refusal | None:
    if (Kind.CORRECTION_ANSWER, request) in mail.acts:
        return ALREADY_SENT
    return None if mail.correction(request) else NOT_ASKED


def withdraw(submission: Submission, mail: Mail, *, reason: str) -> None:
    if refusal := refuse_withdraw(mail):
        raise Refused(refusal)
    now = timezone.now()
    payload = WithdrawalPayload(receipt=submission.receipt, reason=reason, at=now)
    sealed = _seal(submission, Kind.WITHDRAWAL, payload=payload)
    _send(submission, Sending(number=0, sealed=sealed, at=now))


def open_notice(submission: Submission, number: int) -> None:
    """Tell the office that the notice was opened: at the first opening, and never again."""
    if Act.objects.filter(submission=submission, kind=Kind.NOTICE_OPENED, number=number).exists():
        return
    now = timezone.now()
    payload = NoticeOpenedPayload(receipt=submission.receipt, notice=number, at=now)
    sealed = _seal(submission, Kind.NOTICE_OPENED, payload=payload)
    try:
        _send(submission, Sending(number=number, sealed=sealed, at=now))
    except Refused:
        return  # two windows at once: the other one told it


@dataclass(frozen=True, kw_only=True, slots=True)
class Correction:
    """New answers to the requested fields only; `files` by field id."""

    request: int
    answers: Mapping[str, object]
    files: Mapping[str, Sequence[CleanFile]]


def answer_correction(own: OwnSubmission, mail: Mail, *, correction: Correction) -> None:
    submission = own.submission
    if refusal := refuse_answer_correction(mail, correction.request):
        raise Refused(refusal)
    asked = mail.correction(correction.request)
    # Attack: a form with more fields than were asked for, to change what the office has decided on.
    if asked is None or not set(correction.answers) | set(correction.files) <= set(asked.fields):
        raise Refused(NOT_ASKED)
    now = timezone.now()
    refs, parts = _attachments(correction.files)
    payload = CorrectionAnswerPayload(
        receipt=submission.receipt,
        request=correction.request,
        answers=dict(correction.answers),
        attachments=refs,
        at=now,
    )
    sealed = _seal(submission, Kind.CORRECTION_ANSWER, payload=payload, parts=parts)
    kept = json.dumps(dict(correction.answers), ensure_ascii=False).encode()
    box = seal_box(own.key.draft_key(), kept, box_context(submission.pk))
    _send(submission, Sending(number=correction.request, sealed=sealed, at=now, box=box))


def _attachments(files: Mapping[str, Sequence[CleanFile]]) -> tuple[tuple[AttachmentRef, ...], list[bytes]]:
    flat = [(field, file) for field, several in files.items() for file in several]
    refs = tuple(
        AttachmentRef(
            part=part,
            field=field,
            name=file.name,
            media_type=file.media_type,
            size=file.size,
            sha256=hashlib.sha256(file.content).hexdigest(),
        )
        for part, (field, file) in enumerate(flat, start=1)
    )
    return refs, [file.content for _, file in flat]


def _seal(
    submission: Submission, kind: Kind, *, payload: Payload, parts: Sequence[bytes] = ()
) -> SealedEnvelope:
    recipients = sealing_recipients(submission.town_code)
    if not recipients:
        raise Refused(NO_OFFICE_KEY)
    return seal(
        kind,
        [encode(payload), *parts],
        sender=portal_signing_key(),
        municipality=submission.town_code,
        recipients=recipients,
        issued=timezone.now(),
    )


def _send(submission: Submission, sending: Sending) -> None:
    """Files first, then one transaction; the act's row makes a second click harmless."""
    sealed = sending.sealed
    receipt = exchange.stored_receipt(sealed, town_code=submission.town_code, at=sending.at)
    exchange.write_sealed(sealed)
    try:
        with write():
            Act.objects.create(
                submission=submission,
                kind=sealed.kind,
                number=sending.number,
                envelope_id=sealed.id,
                box=sending.box,
                at=sending.at,
            )
            exchange.enqueue(sealed, town_code=submission.town_code, stored_receipt=receipt)
    except IntegrityError as error:
        raise Refused(ALREADY_SENT) from error


def mark_read(submission: Submission) -> None:
    """The applicant looked at the page that shows all messages."""
    unread = Message.objects.filter(submission=submission, read_at=None)
    if unread.exists():
        with write():
            unread.update(read_at=timezone.now())
