"""The application as it is signed with a card, and the signature before it is sent.

Invariants:
- what is signed is exactly what is sent: one answer changed afterwards, and it has to be signed again.
- the signature is verified here before anything is sealed, and once more in the office.
"""

from __future__ import annotations

import base64
from datetime import datetime

from django.conf import settings

from todoke.core.assurance.identity import Identity
from todoke.core.assurance.signer import refuse_signer
from todoke.core.assurance.signing import Statement, statement_bytes, verify_signature
from todoke.core.envelope.payloads import SignatureBlock
from todoke.core.errors import Refused
from todoke.core.procedures.answers import Answers
from todoke.core.procedures.fields.file import FileField
from todoke.core.refusal import N_, Refusal
from todoke.portal.apply.queries import OpenDraft
from todoke.portal.step_up.gate import NO_WAY, NOT_SIGNED, asked_of
from todoke.web.jpki import usable_trust

CHANGED = Refusal(
    code="apply.signed.changed",
    message=N_("Your answers were changed after you signed. Check them and sign again."),
)


def statement_of(draft: OpenDraft, answers: Answers) -> bytes:
    """`answers` are those on the path. Equal bytes for an equal application."""
    attachments = tuple(
        (field.id, reference["sha256"])
        for field in draft.definition.fields
        if isinstance(field, FileField)
        for reference in answers.get(field.id) or []
    )
    return statement_bytes(
        Statement(
            municipality=draft.town.code,
            procedure=draft.procedure,
            revision=draft.revision,
            draft=draft.id.hex,
            answers=answers,
            attachments=attachments,
        )
    )


def refuse_signature(draft: OpenDraft, *, cms: bytes, statement: bytes, now: datetime) -> Refusal | None:
    """Every check of the signature, and whether its card is that of the person who signed in."""
    trust = usable_trust(settings.TODOKE)
    if trust is None:
        return NO_WAY
    try:
        signer = verify_signature(cms, statement, trust=trust, now=now)
    except Refused as error:
        return error.refusals[0]
    proof = draft.content.identity_proof
    return refuse_signer(proof.identity if proof else Identity(), signer.identity)


def signature_to_send(draft: OpenDraft, answers: Answers, *, now: datetime) -> SignatureBlock | None:
    """None where none is asked for. Raises Refused where one is, and is missing, old or not good."""
    asked = asked_of(draft.definition)
    if asked is None or not asked.signs:
        return None
    held = draft.content.signature
    if held is None:
        raise Refused(NOT_SIGNED)
    block = SignatureBlock(statement=held["statement"], cms=held["cms"])
    statement = statement_of(draft, answers)
    if block.statement_bytes != statement:
        raise Refused(CHANGED)
    if refusal := refuse_signature(draft, cms=block.cms_bytes, statement=statement, now=now):
        raise Refused(refusal)
    return block


def is_signed(draft: OpenDraft, answers: Answers) -> bool:
    """Whether the signature held is over these very answers."""
    held = draft.content.signature
    return held is not None and base64.b64decode(held["statement"]) == statement_of(draft, answers)
