"""From sealed bytes to a filed case: check, open, file, remember, receipt.

Invariants:
- the case, the memory of the envelope and the queued receipt are one transaction.
- the same envelope again gets the same receipt bytes again; the same id with other bytes never
  replaces anything and raises an alarm.
- an envelope that cannot be opened or filed is kept in quarantine and does not stop the next one.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.utils import timezone

from todoke.core.envelope.kinds import Direction, Kind
from todoke.core.envelope.opening import OpenedEnvelope, Receiver, open_envelope
from todoke.core.envelope.payloads import decode, files_of
from todoke.core.envelope.receipts import ReceiptFacts, ReceiptOutcome, make_receipt
from todoke.core.errors import OperatorError, TodokeError, UntrustedEnvelope
from todoke.office.cases import filing as cases
from todoke.office.cases.received import ReceivedApplication
from todoke.office.exchange import keyring, site
from todoke.office.exchange.alarms import raise_alarm
from todoke.office.exchange.models import Alarm, Quarantined, Received, SignedReceipt
from todoke.web.database import write

log = logging.getLogger(__name__)

INWARD = frozenset({Kind.APPLICATION, Kind.CORRECTION_ANSWER, Kind.WITHDRAWAL, Kind.NOTICE_OPENED})
# What a fault in one envelope can raise on its way to a case; a fault of the database, of the
# keys or of the machine is not among them, because there every envelope must wait, not only one.
UNFIT = (TodokeError, DatabaseError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError)
EVERYTHING_WAITS = (OperatorError, OperationalError, InterfaceError)


class Fate(Enum):
    """What became of one envelope."""

    FILED = "filed"
    KNOWN = "known"
    QUARANTINED = "quarantined"
    REFUSED = "refused"


@dataclass(frozen=True, kw_only=True, slots=True)
class Arrival:
    """Bytes that came in, with what the transport said about them (a claim until opened)."""

    envelope_id: str
    kind: str
    raw: bytes
    sha256: str

    @classmethod
    def of(cls, envelope_id: str, kind: str, raw: bytes) -> Arrival:
        return cls(envelope_id=envelope_id, kind=kind, raw=raw, sha256=hashlib.sha256(raw).hexdigest())


def receive(arrival: Arrival) -> Fate:
    """File one envelope. Raises only what must make every envelope wait."""
    known = _known(arrival)
    if known is not None:
        return known
    now = timezone.now()
    try:
        opened = _open(arrival, now=now)
        file_it = _filing(opened, now=now)
        with write():
            file_it()
            _remember(arrival, opened, now=now)
    except EVERYTHING_WAITS:
        raise
    except UNFIT as error:
        return _quarantine(arrival, error, now=now)
    return Fate.FILED


_SEEN = (
    "SELECT 1 FROM office_exchange_received WHERE envelope_id = %s"
    " UNION ALL SELECT 1 FROM office_exchange_quarantined WHERE envelope_id = %s LIMIT 1"
)


def _is_new(envelope_id: str) -> bool:
    """One plain question, because nearly every envelope is new."""
    with connection.cursor() as cursor:
        cursor.execute(_SEEN, [envelope_id, envelope_id])
        return cursor.fetchone() is None


def _known(arrival: Arrival) -> Fate | None:
    if _is_new(arrival.envelope_id):
        return None
    seen = Received.objects.filter(envelope_id=arrival.envelope_id).first()
    if seen is not None and seen.sha256 != arrival.sha256:
        raise_alarm(Alarm.Kind.OTHER_BYTES, arrival.envelope_id)
        return Fate.REFUSED
    if seen is None:
        seen = Quarantined.objects.filter(
            envelope_id=arrival.envelope_id, sha256=arrival.sha256, freed_at=None
        ).first()
    if seen is None:
        return None
    with write():
        _queue_receipt(arrival.envelope_id, bytes(seen.receipt), now=timezone.now())
    return Fate.KNOWN


def _open(arrival: Arrival, *, now: datetime) -> OpenedEnvelope:
    portal = keyring.portal_verify_key()
    receiver = Receiver(
        municipality=site.town_code(),
        direction=Direction.INWARD,
        kinds=INWARD,
        senders={portal.key_id: portal},
        ring=keyring.ring(),
    )
    opened = open_envelope(arrival.raw, receiver=receiver, now=now)
    # The list's id is unsigned: a receipt must never go to another envelope than the opened one.
    if opened.id != arrival.envelope_id:
        raise UntrustedEnvelope("listed under another id")
    return opened


def _filing(opened: OpenedEnvelope, *, now: datetime) -> Callable[[], object]:
    payload = decode(opened.kind, opened.parts[0])
    files = files_of(getattr(payload, "attachments", ()), opened.parts)
    if opened.kind is Kind.APPLICATION:
        application = ReceivedApplication(
            envelope_id=opened.id,
            payload=payload,
            files=tuple((attachment, files[attachment.part]) for attachment in payload.attachments),
            stored_at=payload.stored_at,
            filed_at=now,
        )
        return lambda: cases.file_application(application)
    file_one = {
        Kind.CORRECTION_ANSWER: cases.file_correction_answer,
        Kind.WITHDRAWAL: cases.file_withdrawal,
        Kind.NOTICE_OPENED: cases.file_notice_opened,
    }[opened.kind]
    return lambda: file_one(payload, files=files, envelope_id=opened.id, at=now)


def _remember(arrival: Arrival, opened: OpenedEnvelope, *, now: datetime) -> None:
    receipt = _receipt(arrival, ReceiptOutcome.OPENED, now=now)
    Received.objects.create(
        envelope_id=opened.id, kind=opened.kind, sha256=arrival.sha256, receipt=receipt, at=now
    )
    SignedReceipt.objects.create(envelope_id=opened.id, receipt=receipt, created_at=now)


def _quarantine(arrival: Arrival, error: Exception, *, now: datetime) -> Fate:
    reason = error.reason if isinstance(error, UntrustedEnvelope) else type(error).__name__
    log.error("envelope quarantined: envelope=%s reason=%s", arrival.envelope_id, reason)
    receipt = _receipt(arrival, ReceiptOutcome.QUARANTINED, now=now)
    with write():
        Quarantined.objects.get_or_create(
            envelope_id=arrival.envelope_id,
            sha256=arrival.sha256,
            defaults={
                "kind": arrival.kind,
                "raw": arrival.raw,
                "reason": str(reason)[:400],
                "receipt": receipt,
                "at": now,
            },
        )
        _queue_receipt(arrival.envelope_id, receipt, now=now)
        raise_alarm(Alarm.Kind.QUARANTINED, arrival.envelope_id)
    return Fate.QUARANTINED


def _receipt(arrival: Arrival, outcome: ReceiptOutcome, *, now: datetime) -> bytes:
    facts = ReceiptFacts(
        outcome=outcome, envelope_id=arrival.envelope_id, envelope_sha256=arrival.sha256, at=now
    )
    return make_receipt(facts, signer=keyring.signing_key(), municipality=site.town_code())


def _queue_receipt(envelope_id: str, receipt: bytes, *, now: datetime) -> None:
    pending = SignedReceipt.objects.filter(envelope_id=envelope_id, receipt=receipt, posted_at=None)
    if not pending.exists():
        SignedReceipt.objects.create(envelope_id=envelope_id, receipt=receipt, created_at=now)


def retry_quarantined() -> dict[str, Fate]:
    """Try every quarantined envelope again, after a key or a fault was mended."""
    fates = {}
    for held in Quarantined.objects.filter(freed_at=None).order_by("at"):
        arrival = Arrival.of(held.envelope_id, held.kind, bytes(held.raw))
        Quarantined.objects.filter(pk=held.pk).update(freed_at=timezone.now())
        fates[held.envelope_id] = fate = receive(arrival)
        if fate is Fate.QUARANTINED:
            Quarantined.objects.filter(pk=held.pk).update(freed_at=None)
        elif fate in (Fate.FILED, Fate.KNOWN):
            # The case has it all now; a second, sealed copy would outlive what is deleted from the case.
            Quarantined.objects.filter(pk=held.pk).update(raw=b"")
    return fates
