"""The office's keys as key files beside (never in) the database, and the portal key it has pinned.

`office-ring.json` opens, `office-signing.key` signs, `portal-verify.key` is whom we believe.
The recovery key's private half is written once, to be carried away and kept offline.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.utils import timezone

from todoke.core.envelope.keys import SealingKey, SigningKey, VerifyKey
from todoke.core.envelope.office_keys import OfficeKeyRing
from todoke.core.errors import OperatorError
from todoke.office.exchange import site
from todoke.web import keyfiles

RING = "office-ring.json"
SIGNING = "office-signing.key"
PORTAL = "portal-verify.key"
RECOVERY = "recovery-CARRY-AWAY-AND-KEEP-OFFLINE.key"


def make_office_keys() -> bool:
    """Make what is missing; true if a new ring was made. Existing keys are never touched."""
    folder = site.key_folder()
    if not (folder / SIGNING).exists():
        keyfiles.write(folder / SIGNING, SigningKey.generate().private_bytes)
    if (folder / RING).exists():
        return False
    recovery = SealingKey.generate()
    keyfiles.write(recovery_file(), recovery.private_bytes)
    _save(OfficeKeyRing.new(recovery_public=recovery.public, now=timezone.now()))
    return True


def recovery_file() -> Path:
    return site.key_folder() / RECOVERY


def ring() -> OfficeKeyRing:
    return _ring(*_stamp(RING))


def signing_key() -> SigningKey:
    return _signing_key(*_stamp(SIGNING))


def portal_verify_key() -> VerifyKey:
    return _portal_verify_key(*_stamp(PORTAL))


def require_keys() -> None:
    """Every key the exchange needs is there and is one. Raises OperatorError."""
    for name, read in ((RING, ring), (SIGNING, signing_key), (PORTAL, portal_verify_key)):
        try:
            read()
        except ValueError as error:
            raise OperatorError(
                f"The key file {site.key_folder() / name} holds no key.", todo=_TODO[name]
            ) from error


def pin_portal(key: VerifyKey) -> None:
    """Believe this portal from now on. The operator has compared its fingerprint out of band."""
    keyfiles.write(site.key_folder() / PORTAL, key.hex.encode())


def rotate() -> OfficeKeyRing:
    """A fresh active key; the one before still opens. Publish the key document afterwards."""
    turned = ring().rotate(timezone.now())
    _save(turned)
    return turned


def retire(key_id: str) -> OfficeKeyRing:
    turned = ring().retire(key_id, now=timezone.now())
    _save(turned)
    return turned


def _save(turned: OfficeKeyRing) -> None:
    keyfiles.write(site.key_folder() / RING, turned.to_json().encode())


def _stamp(name: str) -> tuple[Path, int]:
    """The file and when it was written: a rotated or pinned key counts at once, in every process."""
    path = site.key_folder() / name
    try:
        return path, path.stat().st_mtime_ns
    except FileNotFoundError as error:
        raise OperatorError(f"The key file {path} is missing.", todo=_TODO[name]) from error


_TODO = {
    RING: "Restore it from your key backup, or run `todoke keys show` to make first keys.",
    SIGNING: "Restore it from your key backup, or run `todoke keys show` to make first keys.",
    PORTAL: "Pin the portal's key: todoke keys pin KEY --fingerprint FINGERPRINT",
}


@lru_cache(maxsize=2)
def _ring(path: Path, written: int) -> OfficeKeyRing:
    return OfficeKeyRing.from_json(keyfiles.read(path).decode())


@lru_cache(maxsize=2)
def _signing_key(path: Path, written: int) -> SigningKey:
    return SigningKey.from_bytes(keyfiles.read(path))


@lru_cache(maxsize=2)
def _portal_verify_key(path: Path, written: int) -> VerifyKey:
    return VerifyKey.from_hex(keyfiles.read(path).decode().strip())
