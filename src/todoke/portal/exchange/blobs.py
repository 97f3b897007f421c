"""Sealed bytes as files: `<data>/blobs/ab/<envelope id>.sealed`.

Invariants:
- a file under its final name is complete and on the disk (file and folder were synced).
- a file without a row is an orphan of a crash and is swept after an hour; a row without
  a file cannot happen, because the file is written first and removed after the receipt.
"""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

SUFFIX = ".sealed"
PARTIAL = ".partial"


def folder() -> Path:
    return Path(settings.TODOKE.data) / "blobs"


def path_of(envelope_id: str) -> Path:
    return folder() / envelope_id[:2] / f"{envelope_id}{SUFFIX}"


def write(envelope_id: str, raw: bytes) -> Path:
    """Temporary name, fsync, rename, fsync of the folder."""
    final = path_of(envelope_id)
    _ensure_folder(final.parent)
    partial = final.with_name(f"{envelope_id}.{secrets.token_hex(4)}{PARTIAL}")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())
    partial.rename(final)
    _sync_folder(final.parent)
    return final


def read(envelope_id: str) -> bytes:
    return path_of(envelope_id).read_bytes()


def remove(envelope_id: str) -> None:
    path_of(envelope_id).unlink(missing_ok=True)


def older_than(seconds: float) -> Iterator[tuple[str, Path]]:
    """Every (envelope id, file) last written longer ago than this; unfinished files too."""
    before = time.time() - seconds
    for pattern in (f"*{SUFFIX}", f"*{PARTIAL}"):
        for path in folder().glob(f"??/{pattern}"):
            if _written_at(path) < before:
                yield path.name.partition(".")[0], path


def _written_at(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:  # removed by its receipt meanwhile
        return time.time()


def _ensure_folder(path: Path) -> None:
    if not path.is_dir():
        path.mkdir(parents=True, exist_ok=True)
        _sync_folder(path.parent)


def _sync_folder(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
