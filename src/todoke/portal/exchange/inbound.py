"""What the offices bring to the door: receipts, and envelopes for residents and for the catalogue.

Nothing is believed before it is checked against the key pinned for the calling town.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import partial

from django.db import transaction
from django.utils import timezone

from todoke.core.envelope.keys import NO_KEYS, VerifyKey
from todoke.core.envelope.kinds import Direction, Kind
from todoke.core.envelope.opening import Header, Receiver, check_envelope, open_envelope
from todoke.core.envelope.receipts import ReceiptFacts, ReceiptOutcome, read_receipt
from todoke.core.errors import UntrustedEnvelope
from todoke.portal.catalogue import commands as catalogue
from todoke.portal.exchange import blobs
from todoke.portal.exchange.commands import raise_alarm, receipt_for
from todoke.portal.exchange.models import Alarm, ForOffice, FromOffice
from todoke.portal.exchange.queries import INLINE_LARGEST
from todoke.portal.exchange.towns import senders_of
from todoke.portal.mailbox import commands as mailbox
from todoke.web.database import write

log = logging.getLogger(__name__)

MESSAGES = frozenset({Kind.STATE, Kind.CORRECTION_REQUEST, Kind.NOTICE, Kind.MESSAGE})
SIGNED = frozenset({Kind.KEY, Kind.PROCEDURE})


class OtherBytes(UntrustedEnvelope):
    """The same envelope id came again with other bytes."""


class Answer(StrEnum):
    TAKEN = "taken"
    REFUSED = "refused"


def take_receipts(town_code: str, receipts: Sequence[bytes]) -> list[Answer]:
    """Take an office's receipts in one transaction; each is answered on its own, safe to repeat."""
    senders = senders_of(town_code)
    facts = [_read_receipt(raw, town_code, senders=senders) for raw in receipts]
    now = timezone.now()
    with write():
        return [
            Answer.REFUSED if fact is None else _take_receipt(raw, fact, town_code=town_code, now=now)
            for raw, fact in zip(receipts, facts, strict=True)
        ]


def _read_receipt(raw: bytes, town_code: str, *, senders: Mapping[str, VerifyKey]) -> ReceiptFacts | None:
    try:
        return read_receipt(raw, senders=senders, municipality=town_code)
    except UntrustedEnvelope as error:
        log.warning("receipt refused: town=%s reason=%s", town_code, error.reason)
        return None


def _take_receipt(raw: bytes, fact: ReceiptFacts, *, town_code: str, now: datetime) -> Answer:
    row = (
        ForOffice.objects.select_for_update()
        .filter(envelope_id=fact.envelope_id, town_code=town_code)
        .first()
    )
    # A receipt for other bytes than ours proves nothing about ours: the sealed file must stay.
    if row is None or row.sha256 != fact.envelope_sha256 or fact.outcome is ReceiptOutcome.STORED:
        log.warning("receipt fits no envelope: town=%s envelope=%s", town_code, fact.envelope_id)
        if row is not None:
            raise_alarm(Alarm.Kind.OTHER_RECEIPT, fact.envelope_id, town_code=town_code, now=now)
        return Answer.REFUSED
    if row.state == ForOffice.State.OPENED:
        return Answer.TAKEN
    row.office_receipt = raw
    if fact.outcome is ReceiptOutcome.OPENED:
        row.state, row.opened_at, row.raw = ForOffice.State.OPENED, now, None
        Alarm.objects.filter(subject=row.envelope_id, ended_at=None).update(ended_at=now)
        if row.size > INLINE_LARGEST:
            transaction.on_commit(partial(blobs.remove, row.envelope_id))
        mailbox.mark_opened(row.envelope_id, at=now)
    else:
        row.state = ForOffice.State.QUARANTINED
        raise_alarm(Alarm.Kind.QUARANTINED, row.envelope_id, town_code=town_code, now=now)
    row.save(update_fields=["office_receipt", "state", "opened_at", "raw"])
    return Answer.TAKEN


@dataclass(frozen=True, kw_only=True, slots=True)
class _Checked:
    header: Header
    deliver: Callable[[], object]


def take_outbound(town_code: str, raw: bytes) -> bytes:
    """Let an office's envelope in and return the signed `stored` receipt.

    Raises UntrustedEnvelope; OtherBytes if its id was seen with other bytes.
    """
    now = timezone.now()
    checked = _check(town_code, raw, now=now)
    header = checked.header
    with write():
        seen = FromOffice.objects.filter(envelope_id=header.id).first()
        if seen is None:
            return _deliver(checked, town_code=town_code, now=now)
        if seen.sha256 == header.sha256 and seen.town_code == town_code:
            return bytes(seen.stored_receipt)
        raise_alarm(Alarm.Kind.OTHER_BYTES, header.id, town_code=town_code, now=now)
    raise OtherBytes("same id, other bytes")


def _check(town_code: str, raw: bytes, *, now: datetime) -> _Checked:
    receiver = Receiver(
        municipality=town_code,
        direction=Direction.OUTWARD,
        kinds=MESSAGES | SIGNED,
        senders=senders_of(town_code),
        ring=NO_KEYS,
    )
    header = check_envelope(raw, receiver=receiver, now=now)
    if header.kind in MESSAGES:
        return _Checked(header=header, deliver=partial(mailbox.receive_message, header, raw))
    opened = open_envelope(raw, receiver=receiver, now=now)
    receive = catalogue.receive_key_document if opened.kind is Kind.KEY else catalogue.receive_procedure
    return _Checked(header=header, deliver=partial(receive, opened))


def _deliver(checked: _Checked, *, town_code: str, now: datetime) -> bytes:
    header = checked.header
    checked.deliver()
    receipt = receipt_for(header.id, header.sha256, town_code=town_code, at=now)
    FromOffice.objects.create(
        envelope_id=header.id,
        town_code=town_code,
        kind=header.kind,
        sha256=header.sha256,
        stored_receipt=receipt,
        at=now,
    )
    return receipt
