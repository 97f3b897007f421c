"""What the exchange needs to know of this office's configuration."""

from __future__ import annotations

import ssl
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

from todoke.core.errors import OperatorError
from todoke.web import keyfiles


def town_code() -> str:
    return str(settings.TODOKE.town.code)


def door_url() -> str:
    return str(settings.TODOKE.door_url).rstrip("/")


def require_door_url() -> None:
    """Raises OperatorError where no door can be: calling it again and again would help nobody."""
    try:
        found = urlsplit(door_url())
        good = found.scheme in {"http", "https"} and bool(found.hostname) and found.port != 0
    except ValueError:
        good = False
    if not good:
        raise OperatorError(
            f"The setting 'door_url' is '{door_url()}', where no door can be.",
            todo="Write it like https://door.example.jp into todoke.toml.",
        )


def key_folder() -> Path:
    return Path(settings.TODOKE.data) / "keys"


def tls() -> ssl.SSLContext | None:
    """How the door's certificate is checked, and which one this office shows. None: no TLS configured."""
    config = settings.TODOKE
    if not door_url().startswith("https://"):
        if config.client_cert or config.client_key or config.door_ca:
            raise OperatorError(
                "A certificate for the door is configured, but door_url does not begin with https://.",
                todo="Write door_url with https://, or remove client_cert, client_key and door_ca.",
            )
        return None
    if bool(config.client_cert) != bool(config.client_key):
        raise OperatorError(
            "client_cert and client_key go together; one of them is missing.",
            todo="Name both files, or neither.",
        )
    return _context(config.data, cert=config.client_cert, key=config.client_key, ca=config.door_ca)


def _context(data: Path, *, cert: str, key: str, ca: str) -> ssl.SSLContext:
    try:
        context = ssl.create_default_context(cafile=str(data / ca) if ca else None)
        if cert:
            keyfiles.read(data / key)  # refuses a key that others can read
            context.load_cert_chain(data / cert, data / key)
    except OSError as error:  # ssl.SSLError is one, too
        raise OperatorError(
            "The certificates for the door can't be read or do not fit together.",
            todo="Check client_cert, client_key and door_ca (PEM files).",
        ) from error
    return context
