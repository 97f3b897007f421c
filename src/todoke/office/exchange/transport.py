"""The office's end of the sealed-file transport: same envelopes, same receipts, no route."""

from __future__ import annotations

from django.db.models import Count
from django.utils import timezone

from todoke.office.exchange import keyring, posting
from todoke.office.exchange.models import Alarm, Bundle, Outgoing, Quarantined, Received, SignedReceipt
from todoke.office.exchange.receiving import Arrival, Fate, receive
from todoke.web.database import write


def signer():
    return keyring.signing_key()


def senders(town_code: str):
    portal = keyring.portal_verify_key()
    return {portal.key_id: portal}


def next_sequence(town_code: str) -> int:
    """The number of the next file to the portal."""
    with write():
        row, _ = Bundle.objects.select_for_update().get_or_create(
            way=Bundle.Way.EXPORTED, defaults={"at": timezone.now()}
        )
        row.sequence, row.at = row.sequence + 1, timezone.now()
        row.save(update_fields=["sequence", "at"])
    return row.sequence


def last_imported(town_code: str) -> int:
    row = Bundle.objects.filter(way=Bundle.Way.IMPORTED).first()
    return row.sequence if row else 0


def mark_imported(town_code: str, sequence: int) -> None:
    with write():
        Bundle.objects.update_or_create(
            way=Bundle.Way.IMPORTED, defaults={"sequence": sequence, "at": timezone.now()}
        )


def envelopes(town_code: str) -> list[tuple[str, str, bytes]]:
    """(id, kind, bytes) of everything the portal has not receipted."""
    rows = Outgoing.objects.filter(posted_at=None).order_by("id")
    return [(row.envelope_id, row.kind, bytes(row.raw)) for row in rows]


def receipts(town_code: str) -> list[bytes]:
    """Receipts to carry to the portal. Lost ones come again: the portal then sends the envelope again."""
    pending = list(SignedReceipt.objects.filter(posted_at=None).order_by("id"))
    with write():
        SignedReceipt.objects.filter(pk__in=[row.pk for row in pending]).update(posted_at=timezone.now())
    return [bytes(row.receipt) for row in pending]


def take(town_code: str, *, sealed: list[tuple[str, str, bytes]], receipted: list[bytes]) -> dict[str, int]:
    """Take what the portal's file brought; an envelope that cannot be opened never stops the next."""
    outcome = {"receipts": posting.take_stored_receipts(receipted), "envelopes": 0, "refused": 0}
    for envelope_id, kind, raw in sealed:
        fate = receive(Arrival.of(envelope_id, kind, raw))
        outcome["envelopes" if fate in (Fate.FILED, Fate.KNOWN) else "refused"] += 1
    return outcome


def status() -> dict[str, object]:
    """Figures for `todoke exchange status`."""
    alarms = Alarm.objects.filter(ended_at=None).values("kind").annotate(count=Count("id")).order_by("kind")
    return {
        "filed": Received.objects.count(),
        "quarantined": Quarantined.objects.filter(freed_at=None).count(),
        "receipts_to_post": SignedReceipt.objects.filter(posted_at=None).count(),
        "outgoing_to_post": Outgoing.objects.filter(posted_at=None).count(),
        "alarms": {row["kind"]: row["count"] for row in alarms},
    }
