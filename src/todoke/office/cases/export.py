"""Case lists as CSV: CP932 for old spreadsheets, UTF-8 with BOM for the rest.

Invariants:
- every cell is in words a person reads; codes of the database stay there.
- a character that CP932 lacks is listed and written by its code point, never as "?".
- no cell starts a formula (CSV injection).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext

from todoke.core.cases.receipt_number import grouped
from todoke.core.lexicon.encodings import missing_characters
from todoke.office.cases.inbox import SHOWN
from todoke.office.cases.models import Case
from todoke.office.cases.words import outcome_label, procedure_title, state_label

HEADINGS = ("受付番号", "手続", "担当課", "担当者", "状態", "結果", "氏名", "住所", "到達日時", "期限")
MISSING_HEADING = "この文字コードで書けない文字"
MOST_NAMED = 5


class Encoding(StrEnum):
    CP932 = "cp932"
    UTF_8 = "utf-8-sig"


@dataclass(frozen=True, kw_only=True, slots=True)
class Missing:
    """A character that CP932 lacks, what is written instead, and the first cases that hold it."""

    character: str
    instead: str
    receipts: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Export:
    content: bytes
    missing: tuple[Missing, ...]
    count: int


def rows_for_export(cases: QuerySet[Case]) -> Iterable[Case]:
    """In order of arrival, without the answers."""
    return cases.select_related("assignee").only(*SHOWN).order_by("place").iterator(2000)


def export(cases: Iterable[Case], encoding: Encoding) -> Export:
    words: dict[tuple[str, int, str], tuple[str, str]] = {}
    with translation.override("ja"):
        lines = [(case.receipt, csv_row(*(guarded(cell) for cell in _cells(case, words)))) for case in cases]
    missing = missing_in(lines, encoding)
    text = csv_row(*HEADINGS) + "".join(line for _, line in lines)
    for one in sorted(missing, key=lambda one: len(one.character), reverse=True):
        text = text.replace(one.character, one.instead)
    if missing:
        text += csv_row(MISSING_HEADING, *(one.instead for one in missing))
    return Export(content=text.encode(encoding), missing=missing, count=len(lines))


def missing_in(lines: Iterable[tuple[str, str]], encoding: Encoding) -> tuple[Missing, ...]:
    """`lines` are (receipt number, text)."""
    if encoding is Encoding.UTF_8:
        return ()
    found: dict[str, list[str]] = {}
    for receipt, line in lines:
        for character in missing_characters(line, encoding):
            found.setdefault(character, []).append(grouped(receipt))
    return tuple(
        Missing(character=character, instead=named(character), receipts=tuple(receipts[:MOST_NAMED]))
        for character, receipts in found.items()
    )


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


def _cells(case: Case, words: dict[tuple[str, int, str], tuple[str, str]]) -> tuple[str, ...]:
    """`words` remembers the titles of procedures and outcomes already looked up."""
    key = (case.procedure, case.revision, case.outcome)
    if key not in words:
        words[key] = (procedure_title(case, "ja"), outcome_label(case, "ja"))
    title, outcome = words[key]
    return (
        grouped(case.receipt),
        title,
        case.section,
        case.assignee.name if case.assignee else "",
        gettext(state_label(case)),
        outcome,
        case.applicant,
        case.address,
        timezone.localtime(case.arrived_at).strftime("%Y-%m-%d %H:%M"),
        case.due_on.isoformat() if case.due_on else "",
    )
