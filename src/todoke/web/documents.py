"""PDF documents: typst to PDF/A-2a and PDF/UA-1 at once.

Invariants:
- no character is silently lost (glyphs.py): what cannot be shown is named in a note.
- one document at a time per process: a typst compiler refuses a second thread ("Already borrowed").
"""

from __future__ import annotations

import json
import threading
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import typst

from todoke.web.glyphs import font_folders, missing_glyphs, name_of, showable

__all__ = ["missing_glyphs", "render_pdf"]

HERE = Path(__file__).resolve().parent
STANDARDS: list[Any] = ["a-2a", "ua-1"]
_one_at_a_time = threading.Lock()


def render_pdf(template: Path | str, data: dict[str, Any], *, title: str, language: str = "ja") -> bytes:
    """`template` is a .typ file (a bare name means one of web/typst); it reads `sys.inputs.data` as JSON.

    Beside `data` the template gets title, language, missing (names of characters shown as 〓),
    plain_forms (variant forms shown in their basic form) and rare_forms (what needs IPAmj Mincho).
    Raises typst.TypstError when the template itself is wrong.
    """
    file = template if isinstance(template, Path) else HERE / "typst" / f"{template}.typ"
    shown = showable(data | {"title": title})
    inputs = shown.data | {
        "language": language,
        "missing": [name_of(char) for char in shown.missing],
        "plain_forms": [f"{form[0]}（{name_of(form)}）" for form in shown.plain_forms],
        "rare_forms": list(shown.rare_forms),
    }
    given = {"data": json.dumps(inputs, ensure_ascii=False)}
    with _one_at_a_time:
        pdf: bytes = _compiler(file).compile(format="pdf", pdf_standards=STANDARDS, sys_inputs=given)
    return pdf


def day_parts(day: date) -> list[int]:
    """Year, month, day for the document's own date in its metadata."""
    return [day.year, day.month, day.day]


@cache
def _compiler(file: Path) -> typst.Compiler:
    return typst.Compiler(str(file), root="/", font_paths=_fonts())


@cache
def _fonts() -> typst.Fonts:
    """Loaded once for all templates: IPAmj Mincho alone is 46 MB."""
    folders: list[Any] = [str(folder) for folder in font_folders()]
    return typst.Fonts(include_system_fonts=False, font_paths=folders)
