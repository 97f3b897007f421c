"""PDF documents: typst to PDF/A-2a and PDF/UA-1 at once.

Invariant: no character is silently lost. A character no carried font has is shown as 〓 with a note
that names its code point.
"""

from __future__ import annotations

import json
import threading
from functools import cache
from pathlib import Path
from typing import Any

import typst
from fontTools.ttLib import TTFont

HERE = Path(__file__).resolve().parent
FONTS = HERE / "fonts"
IPAMJ = Path("/usr/share/fonts/opentype/ipamj-mincho")
GETA = "〓"
STANDARDS: list[Any] = ["a-2a", "ua-1"]
_one_at_a_time = threading.Lock()  # a typst compiler refuses a second thread ("Already borrowed")


def font_folders() -> list[Path]:
    return [FONTS, *([IPAMJ] if IPAMJ.is_dir() else [])]


@cache
def covered() -> frozenset[int]:
    """Code points that one of the fonts can show."""
    points: set[int] = set()
    for folder in font_folders():
        for file in (*folder.glob("*.ttf"), *folder.glob("*.otf")):
            with TTFont(file, lazy=True) as font:
                points.update(font.getBestCmap())
    return frozenset(points)


def missing_glyphs(text: str) -> tuple[str, ...]:
    """Characters of `text` without a glyph, each once; line breaks and variation selectors are no glyphs."""
    seen = dict.fromkeys(text)
    return tuple(
        char for char in seen if ord(char) not in covered() and char not in "\n\t" and not selects(char)
    )


def selects(char: str) -> bool:
    return 0xFE00 <= ord(char) <= 0xFE0F or 0xE0100 <= ord(char) <= 0xE01EF


def render_pdf(template: Path | str, data: dict[str, Any], *, title: str, language: str = "ja") -> bytes:
    """`template` is a .typ file (a bare name means one of web/typst); it reads `sys.inputs.data` as JSON.

    Raises typst.TypstError when the template itself is wrong.
    """
    file = template if isinstance(template, Path) else HERE / "typst" / f"{template}.typ"
    text = json.dumps(data, ensure_ascii=False)
    missing = missing_glyphs(text + title)
    for char in missing:
        text = text.replace(char, GETA)
        title = title.replace(char, GETA)
    shown = json.loads(text) | {
        "title": title,
        "language": language,
        "missing": [name_of(c) for c in missing],
    }
    inputs = {"data": json.dumps(shown, ensure_ascii=False)}
    with _one_at_a_time:
        pdf: bytes = compiler(file).compile(format="pdf", pdf_standards=STANDARDS, sys_inputs=inputs)
    return pdf


def name_of(char: str) -> str:
    return f"U+{ord(char):04X}"


@cache
def compiler(file: Path) -> typst.Compiler:
    return typst.Compiler(
        str(file), root="/", font_paths=[str(f) for f in font_folders()], ignore_system_fonts=True
    )
