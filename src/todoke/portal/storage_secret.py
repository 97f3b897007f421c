"""The portal's own secret on disk: a key file, made before anything is served, never in the database."""

from __future__ import annotations

import secrets
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from todoke.web import keyfiles

NAME = "portal-storage.key"


def path() -> Path:
    return Path(settings.TODOKE.data) / "keys" / NAME


def make_first() -> None:
    """Two processes at once make one key."""
    keyfiles.write_once(path(), secrets.token_bytes(32))


def read() -> bytes:
    return _read(path())


def derived(purpose: bytes) -> bytes:
    """32 bytes for one purpose alone."""
    return _derived(path(), purpose)


@lru_cache(maxsize=4)
def _read(file: Path) -> bytes:
    return keyfiles.read(file)


@lru_cache(maxsize=8)
def _derived(file: Path, purpose: bytes) -> bytes:
    info = b"todoke portal " + purpose
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(_read(file))
