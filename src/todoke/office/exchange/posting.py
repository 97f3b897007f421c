"""The two outboxes: receipts in batches, envelopes in the order they were queued."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from todoke.core.envelope.receipts import read_receipt
from todoke.core.errors import UntrustedEnvelope
from todoke.office.exchange import keyring, site
from todoke.office.exchange.alarms import raise_alarm
from todoke.office.exchange.backoff import delay
from todoke.office.exchange.client import Door, DoorRefused
from todoke.office.exchange.models import Alarm, Outgoing, SignedReceipt
from todoke.web.database import write

log = logging.getLogger(__name__)

BATCH = 100
ALARM_AFTER_ATTEMPTS = 5


def post_receipts(door: Door) -> int:
    """Post one batch of receipts; how many the portal took. Raises DoorClosed."""
    pending = list(SignedReceipt.objects.filter(posted_at=None).order_by("id")[:BATCH])
    if not pending:
        return 0
    answers = door.post_receipts([bytes(row.receipt) for row in pending])
    now = timezone.now()
    with write():
        SignedReceipt.objects.filter(pk__in=[row.pk for row in pending]).update(posted_at=now)
        for row, answer in zip(pending, answers, strict=True):
            if answer != "taken":
                raise_alarm(Alarm.Kind.REFUSED_BY_PORTAL, row.envelope_id)
    return answers.count("taken")


def due_envelopes(now: datetime) -> list[Outgoing]:
    due = Q(next_try=None) | Q(next_try__lte=now)
    return list(Outgoing.objects.filter(due, posted_at=None).order_by("id")[:BATCH])


def post_envelopes(door: Door) -> int:
    """Post what is due, oldest first; how many are through. Raises DoorClosed.

    A refused envelope waits longer each time and the ones behind it pass.
    """
    return sum(_post(door, row) for row in due_envelopes(timezone.now()))


def _post(door: Door, row: Outgoing) -> bool:
    try:
        receipt = door.post_envelope(bytes(row.raw))
        _refuse_foreign_receipt(receipt, row)
    except DoorRefused as error:
        _later(row, f"refused with status {error.status}")
        return False
    except UntrustedEnvelope as error:
        _later(row, f"answered with a wrong receipt: {error.reason}")
        return False
    mark_posted(row, receipt)
    return True


def mark_posted(row: Outgoing, receipt: bytes) -> None:
    """The portal's signed word that it has this envelope."""
    row.posted_at, row.stored_receipt, row.last_problem = timezone.now(), receipt, ""
    with write():
        row.save(update_fields=["posted_at", "stored_receipt", "last_problem"])


def _refuse_foreign_receipt(receipt: bytes, row: Outgoing) -> None:
    portal = keyring.portal_verify_key()
    facts = read_receipt(receipt, senders={portal.key_id: portal}, municipality=site.town_code())
    if (facts.envelope_id, facts.envelope_sha256) != (row.envelope_id, row.sha256):
        raise UntrustedEnvelope("receipt for another envelope")


def take_stored_receipts(receipts: Sequence[bytes]) -> int:
    """Portal receipts that came in a sealed file; how many envelopes they settle."""
    portal = keyring.portal_verify_key()
    settled = 0
    for raw in receipts:
        facts = read_receipt(raw, senders={portal.key_id: portal}, municipality=site.town_code())
        row = Outgoing.objects.filter(
            envelope_id=facts.envelope_id, sha256=facts.envelope_sha256, posted_at=None
        ).first()
        if row is not None:
            mark_posted(row, raw)
            settled += 1
    return settled


def _later(row: Outgoing, problem: str) -> None:
    row.attempts += 1
    now = timezone.now()
    row.next_try = now + timedelta(seconds=delay(row.attempts, longest=3600.0))
    row.last_problem = problem[:200]
    log.warning("envelope not taken: envelope=%s kind=%s problem=%s", row.envelope_id, row.kind, problem)
    with write():
        row.save(update_fields=["attempts", "next_try", "last_problem"])
        if row.attempts >= ALARM_AFTER_ATTEMPTS:
            raise_alarm(Alarm.Kind.REFUSED_BY_PORTAL, row.envelope_id)
