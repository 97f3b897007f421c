"""The portal's own signing key, kept as a key file beside (never in) the database."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from todoke.core.envelope.keys import SigningKey
from todoke.core.errors import OperatorError
from todoke.web import keyfiles

NAME = "portal-signing.key"


def key_file() -> Path:
    return Path(settings.TODOKE.data) / "keys" / NAME


def make_portal_signing_key() -> SigningKey:
    """The key of this portal; made by `todoke up`, `portal prepare` and `keys`, never by a request."""
    path = key_file()
    if not path.exists():
        keyfiles.write_once(path, SigningKey.generate().private_bytes)
    return load(path)


def load(path: Path) -> SigningKey:
    return _load(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=4)
def _load(path: Path, written: int) -> SigningKey:
    return SigningKey.from_bytes(keyfiles.read(path))


def portal_signing_key() -> SigningKey:
    path = key_file()
    if not path.exists():
        raise OperatorError(f"The portal has no signing key at {path}.", todo="Run: todoke portal prepare")
    return load(path)
