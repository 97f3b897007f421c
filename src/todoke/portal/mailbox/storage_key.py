"""Closes notification addresses under the portal's storage key; no database holds that key."""

from __future__ import annotations

from todoke.core.envelope.applicant_key import open_box, seal_box
from todoke.core.errors import OperatorError
from todoke.portal import storage_secret
from todoke.portal.apply.models import Draft, Submission


def close(plaintext: bytes, *, context: str) -> bytes:
    return seal_box(storage_secret.read(), plaintext, context.encode())


def disclose(box: bytes, *, context: str) -> bytes:
    """Raises UntrustedEnvelope for a box moved to another application."""
    return open_box(storage_secret.read(), bytes(box), context.encode())


def make() -> None:
    """The first key of this portal, made before anything is served. A lost one is never replaced silently:
    under another key nobody's application is found again (apply/lookup.py), and no address opens.
    """
    if storage_secret.path().exists():
        return
    if Submission.objects.exists() or Draft.objects.exists():
        raise OperatorError(
            f"The storage key {storage_secret.path()} is gone, and applications are kept under it.",
            todo="Restore it from your key backup.",
        )
    storage_secret.make_first()
