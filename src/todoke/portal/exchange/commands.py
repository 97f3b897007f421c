"""What the other rooms of the portal do with the exchange: put envelopes in line, raise alarms.

Order of a submit (design §4.7, ADR 9): `write_sealed` first, then `enqueue` inside the transaction
that stores the submission. A crash between leaves an orphan file, never a row without bytes.
"""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

from todoke.core.envelope.receipts import ReceiptFacts, ReceiptOutcome, make_receipt
from todoke.core.envelope.sealing import SealedEnvelope
from todoke.portal.exchange import blobs
from todoke.portal.exchange.keys import portal_signing_key
from todoke.portal.exchange.models import Alarm, ForOffice
from todoke.portal.exchange.queries import INLINE_LARGEST

log = logging.getLogger(__name__)

NOTIFY_CHANNEL = "todoke_for_office"


def write_sealed(sealed: SealedEnvelope) -> None:
    """Put large sealed bytes on the disk. Call it before the transaction that calls `enqueue`."""
    if sealed.size > INLINE_LARGEST:
        blobs.write(sealed.id, sealed.raw)


def enqueue(sealed: SealedEnvelope, *, town_code: str, stored_receipt: bytes) -> ForOffice:
    """Put an envelope in line for its office, inside the caller's transaction."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("enqueue belongs into the caller's transaction")
    row = ForOffice.objects.create(
        envelope_id=sealed.id,
        town_code=town_code,
        kind=sealed.kind,
        size=sealed.size,
        sha256=sealed.sha256,
        stored_receipt=stored_receipt,
        raw=sealed.raw if sealed.size <= INLINE_LARGEST else None,
        created_at=timezone.now(),
    )
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, %s)", [NOTIFY_CHANNEL, town_code])
    return row


def stored_receipt(sealed: SealedEnvelope, *, town_code: str, at: datetime) -> bytes:
    """The portal's signed word that it holds this envelope."""
    return receipt_for(sealed.id, sealed.sha256, town_code=town_code, at=at)


def receipt_for(envelope_id: str, sha256: str, *, town_code: str, at: datetime) -> bytes:
    """A signed `stored` receipt over an envelope's id and hash."""
    facts = ReceiptFacts(
        outcome=ReceiptOutcome.STORED, envelope_id=envelope_id, envelope_sha256=sha256, at=at
    )
    return make_receipt(facts, signer=portal_signing_key(), municipality=town_code)


def raise_alarm(kind: Alarm.Kind, subject: str, *, town_code: str, now: datetime) -> bool:
    """Raise an alarm once; true if it is new. The log line is what a monitor watches."""
    _, new = Alarm.objects.get_or_create(
        kind=kind, subject=subject, defaults={"town_code": town_code, "raised_at": now}
    )
    if new:
        log.error("alarm %s: town=%s subject=%s", kind.value, town_code, subject)
    return new
