"""The portal's end of the sealed-file transport: what goes into a file, what comes out of one."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from todoke.core.errors import DefinitionError, OperatorError, Refused, UntrustedEnvelope
from todoke.portal.exchange import inbound, queries
from todoke.portal.exchange.keys import portal_signing_key
from todoke.portal.exchange.models import Bundle, FromOffice
from todoke.portal.exchange.towns import senders_of
from todoke.web.database import write

LARGEST_EXPORT = 5000
RECEIPTS_OF = timedelta(days=30)


def signer():
    return portal_signing_key()


def senders(town_code: str):
    return senders_of(town_code)


def next_sequence(town_code: str) -> int:
    """The number of the next file to this town's office."""
    with write():
        row, _ = Bundle.objects.select_for_update().get_or_create(
            town_code=town_code, way=Bundle.Way.EXPORTED, defaults={"at": timezone.now()}
        )
        row.sequence, row.at = row.sequence + 1, timezone.now()
        row.save(update_fields=["sequence", "at"])
    return row.sequence


def last_imported(town_code: str) -> int:
    row = Bundle.objects.filter(town_code=town_code, way=Bundle.Way.IMPORTED).first()
    return row.sequence if row else 0


def mark_imported(town_code: str, sequence: int) -> None:
    with write():
        Bundle.objects.update_or_create(
            town_code=town_code,
            way=Bundle.Way.IMPORTED,
            defaults={"sequence": sequence, "at": timezone.now()},
        )


def envelopes(town_code: str) -> list[tuple[str, str, bytes]]:
    """(id, kind, sealed bytes) of everything this office has not receipted."""
    rows = queries.waiting_rows(queries.LineQuestion(town_code=town_code, limit=LARGEST_EXPORT))
    found = [(row.envelope_id, row.kind, queries.bytes_of(town_code, row.envelope_id)) for row in rows]
    return [(envelope_id, kind, raw) for envelope_id, kind, raw in found if raw is not None]


def receipts(town_code: str) -> list[bytes]:
    """Our receipts for what the office sent lately; taking one twice does no harm."""
    since = timezone.now() - RECEIPTS_OF
    rows = FromOffice.objects.filter(town_code=town_code, at__gte=since).order_by("-id")[:LARGEST_EXPORT]
    return [bytes(row.stored_receipt) for row in rows]


def take(town_code: str, *, sealed: list[tuple[str, str, bytes]], receipted: list[bytes]) -> dict[str, int]:
    """Take what an office's file brought; each envelope on its own."""
    taken = [answer.value for answer in inbound.take_receipts(town_code, receipted)]
    outcome = {"receipts": taken.count("taken"), "envelopes": 0, "refused": taken.count("refused")}
    for _, _, raw in sealed:
        try:
            inbound.take_outbound(town_code, raw)
            outcome["envelopes"] += 1
        except OperatorError:
            raise
        except (UntrustedEnvelope, Refused, DefinitionError):
            outcome["refused"] += 1
    return outcome
