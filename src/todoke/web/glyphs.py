"""Which characters and forms the carried fonts can show.

Invariant: no character is silently lost. One that no font has becomes 〓, and a variant form (IVS) that no
font has keeps its basic form; both are named, so that a note can say so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from fontTools.ttLib import TTFont

FONTS = Path(__file__).resolve().parent / "fonts"
IPAMJ = (Path("/usr/share/fonts/truetype/ipamj"), Path("/usr/share/fonts/opentype/ipamj-mincho"))
GETA = "〓"
SELECTOR = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
SEQUENCE = re.compile(f"[^{SELECTOR}][{SELECTOR}]")


@dataclass(frozen=True, kw_only=True, slots=True)
class Coverage:
    """Code points, and (base, selector) pairs that change the form or are known to keep it."""

    points: frozenset[int]
    forms: frozenset[tuple[int, int]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Showable:
    """Data whose every character has a glyph, and what had to give way."""

    data: Any
    missing: tuple[str, ...]
    plain_forms: tuple[str, ...]
    rare_forms: tuple[str, ...]
    """Sequences that only IPAmj Mincho can show."""


def font_folders() -> list[Path]:
    return [FONTS, *(folder for folder in IPAMJ if folder.is_dir())]


@cache
def coverage(folders: tuple[Path, ...]) -> Coverage:
    points: set[int] = set()
    forms: set[tuple[int, int]] = set()
    for folder in folders:
        for file in (*folder.glob("*.ttf"), *folder.glob("*.otf")):
            with TTFont(file, lazy=True) as font:
                points.update(font.getBestCmap())
                forms.update(_forms_of(font))
    return Coverage(points=frozenset(points), forms=frozenset(forms))


def _forms_of(font: TTFont) -> set[tuple[int, int]]:
    tables = [table.uvsDict for table in font["cmap"].tables if table.format == 14]
    return {
        (base, selector) for table in tables for selector, pairs in table.items() for base, _glyph in pairs
    }


def missing_glyphs(text: str) -> tuple[str, ...]:
    """Characters of `text` without a glyph, each once; line breaks and variation selectors are no glyphs."""
    points = coverage(tuple(font_folders())).points
    return tuple(
        char
        for char in dict.fromkeys(text)
        if ord(char) not in points and char not in "\n\t" and not selects(char)
    )


def selects(char: str) -> bool:
    return re.fullmatch(f"[{SELECTOR}]", char) is not None


def showable(data: Any) -> Showable:
    """`data` as typst may have it: no character without a glyph, no selector without a form."""
    text = "\n".join(_texts(data))
    missing = missing_glyphs(text)
    carried, everything = coverage((FONTS,)).forms, coverage(tuple(font_folders())).forms
    forms = {one: (ord(one[0]), ord(one[1])) for one in dict.fromkeys(SEQUENCE.findall(text))}
    plain = tuple(one for one, pair in forms.items() if pair not in everything and one[0] not in missing)
    rare = tuple(one for one, pair in forms.items() if pair in everything and pair not in carried)
    changes = {one: one[0] for one in plain} | dict.fromkeys(missing, GETA)
    return Showable(data=_changed(data, changes), missing=missing, plain_forms=plain, rare_forms=rare)


def name_of(char: str) -> str:
    """U+845B, or U+845B U+E0107 for a variant form."""
    return " ".join(f"U+{ord(one):04X}" for one in char)


def _texts(data: Any) -> list[str]:
    if isinstance(data, str):
        return [data]
    values = data.values() if isinstance(data, dict) else data if isinstance(data, list | tuple) else ()
    return [text for value in values for text in _texts(value)]


def _changed(data: Any, changes: Mapping[str, str]) -> Any:
    if isinstance(data, str):
        for old, new in changes.items():
            data = data.replace(old, new)
        return data
    if isinstance(data, dict):
        return {name: _changed(value, changes) for name, value in data.items()}
    return [_changed(value, changes) for value in data] if isinstance(data, list | tuple) else data
