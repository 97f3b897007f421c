"""Compiles every room's Japanese catalogue: `python -m todoke.web.messages`.

やさしい日本語 (`ja-x-plain`) has one catalogue a site, in the room `plain`; the rest is said in Japanese.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

CATALOGUES = ("ja", "ja_X-plain")  # as Django writes the locales of "ja" and "ja-x-plain"
SOURCE = Path(__file__).resolve().parent.parent


def locale_paths() -> list[str]:
    """Every folder that holds a catalogue. Django merges them; the first outweighs the rest."""
    rooms = {file.parents[2] for file in catalogues()}
    return [str(room) for room in sorted(rooms, key=lambda room: (room.name != "plain", str(room)))]


def catalogues() -> list[Path]:
    return [po for name in CATALOGUES for po in SOURCE.glob(f"*/locale/*/{name}/LC_MESSAGES/django.po")]


def compile_all() -> int:
    """Write a .mo beside each .po that is newer; how many were written."""
    written = 0
    for po in catalogues():
        mo = po.with_suffix(".mo")
        if mo.exists() and mo.stat().st_mtime_ns >= po.stat().st_mtime_ns:
            continue
        compile_one(po, mo)
        written += 1
    return written


def compile_one(po: Path, mo: Path) -> None:
    from babel.messages.mofile import write_mo  # 2 MB that a server with nothing to compile does without
    from babel.messages.pofile import read_po

    whole = mo.with_suffix(f".{os.getpid()}")
    with po.open("rb") as source, whole.open("wb") as target:
        write_mo(target, read_po(source, locale="ja"))
    whole.replace(mo)


if __name__ == "__main__":
    compile_all()
    sys.exit(0)
