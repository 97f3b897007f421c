"""One line of a list of people as a value, or what is wrong with it, column by column."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from unicodedata import normalize

from todoke.core.lexicon.text import refuse_characters
from todoke.core.refusal import N_, Refusal
from todoke.core.talent.people import PersonKind
from todoke.core.talent.people_columns import (
    KINDS,
    SHORT_KINDS,
    YES_NO,
    Column,
    KnownFacts,
    RowError,
    RowOfFile,
    at,
    unguarded,
)
from todoke.core.talent.profiles import MOST_DAYS, is_level

LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{0,59}")
MONTH = re.compile(r"(\d{4})[-/年](\d{1,2})月?")
LONGEST_MONTHS = 36
NO_NAME = Refusal(code="talent.file.name", message=N_("Write a name of at most 80 characters."))
BAD_LOGIN = Refusal(
    code="talent.file.login",
    message=N_("Write an account of up to 60 small letters, digits, dots and hyphens, such as sato."),
)
NEEDS_HOME = Refusal(
    code="talent.file.home", message=N_("Municipal staff and the prefecture’s experts need the body’s code.")
)
NEEDS_EMPLOYER = Refusal(
    code="talent.file.employer",
    message=N_("Who comes from a company or works a side job needs the company’s number."),
)
BAD_MONTHS = Refusal(
    code="talent.file.months",
    message=N_("With days, write the first and the last month, such as 2026-12; at most 36 months."),
)
NOWHERE = Refusal(code="talent.file.nowhere", message=N_("With days, write an area or 可 for remote work."))


class Cells:
    """The cells of one line; what cannot be is collected by column."""

    def __init__(self, line: int, cells: Mapping[str, str], *, errors: list[RowError]) -> None:
        self.line = line
        self.cells = cells
        self.errors = errors

    def text(self, column: Column) -> str:
        return unguarded(self.cells.get(column, ""))

    def plain(self, column: Column) -> str:
        return normalize("NFKC", self.text(column)).strip()

    def wrong(self, column: Column, refusal: Refusal) -> None:
        self.errors.append(at(self.line, column, refusal=refusal))

    def unknown(self, column: Column, *, arrived: str, fits: str) -> None:
        self.wrong(
            column,
            Refusal(
                code="talent.file.unknown",
                message=N_("“%(arrived)s” is not known here. What fits: %(fits)s"),
                params={"arrived": arrived[:40], "fits": fits},
            ),
        )


def read_row(
    line: int, cells: list[str], *, headings: list[str], known: KnownFacts, errors: list[RowError]
) -> RowOfFile | None:
    before = len(errors)
    if len(cells) > len(headings) and any(cell.strip() for cell in cells[len(headings) :]):
        more = Refusal(
            code="talent.file.cells",
            message=N_("There are more cells than headings. Is there a comma too many?"),
        )
        errors.append(at(line, "", refusal=more))
        return None
    row = Cells(line, dict(zip(headings, cells, strict=False)), errors=errors)
    for column in Column:
        refusal = refuse_characters(row.text(column), besides="")
        if refusal is not None:
            row.wrong(column, refusal)
    if len(errors) > before:
        return None
    login, name = _login(row), _name(row)
    kind, home, employer = _belongs(row, known)
    skills = _skills(row, known)
    days, first, last = _days(row)
    zones, remote = _places(row, known, days=days)
    if len(errors) > before or kind is None:
        return None
    return RowOfFile(
        line=line,
        login=login,
        name=name,
        kind=kind,
        home=home,
        employer=employer,
        skills=skills,
        days=days,
        first=first,
        last=last,
        zones=zones,
        remote=remote,
    )


def _login(row: Cells) -> str:
    login = row.plain(Column.LOGIN)
    if not LOGIN.fullmatch(login):
        row.wrong(Column.LOGIN, BAD_LOGIN)
    return login


def _name(row: Cells) -> str:
    name = row.text(Column.NAME)
    if not name or len(name) > 80:
        row.wrong(Column.NAME, NO_NAME)
    return name


def _belongs(row: Cells, known: KnownFacts) -> tuple[PersonKind | None, str, str]:
    said, home, employer = row.plain(Column.KIND), row.plain(Column.HOME), row.plain(Column.EMPLOYER)
    kind = KINDS.get(said) or SHORT_KINDS.get(said)
    if kind is None:
        row.unknown(Column.KIND, arrived=said, fits="、".join(KINDS))
        return None, home, employer
    public = kind in (PersonKind.STAFF, PersonKind.PREFECTURE_EXPERT)
    if public and not home:
        row.wrong(Column.HOME, NEEDS_HOME)
    if not public and not employer:
        row.wrong(Column.EMPLOYER, NEEDS_EMPLOYER)
    if home and home not in known.bodies:
        row.unknown(Column.HOME, arrived=home, fits="、".join(sorted(known.bodies)[:3]) + "…")
    if employer and employer not in known.companies:
        row.unknown(Column.EMPLOYER, arrived=employer, fits="、".join(sorted(known.companies)[:3]) + "…")
    return kind, home, employer


def _skills(row: Cells, known: KnownFacts) -> dict[str, int]:
    """「プロジェクトマネジメント:3；設計:2」."""
    found: dict[str, int] = {}
    for part in re.split(r"[;；]", row.text(Column.SKILLS)):
        if not part.strip():
            continue
        name, _, level = part.replace("：", ":").rpartition(":")
        # Skills' names hold full-width brackets, so only the level is normalised.
        skill, digits = known.skills.get(name.strip(" \u3000")), normalize("NFKC", level).strip()
        if skill is None or not digits.isdecimal() or not is_level(int(digits[:3])):
            row.unknown(Column.SKILLS, arrived=part.strip(), fits="プロジェクトマネジメント:3；公共調達:2")
        elif skill in found:
            row.wrong(
                Column.SKILLS, Refusal(code="talent.file.skill-twice", message=N_("A skill is there twice."))
            )
        else:
            found[skill] = int(digits)
    return found


def _days(row: Cells) -> tuple[Decimal | None, date | None, date | None]:
    said = row.plain(Column.DAYS)
    first, last = _month(row.plain(Column.FIRST)), _month(row.plain(Column.LAST))
    if not said:
        if row.plain(Column.FIRST) or row.plain(Column.LAST):
            row.unknown(Column.DAYS, arrived=said, fits="4、2.5")
        return None, None, None
    try:
        days = Decimal(said) if len(said) <= 6 else None
    except InvalidOperation:
        days = None
    if days is None or not days.is_finite() or not 0 <= days <= MOST_DAYS or days % Decimal("0.5") != 0:
        row.unknown(Column.DAYS, arrived=said, fits="4、2.5")
        return None, None, None
    if first is None or last is None or not 0 <= _apart(first, last) < LONGEST_MONTHS:
        row.wrong(Column.FIRST if first is None else Column.LAST, BAD_MONTHS)
        return None, None, None
    return days, first, last


def _month(said: str) -> date | None:
    match = MONTH.fullmatch(said)
    if match is None or not 1 <= int(match[2]) <= 12 or not 2000 <= int(match[1]) <= 2999:
        return None
    return date(int(match[1]), int(match[2]), 1)


def _apart(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month


def months_between(first: date, last: date) -> tuple[date, ...]:
    """First days of months, both ends included."""
    places = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return tuple(date(place // 12, place % 12 + 1, 1) for place in places)


def _first_names(known: KnownFacts) -> tuple[str, ...]:
    """Each area once, by the name that stands first."""
    found: dict[str, str] = {}
    for name, code in known.zones.items():
        found.setdefault(code, name)
    return tuple(found.values())


def _places(row: Cells, known: KnownFacts, *, days: Decimal | None) -> tuple[tuple[str, ...], bool]:
    zones: list[str] = []
    for part in re.split(r"[;；、]", row.text(Column.ZONES)):
        name = part.strip(" \u3000")
        if name and name not in known.zones:
            row.unknown(Column.ZONES, arrived=name, fits="、".join(_first_names(known)))
        elif name:
            zones.append(known.zones[name])
    said = row.plain(Column.REMOTE)
    remote = YES_NO.get(said, False)
    if said and said not in YES_NO:
        row.unknown(Column.REMOTE, arrived=said, fits="、".join(YES_NO))
    elif days and not zones and not remote:
        row.wrong(Column.ZONES, NOWHERE)
    return tuple(dict.fromkeys(zones)), remote
