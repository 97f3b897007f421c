"""Case lists as CSV: CP932 for old spreadsheets, UTF-8 with BOM for the rest.

Invariants:
- a character that CP932 lacks is listed and written by its code point, never as "?".
- no cell starts a formula (CSV injection).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.utils import timezone

from todoke.core.lexicon.encodings import missing_characters
from todoke.office.cases.models import Case

HEADINGS = ("受付番号", "手続", "担当", "状態", "結果", "氏名", "住所", "到達日時", "期限")


class Encoding(StrEnum):
    CP932 = "cp932"
    UTF_8 = "utf-8-sig"


@dataclass(frozen=True, kw_only=True, slots=True)
class Export:
    content: bytes
    missing: tuple[str, ...]


def export(cases: Iterable[Case], encoding: Encoding) -> Export:
    sheet = io.StringIO()
    writer = csv.writer(sheet, lineterminator="\r\n")
    writer.writerow(HEADINGS)
    writer.writerows([guarded(cell) for cell in _cells(case)] for case in cases)
    text = sheet.getvalue()
    if encoding is Encoding.UTF_8:
        return Export(content=text.encode(encoding), missing=())
    missing = missing_characters(text, encoding)
    for character in sorted(missing, key=len, reverse=True):
        text = text.replace(character, named(character))
    if missing:
        text += csv_row("この文字コードで書けない文字", *(named(one) for one in missing))
    return Export(content=text.encode(encoding), missing=missing)


def named(character: str) -> str:
    """U+20BB7, or U+845B U+E0100 for a base with its selector."""
    return "[" + " ".join(f"U+{ord(one):04X}" for one in character) + "]"


def csv_row(*cells: str) -> str:
    row = io.StringIO()
    csv.writer(row, lineterminator="\r\n").writerow(cells)
    return row.getvalue()


def guarded(cell: str) -> str:
    """A spreadsheet must not take an applicant's text for a formula."""
    return f"'{cell}" if cell.lstrip()[:1] in ("=", "+", "-", "@") or cell[:1] in ("\t", "\r") else cell


def _cells(case: Case) -> tuple[str, ...]:
    return (
        f"{case.receipt[:4]}-{case.receipt[4:9]}-{case.receipt[9:]}",
        case.procedure,
        case.section,
        case.state,
        case.outcome,
        case.applicant,
        case.address,
        timezone.localtime(case.arrived_at).strftime("%Y-%m-%d %H:%M"),
        case.due_on.isoformat() if case.due_on else "",
    )
