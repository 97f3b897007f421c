"""What the exchange hands over: an opened, verified application with its files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from todoke.core.envelope.payloads import ApplicationPayload, AttachmentRef


@dataclass(frozen=True, kw_only=True, slots=True)
class ReceivedApplication:
    envelope_id: str
    payload: ApplicationPayload
    files: tuple[tuple[AttachmentRef, bytes], ...]
    stored_at: datetime
    filed_at: datetime
