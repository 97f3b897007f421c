"""Compiles every room's Japanese catalogue: `python -m todoke.web.messages`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

SOURCE = Path(__file__).resolve().parent.parent


def locale_paths() -> list[str]:
    """Every folder that holds a catalogue; Django merges them."""
    return sorted(str(path.parent.parent) for path in SOURCE.glob("*/locale/*/ja/LC_MESSAGES"))


def compile_all() -> int:
    """Write a .mo beside each .po that is newer; how many were written."""
    written = 0
    for po in SOURCE.glob("*/locale/*/ja/LC_MESSAGES/django.po"):
        mo = po.with_suffix(".mo")
        if mo.exists() and mo.stat().st_mtime_ns >= po.stat().st_mtime_ns:
            continue
        whole = mo.with_suffix(f".{os.getpid()}")
        with po.open("rb") as source, whole.open("wb") as target:
            write_mo(target, read_po(source, locale="ja"))
        whole.replace(mo)
        written += 1
    return written


if __name__ == "__main__":
    compile_all()
    sys.exit(0)
