"""Sending an application: the one command nothing may be lost in.

Order (design §4.7): validate everything → seal to the office and to the applicant → sealed bytes on the
disk → one transaction that deletes the draft, stores the submission and puts the envelope in line.
Invariants:
- deleting the draft decides who won: of two submits at once exactly one becomes an application.
- a receipt number is only shown after that transaction.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils import timezone

from todoke.core.cases.receipt_number import new_receipt_number
from todoke.core.envelope.keys import SigningKey
from todoke.core.envelope.kinds import Kind
from todoke.core.envelope.payloads import (
    ApplicationPayload,
    AttachmentRef,
    IdentityBlock,
    SignatureBlock,
    encode,
)
from todoke.core.envelope.sealing import SealedEnvelope, seal
from todoke.core.errors import Refused
from todoke.core.procedures.answers import AnswerContext, Answers, check_all, on_path
from todoke.core.procedures.definition import Definition
from todoke.core.procedures.fields.base import Json
from todoke.core.procedures.fields.file import FileField
from todoke.core.refusal import N_, Refusal
from todoke.portal.apply.models import Draft, DraftFile, Submission
from todoke.portal.apply.other_town import refuse_addressee
from todoke.portal.apply.queries import OpenDraft, file_contents
from todoke.portal.apply.signed import signature_to_send
from todoke.portal.apply.taking import refuse_send, take_place
from todoke.portal.apply.verified import disagreeing
from todoke.portal.catalogue.queries import sealing_recipients
from todoke.portal.exchange.commands import enqueue, stored_receipt, write_sealed
from todoke.portal.exchange.queries import portal_signing_key
from todoke.portal.step_up.gate import refuse_sign_in
from todoke.web.database import write


class SubmitProblems(Refused):
    """Answers are missing or wrong; `problems` maps input names to what the person is told."""

    def __init__(self, problems: Mapping[str, Refusal]) -> None:
        super().__init__(*problems.values())
        self.problems = dict(problems)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Sealed:
    payload: ApplicationPayload
    application: SealedEnvelope
    copy: SealedEnvelope


def submit(draft: OpenDraft, *, wishes_notice: bool, context: AnswerContext) -> Submission:
    """Send the draft. A draft that was sent already gives the first submission again."""
    draft = replace(draft, content=replace(draft.content, wishes_notice=wishes_notice))
    answers, now = answers_to_send(draft, context), timezone.now()
    signature = signature_to_send(draft, answers, now=now)
    sealed = _seal(draft, answers, signature=signature, now=now)
    write_sealed(sealed.application)
    at = sealed.payload.stored_at
    receipt = stored_receipt(sealed.application, town_code=draft.town.code, at=at)
    with write():
        DraftFile.objects.filter(draft_id=draft.id).delete()
        won, _ = Draft.objects.filter(pk=draft.id).delete()
        if won:
            # Full: the transaction takes the deletion back, and the person keeps the draft.
            take_place(draft.town, draft.procedure, now=at)
            enqueue(sealed.application, town_code=draft.town.code, stored_receipt=receipt)
            return _store(draft, sealed)
    # The loser's sealed file has no row; the sweeper of orphans takes it.
    return _first_submission(draft)


def answers_to_send(draft: OpenDraft, context: AnswerContext) -> dict[str, Json]:
    """The answers on the path. Raises Refused for what keeps them from being sent, the signature apart."""
    problems = check_all(draft.definition, draft.content.answers, context)
    problems |= disagreeing(draft.definition, draft.content, context=context)
    if problems:
        raise SubmitProblems(problems)
    answers = on_path(draft.definition, draft.content.answers, context)
    if refusal := refuse_sending(draft, answers, now=timezone.now()):
        raise Refused(refusal)
    return answers


def refuse_sending(draft: OpenDraft, answers: Answers, *, now: datetime) -> Refusal | None:
    """What no answer can mend: another town's, not taken now, or nobody has shown who they are."""
    return (
        refuse_addressee(draft.definition, answers, town=draft.town)
        or refuse_send(draft.town, draft.procedure, now=now)
        or refuse_sign_in(draft.definition, draft.content.identity_proof, now=now)
    )


