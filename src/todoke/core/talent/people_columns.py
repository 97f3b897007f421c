"""The columns of a list of people, and how a cell is written so that no spreadsheet runs it.

Invariants:
- the columns know nothing of age, sex, nationality, health or family.
- a cell that looks like a formula is text: read as text, never written so that it would run.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from todoke.core.refusal import Refusal
from todoke.core.talent.people import PersonKind


class Column(StrEnum):
    """Headings of the file, in order."""

    LOGIN = "アカウント"
    NAME = "氏名"
    KIND = "区分"
    HOME = "所属団体コード"
    EMPLOYER = "勤務先法人番号"
    SKILLS = "スキル"
    DAYS = "月の日数"
    FIRST = "最初の月"
    LAST = "最後の月"
    ZONES = "地域"
    REMOTE = "リモート"


KINDS: Mapping[str, PersonKind] = MappingProxyType(
    {
        "市町村の職員": PersonKind.STAFF,
        "県の専門人材": PersonKind.PREFECTURE_EXPERT,
        "企業からの出向": PersonKind.SECONDEE,
        "企業に勤めながらの副業": PersonKind.SIDE_WORKER,
    }
)
KIND_NAMES: Mapping[PersonKind, str] = MappingProxyType({kind: name for name, kind in KINDS.items()})
SHORT_KINDS: Mapping[str, PersonKind] = MappingProxyType(
    {"市町村職員": PersonKind.STAFF, "出向": PersonKind.SECONDEE, "副業": PersonKind.SIDE_WORKER}
)
YES_NO: Mapping[str, bool] = MappingProxyType({"可": True, "不可": False})


@dataclass(frozen=True, kw_only=True, slots=True)
class RowOfFile:
    """One person. `first` and `last` are first days of months; both None where no days are told."""

    line: int
    login: str
    name: str
    kind: PersonKind
    home: str
    employer: str
    skills: Mapping[str, int]
    days: Decimal | None
    first: date | None
    last: date | None
    zones: tuple[str, ...]
    remote: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class RowError:
    """`line` counts as a spreadsheet does: the headings are line 1. `column` "" is the whole line."""

    line: int
    column: str
    refusal: Refusal


@dataclass(frozen=True, kw_only=True, slots=True)
class KnownFacts:
    """What a row may name. `skills`: name and id → id; `zones`: name and code → code."""

    bodies: Collection[str]
    companies: Collection[str]
    skills: Mapping[str, str]
    zones: Mapping[str, str]


def at(line: int, column: str, *, refusal: Refusal) -> RowError:
    return RowError(line=line, column=column, refusal=refusal)


def unguarded(cell: str) -> str:
    """Without the apostrophe that `guarded` put before what looks like a formula."""
    plain = cell.strip(" \u3000")
    return plain[1:] if plain.startswith("'") and guarded(plain[1:]) == plain else plain


def guarded(cell: str) -> str:
    """A spreadsheet must not take somebody's text for a formula."""
    return (
        f"'{cell}"
        if cell.lstrip()[:1] in ("=", "+", "-", "@", "＝", "＋", "－", "＠") or cell[:1] in ("\t", "\r")
        else cell
    )


def written(rows: Iterable[Mapping[Column, str]]) -> bytes:
    """UTF-8 with a mark, so that spreadsheets read it; every cell guarded."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([one.value for one in Column])
    for row in rows:
        writer.writerow([guarded(row.get(column, "")) for column in Column])
    return out.getvalue().encode("utf-8-sig")
