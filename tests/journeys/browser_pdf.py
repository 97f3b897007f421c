"""The words on the pages of a PDF, read with pikepdf through each font's ToUnicode table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pikepdf

CODE = rb"<([0-9A-Fa-f]+)>"


def text_of(path: Path) -> str:
    with pikepdf.open(path) as document:
        return "\n".join("".join(shown_on(page)) for page in document.pages)


def shown_on(page: pikepdf.Page) -> Iterator[str]:
    tables = {name: characters_of(font) for name, font in page.Resources.Font.items()}
    table: dict[int, str] = {}
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "Tf":
            table = tables[str(operands[0])]
        elif str(operator) in ("Tj", "TJ"):
            pieces = operands[0] if str(operator) == "TJ" else [operands[0]]
            yield "".join(decoded(bytes(one), table) for one in pieces if isinstance(one, pikepdf.String))


def decoded(codes: bytes, table: dict[int, str]) -> str:
    glyphs = (int.from_bytes(codes[at : at + 2]) for at in range(0, len(codes), 2))
    return "".join(table.get(glyph, "") for glyph in glyphs)


def characters_of(font: pikepdf.Object) -> dict[int, str]:
    """Glyph number → character, from `bfchar` and `bfrange` lines."""
    cmap = font.ToUnicode.read_bytes()
    found: dict[int, str] = {}
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", cmap, re.S):
        for code, text in re.findall(CODE + rb"\s*" + CODE, block):
            found[int(code, 16)] = bytes.fromhex(text.decode()).decode("utf-16-be")
    for block in re.findall(rb"beginbfrange(.*?)endbfrange", cmap, re.S):
        for first, last, text in re.findall(CODE + rb"\s*" + CODE + rb"\s*" + CODE, block):
            for step, code in enumerate(range(int(first, 16), int(last, 16) + 1)):
                found[code] = chr(int(text, 16) + step)
    return found
