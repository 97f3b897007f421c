"""What the office sends: sealed to an applicant's reply key, or signed and public."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from todoke.core.envelope.keys import SealingPublicKey
from todoke.core.envelope.kinds import Kind
from todoke.core.envelope.office_keys import make_key_document
from todoke.core.envelope.payloads import Payload, encode
from todoke.core.envelope.sealing import SealedEnvelope, seal
from todoke.office.exchange import keyring, site
from todoke.office.exchange.models import Outgoing
from todoke.web.database import write


def queue_message(kind: Kind, payload: Payload, *, reply_key: str, parts: Sequence[bytes] = ()) -> Outgoing:
    """Seal a state, request or notice to the applicant's reply key (base64) and put it in the outbox.

    Call it inside the transaction of the move it tells of: both happen, or neither.
    """
    return _queue(kind, [encode(payload), *parts], recipients=[SealingPublicKey.from_b64(reply_key)])


def queue_public(kind: Kind, payload: Payload) -> Outgoing:
    """Sign something public (a procedure, the key document) and put it in the outbox."""
    return _queue(kind, [encode(payload)], recipients=[])


def publish_keys() -> Outgoing:
    """Queue the signed key document: which keys the portal seals to from now on."""
    ring = keyring.ring()
    now = timezone.now()
    sealed = make_key_document(
        ring.recipients(),
        signer=keyring.signing_key(),
        municipality=site.town_code(),
        serial=ring.serial,
        now=now,
    )
    return _put(sealed, now)


def _queue(kind: Kind, parts: Sequence[bytes], *, recipients: Sequence[SealingPublicKey]) -> Outgoing:
    now = timezone.now()
    sealed = seal(
        kind,
        parts,
        sender=keyring.signing_key(),
        municipality=site.town_code(),
        recipients=recipients,
        issued=now,
    )
    return _put(sealed, now)


def _put(sealed: SealedEnvelope, now: datetime) -> Outgoing:
    with write():
        return Outgoing.objects.create(
            envelope_id=sealed.id, kind=sealed.kind, raw=sealed.raw, sha256=sealed.sha256, created_at=now
        )