def _first_submission(draft: OpenDraft) -> Submission:
    first = Submission.objects.filter(pk=draft.id, lookup_id=draft.key.lookup_id()).first()
    if first is None:
        raise Refused(
            Refusal(
                code="apply.submit.gone",
                message=N_("This draft was deleted in another window. Nothing was sent."),
            )
        )
    return first


def _seal(
    draft: OpenDraft, answers: dict[str, Json], *, signature: SignatureBlock | None, now: datetime
) -> _Sealed:
    recipients = sealing_recipients(draft.town.code)
    if not recipients:
        raise Refused(
            Refusal(
                code="apply.submit.no-office-key",
                message=N_("The office is not connected yet. Your answers are saved. Send them again later."),
            )
        )
    references, files = _attachments(draft, answers)
    reply_key = draft.key.reply_key().public
    payload = ApplicationPayload(
        receipt=new_receipt_number(_random_digits),
        procedure=draft.procedure,
        revision=draft.revision,
        language=draft.content.language,
        answers=answers,
        attachments=references,
        reply_key=reply_key.b64,
        started_at=draft.content.started_at,
        stored_at=now,
        minutes_spent=draft.content.minutes_spent,
        wishes_electronic_notice=draft.content.wishes_notice,
        identity=_identity(draft, answers),
        signature=signature,
    )
    envelope = _Envelope(sender=portal_signing_key(), municipality=draft.town.code, issued=now)
    return _Sealed(
        payload=payload,
        application=envelope.seal(Kind.APPLICATION, [encode(payload), *files], recipients),
        copy=envelope.seal(Kind.COPY, [encode(payload)], (reply_key,)),
    )


def _identity(draft: OpenDraft, answers: Answers) -> IdentityBlock | None:
    """What the office learns of who signed in; no pseudonym leaves."""
    proof = draft.content.identity_proof
    if proof is None:
        return None
    facts = {name: value for name, value in proof.as_json().items() if name != "subject"}
    altered = [one for one in draft.content.altered if one in answers]
    return IdentityBlock.model_validate({**facts, "altered": altered}, strict=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Envelope:
    """What both envelopes of one submit have in common."""

    sender: SigningKey
    municipality: str
    issued: datetime

    def seal(self, kind: Kind, parts: list[bytes], recipients: tuple) -> SealedEnvelope:
        return seal(
            kind,
            parts,
            sender=self.sender,
            municipality=self.municipality,
            recipients=recipients,
            issued=self.issued,
        )


def _attachments(draft: OpenDraft, answers: Answers) -> tuple[tuple[AttachmentRef, ...], list[bytes]]:
    """The files on the path, numbered from 1 as parts of the envelope."""
    held = [
        (field_id, reference)
        for field_id in file_field_ids(draft.definition)
        for reference in answers.get(field_id) or []
    ]
    if not held:
        return (), []
    contents = file_contents(draft)
    references = tuple(
        AttachmentRef(
            part=part,
            field=field_id,
            name=reference["name"],
            media_type=reference["media_type"],
            size=reference["size"],
            sha256=reference["sha256"],
        )
        for part, (field_id, reference) in enumerate(held, start=1)
    )
    return references, [contents[reference["id"]] for _, reference in held]


def file_field_ids(definition: Definition) -> list[str]:
    return [field.id for step in definition.steps for field in step.fields if isinstance(field, FileField)]


def _store(draft: OpenDraft, sealed: _Sealed) -> Submission:
    return Submission.objects.create(
        id=draft.id,
        town_code=draft.town.code,
        procedure=draft.procedure,
        revision=draft.revision,
        receipt=sealed.payload.receipt,
        lookup_id=draft.key.lookup_id(),
        reply_key_id=sealed.payload.reply_public_key.key_id,
        envelope_id=sealed.application.id,
        copy=sealed.copy.raw,
        stored_at=sealed.payload.stored_at,
    )


def _random_digits(count: int) -> str:
    return str(secrets.randbelow(10**count)).zfill(count)
