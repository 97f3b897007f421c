"""The key that signs ID tokens (ES256). After a rotation the former one stays published, nothing more."""

from __future__ import annotations

import json
from pathlib import Path

from django.conf import settings
from joserfc.jwk import ECKey, KeySet

from todoke.core.errors import OperatorError
from todoke.web import keyfiles

FILE = "id-token-keys.json"
ALGORITHM = "ES256"
KEPT = 2


def make() -> None:
    """Where there is none yet."""
    keyfiles.write_once(path(), _written([_new()]))


def rotate() -> str:
    """From now on another key signs; its kid."""
    new = _new()
    keyfiles.write(path(), _written([new, *keys()][:KEPT]))
    return str(new.kid)


def keys() -> list[ECKey]:
    """Newest first."""
    return [ECKey.import_key(one) for one in json.loads(keyfiles.read(path()))["keys"]]


def published() -> dict[str, object]:
    """The JWK set for everybody; public parts only."""
    return KeySet(keys()).as_dict(private=False)


def path() -> Path:
    return Path(settings.TODOKE.data) / "keys" / FILE


def require(data: Path) -> None:
    """Before anything is served."""
    file = data / "keys" / FILE
    if not file.exists():
        raise OperatorError(f"The key {file} is missing.", todo="Start the demo with: todoke up")


def _new() -> ECKey:
    key = ECKey.generate_key("P-256", {"use": "sig", "alg": ALGORITHM})
    key.ensure_kid()
    return key


def _written(held: list[ECKey]) -> bytes:
    return json.dumps({"keys": [key.as_dict(private=True) for key in held]}).encode()
