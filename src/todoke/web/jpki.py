"""What signatures of the My Number Card are verified against: the operator's files, read when they change.

The folder of the setting `jpki` holds anchors/*.cer and crls/*.crl, all DER. Nothing is ever fetched: who
may fetch the real lists has to give notice to J-LIS first (docs/reference/signatures.md).
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from pathlib import Path

from cryptography import x509

from todoke.core.assurance.paths import SignatureTrust, load_anchor
from todoke.core.assurance.revocation import RevocationList
from todoke.core.errors import OperatorError
from todoke.web.config import SiteConfig

log = logging.getLogger("todoke.jpki")

Seen = tuple[tuple[str, int, int], ...]
_lock = threading.Lock()
_read: dict[tuple[Path, str], tuple[Seen, SignatureTrust]] = {}


def signature_trust(site: SiteConfig) -> SignatureTrust | None:
    """None where the site takes no signatures. Raises OperatorError for anchors that can't be used."""
    if not site.jpki:
        return None
    folder = site.data / site.jpki
    with _lock:
        seen = _seen(folder)
        kept = _read.get((folder, site.jpki_policies))
        if kept is None or kept[0] != seen:
            kept = seen, _load(folder, site.jpki_policies)
            _read[folder, site.jpki_policies] = kept
        return kept[1]


def usable_trust(site: SiteConfig) -> SignatureTrust | None:
    """As `signature_trust`; an operator's mistake is logged, and until it is mended nothing is verified."""
    try:
        return signature_trust(site)
    except OperatorError as error:
        log.error("jpki.unusable reason=%s", error)
        return None


def _files(folder: Path) -> list[Path]:
    return [*sorted((folder / "anchors").glob("*.cer")), *sorted((folder / "crls").glob("*.crl"))]


def _seen(folder: Path) -> Seen:
    """Inodes too: a list put in place of another may have its size and its time."""
    found = []
    for file in _files(folder):
        stat = file.stat()
        found.append((f"{file}:{stat.st_ino}", stat.st_mtime_ns, stat.st_size))
    return tuple(found)


def _load(folder: Path, policies: str) -> SignatureTrust:
    files = _files(folder)
    anchors = tuple(_anchor(file) for file in files if file.suffix == ".cer")
    named = frozenset(one.strip() for one in policies.split(",") if one.strip())
    if not anchors or not named:
        raise OperatorError(
            f"{folder / 'anchors'} holds no certificate (*.cer), or jpki_policies is empty.",
            todo="Put the authority's certificates there, or empty the setting jpki to take no signatures.",
        )
    read = [_list(file, anchors) for file in files if file.suffix == ".crl"]
    return SignatureTrust(anchors=anchors, lists=tuple(one for one in read if one), policies=named)


def _anchor(file: Path) -> x509.Certificate:
    try:
        return load_anchor(file.read_bytes())
    except (OSError, ValueError) as error:
        raise OperatorError(
            f"{file} is not the certificate of an authority in DER.",
            todo="See docs/reference/signatures.md for where the real ones come from.",
        ) from error


def _list(file: Path, anchors: Sequence[x509.Certificate]) -> RevocationList | None:
    """A list that can't be used is left out, and says so: what it should cover is then refused."""
    try:
        return RevocationList.load(file.read_bytes(), anchors=anchors)
    except (OSError, ValueError) as error:
        log.error("jpki.list-unusable file=%s reason=%s", file.name, error)
        return None
