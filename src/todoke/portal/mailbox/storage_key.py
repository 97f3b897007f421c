"""The portal's storage key, which closes notification addresses: a key file, never in the database."""

from __future__ import annotations

import secrets
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from todoke.core.envelope.applicant_key import open_box, seal_box
from todoke.web import keyfiles

NAME = "portal-storage.key"


def close(plaintext: bytes, *, context: str) -> bytes:
    return seal_box(_key(_made()), plaintext, context.encode())


def disclose(box: bytes, *, context: str) -> bytes:
    """Raises UntrustedEnvelope for a box moved to another application."""
    return open_box(_key(_made()), bytes(box), context.encode())


def _made() -> Path:
    path = Path(settings.TODOKE.data) / "keys" / NAME
    if not path.exists():
        keyfiles.write(path, secrets.token_bytes(32))
    return path


@lru_cache(maxsize=4)
def _key(path: Path) -> bytes:
    return keyfiles.read(path)
