"""An office's key document: the public half, for those who seal to it.

Invariants:
- it is believed only under the key pinned out of band; the document cannot change that key.
- an older document never replaces a newer one (rollback to a stolen key).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from todoke.core.envelope.keys import NO_KEYS, VerifyKey
from todoke.core.envelope.kinds import Direction, Kind
from todoke.core.envelope.opening import OpenedEnvelope, Receiver, open_envelope
from todoke.core.envelope.payloads import KeyDocument, decode
from todoke.core.envelope.reasons import Reason, untrusted
from todoke.core.refusal import N_, Refusal

__all__ = ["KeyDocument", "document_of", "read_key_document", "refuse_older_document"]


def read_key_document(
    raw: bytes, *, senders: Mapping[str, VerifyKey], municipality: str, now: datetime
) -> KeyDocument:
    """All checks of an envelope, then those of `document_of`."""
    receiver = Receiver(
        municipality=municipality,
        direction=Direction.OUTWARD,
        kinds=frozenset({Kind.KEY}),
        senders=senders,
        ring=NO_KEYS,
    )
    return document_of(open_envelope(raw, receiver=receiver, now=now), senders=senders)


def document_of(opened: OpenedEnvelope, *, senders: Mapping[str, VerifyKey]) -> KeyDocument:
    """The document must speak of the municipality that signed it, and of a pinned key."""
    document = decode(opened.kind, opened.parts[0])
    if not isinstance(document, KeyDocument):
        raise untrusted(Reason.KIND)
    if document.municipality != opened.municipality:
        raise untrusted(Reason.MUNICIPALITY)
    if VerifyKey.from_hex(document.verify_key) not in senders.values():
        raise untrusted(Reason.SENDER)
    return document


def refuse_older_document(*, known_serial: int | None, document: KeyDocument) -> Refusal | None:
    """`known_serial` is that of the document in use; None when there is none yet."""
    if known_serial is None or document.serial >= known_serial:
        return None
    return Refusal(
        code="key-document.older",
        message=N_(
            "The key document is older than the one in use. Ask the office to publish its current one."
        ),
    )
