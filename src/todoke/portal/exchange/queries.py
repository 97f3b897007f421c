"""What the door reads: the line of an office, one envelope, the operator's figures."""

from __future__ import annotations

from base64 import b64encode
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, Min

from todoke.core.envelope.inspect import BEGINNING, claimed_recipients
from todoke.core.envelope.kinds import Kind
from todoke.core.errors import UntrustedEnvelope
from todoke.portal.exchange import blobs
from todoke.portal.exchange.keys import portal_signing_key
from todoke.portal.exchange.models import Alarm, ForOffice

__all__ = [
    "InLine",
    "LineQuestion",
    "bytes_of",
    "portal_signing_key",
    "status",
    "unopened_by_key",
    "waiting",
    "waiting_rows",
]

INLINE_LARGEST = 64 * 1024
"""Bytes of an envelope up to which it lies in its row and travels inside the list."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LineQuestion:
    """`after` is the cursor (a seq) of the last envelope seen; no kinds means every kind."""

    town_code: str
    after: int = 0
    limit: int = 100
    kinds: frozenset[Kind] = frozenset()


@dataclass(frozen=True, kw_only=True, slots=True)
class InLine:
    """One envelope in line; `body` is base64 when it is small enough to travel inside the list."""

    seq: int
    id: str
    kind: str
    size: int
    sha256: str
    body: str | None


def waiting_rows(question: LineQuestion) -> Iterator[ForOffice]:
    rows = ForOffice.objects.filter(
        town_code=question.town_code, state=ForOffice.State.WAITING, seq__gt=question.after
    )
    if question.kinds:
        rows = rows.filter(kind__in=[kind.value for kind in question.kinds])
    return iter(rows.order_by("seq").defer("stored_receipt", "office_receipt")[: question.limit])


def waiting(question: LineQuestion) -> list[InLine]:
    """What this office has not receipted yet, oldest first."""
    return [
        InLine(
            seq=row.seq,
            id=row.envelope_id,
            kind=row.kind,
            size=row.size,
            sha256=row.sha256,
            body=_inline(row),
        )
        for row in waiting_rows(question)
    ]


def _inline(row: ForOffice) -> str | None:
    if row.size > INLINE_LARGEST:
        return None
    raw = _held(row)
    return None if raw is None else b64encode(raw).decode()


def _held(row: ForOffice) -> bytes | None:
    """None where the envelope was receipted since the row was read."""
    if row.raw is not None:
        return bytes(row.raw)
    try:
        return blobs.read(row.envelope_id)
    except FileNotFoundError:
        return None


def bytes_of(town_code: str, envelope_id: str) -> bytes | None:
    """The sealed bytes of an envelope of this town; None for unknown, foreign or already opened ones."""
    row = ForOffice.objects.filter(envelope_id=envelope_id, town_code=town_code).first()
    return None if row is None else _held(row)


def unopened_by_key(town_code: str) -> dict[str, int]:
    """How many envelopes without an `opened` receipt are sealed to which of the office's keys."""
    rows = ForOffice.objects.filter(town_code=town_code).exclude(state=ForOffice.State.OPENED)
    counts: Counter[str] = Counter()
    for row in rows.only("envelope_id", "raw").iterator():
        try:
            counts.update(claimed_recipients(_beginning(row)))
        except (FileNotFoundError, UntrustedEnvelope):  # opened meanwhile, or damaged: then nothing opens it
            continue
    return dict(counts)


def _beginning(row: ForOffice) -> bytes:
    if row.raw is not None:
        return bytes(row.raw)[:BEGINNING]
    with blobs.path_of(row.envelope_id).open("rb") as file:
        return file.read(BEGINNING)


def status() -> dict[str, object]:
    """Figures for `todoke exchange status`: no personal data, no ids of envelopes."""
    towns = (
        ForOffice.objects.filter(state=ForOffice.State.WAITING)
        .values("town_code")
        .annotate(waiting=Count("seq"), oldest=Min("created_at"))
        .order_by("town_code")
    )
    alarms = Alarm.objects.filter(ended_at=None).values("kind").annotate(count=Count("id")).order_by("kind")
    return {
        "waiting": {
            row["town_code"]: {"envelopes": row["waiting"], "oldest": row["oldest"].isoformat()}
            for row in towns
        },
        "quarantined": ForOffice.objects.filter(state=ForOffice.State.QUARANTINED).count(),
        "opened": ForOffice.objects.filter(state=ForOffice.State.OPENED).count(),
        "alarms": {row["kind"]: row["count"] for row in alarms},
    }
