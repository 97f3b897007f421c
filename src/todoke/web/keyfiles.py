"""Key files: 0600, written whole or not at all, never in a database or its backups."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from todoke.core.errors import OperatorError


def write(path: Path, content: bytes) -> None:
    """Write through a temporary file of mode 0600, fsync, rename, fsync of the folder."""
    with _complete(path, content) as temporary:
        temporary.replace(path)
    _sync(path.parent)


def write_once(path: Path, content: bytes) -> bool:
    """The same where no file is yet, also when two processes try at once; whether this one wrote it."""
    try:
        with _complete(path, content) as temporary:
            os.link(temporary, path)  # unlike a rename, never takes another file's place
    except FileExistsError:
        return False
    _sync(path.parent)
    return True


@contextmanager
def _complete(path: Path, content: bytes) -> Iterator[Path]:
    """A whole file of mode 0600 beside `path`; it is gone afterwards whatever happens."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        yield temporary
    finally:
        temporary.unlink(missing_ok=True)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


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
