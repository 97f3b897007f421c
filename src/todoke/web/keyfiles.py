"""Key files: 0600, written whole or not at all, never in a database or its backups."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from todoke.core.errors import OperatorError


def write(path: Path, content: bytes) -> None:
    """Write through a temporary file of mode 0600, fsync, rename, fsync of the folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except OSError:
        Path(temporary).unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def read(path: Path) -> bytes:
    """The content; refused when other users of the machine could read it too."""
    try:
        if path.stat().st_mode & 0o077:
            raise OperatorError(f"The key file {path} can be read by others.", todo=f"Run: chmod 600 {path}")
        return path.read_bytes()
    except OSError as error:
        raise OperatorError(
            f"The key file {path} can't be read.", todo="Restore it from your key backup."
        ) from error
