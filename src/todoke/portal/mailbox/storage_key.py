"""The portal's storage key, which closes notification addresses: a key file, never in the database."""

from __future__ import annotations

import secrets
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from todoke.core.envelope.applicant_key import open_box, seal_box
from todoke.core.errors import OperatorError
from todoke.portal.apply.models import Submission
from todoke.portal.mailbox.models import EmailCode, MailOutbox
from todoke.web import keyfiles

NAME = "portal-storage.key"


def close(plaintext: bytes, *, context: str) -> bytes:
    return seal_box(_key(path()), plaintext, context.encode())


def disclose(box: bytes, *, context: str) -> bytes:
    """Raises UntrustedEnvelope for a box moved to another application."""
    return open_box(_key(path()), bytes(box), context.encode())


def path() -> Path:
    return Path(settings.TODOKE.data) / "keys" / NAME


def make() -> None:
    """The first key of this portal, made before anything is served. A lost one is never replaced silently."""
    if path().exists():
        return
    if _something_is_closed():
        raise OperatorError(
            f"The storage key {path()} is gone, and addresses are kept under it.",
            todo="Restore it from your key backup.",
        )
    keyfiles.write_once(path(), secrets.token_bytes(32))


def _something_is_closed() -> bool:
    return (
        Submission.objects.exclude(notify_box=None).exists()
        or EmailCode.objects.exists()
        or MailOutbox.objects.exists()
    )


@lru_cache(maxsize=4)
def _key(path: Path) -> bytes:
    return keyfiles.read(path)
