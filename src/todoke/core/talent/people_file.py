"""A list of people as CSV, read whole or refused with every error by row and column.

Invariant: a file with one error gives nobody; nothing half is ever taken in.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from unicodedata import normalize

from todoke.core.errors import Refused
from todoke.core.refusal import N_, Refusal
from todoke.core.talent.people_columns import Column, KnownFacts, RowError, RowOfFile, at
from todoke.core.talent.people_rows import read_row

MOST_PEOPLE = 500
MOST_BYTES = 1024 * 1024


class FileRefused(Refused):
    """The file cannot be taken in; `errors` say where."""

    def __init__(self, errors: Iterable[RowError]) -> None:
        self.errors = tuple(errors)
        super().__init__(*(one.refusal for one in self.errors))


EMPTY = Refusal(code="talent.file.empty", message=N_("There is nobody in the file below the headings."))
TOO_LARGE = Refusal(
    code="talent.file.large", message=N_("The file is larger than 1 MB. Split it into several files.")
)
TOO_MANY = Refusal(
    code="talent.file.many", message=N_("At most 500 people at a time. Split the file into several files.")
)
UNREADABLE = Refusal(
    code="talent.file.unreadable",
    message=N_("This file could not be read. Save it as CSV in UTF-8 or Shift_JIS and choose it again."),
)
NOT_TEXT = Refusal(
    code="talent.file.not-text",
    message=N_("This is no CSV file but a spreadsheet. Save it as CSV first and choose that file."),
)
BAD_QUOTES = Refusal(
    code="talent.file.quotes",
    message=N_(
        "The quotation marks of this line do not end. Look at it in the spreadsheet and save it again."
    ),
)


def decoded(content: bytes) -> str:
    """UTF-8 with or without a mark, else Shift_JIS as Windows writes it."""
    if len(content) > MOST_BYTES:
        raise FileRefused([RowError(line=0, column="", refusal=TOO_LARGE)])
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise FileRefused([RowError(line=0, column="", refusal=NOT_TEXT)])
    for encoding in ("utf-8-sig", "cp932"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise FileRefused([RowError(line=0, column="", refusal=UNREADABLE)])


def read(content: bytes, *, known: KnownFacts) -> tuple[RowOfFile, ...]:
    """All rows, or FileRefused with every error."""
    lines = _lines(decoded(content))
    if not lines:
        raise FileRefused([RowError(line=0, column="", refusal=EMPTY)])
    headings = [normalize("NFKC", cell).strip() for cell in lines[0][1]]
    _refuse_headings(headings)
    below = [(line, cells) for line, cells in lines[1:] if any(cell.strip() for cell in cells)]
    if not below:
        raise FileRefused([RowError(line=0, column="", refusal=EMPTY)])
    if len(below) > MOST_PEOPLE:
        raise FileRefused([RowError(line=0, column="", refusal=TOO_MANY)])
    errors: list[RowError] = []
    rows = [read_row(line, cells, headings=headings, known=known, errors=errors) for line, cells in below]
    found = tuple(row for row in rows if row is not None)
    errors.extend(_twice(found))
    if errors:
        raise FileRefused(sorted(errors, key=lambda one: one.line))
    return found


def _lines(text: str) -> list[tuple[int, list[str]]]:
    """Each with the line it begins on."""
    found, reader = [], csv.reader(io.StringIO(text, newline=""), strict=True)
    begins = 1
    try:
        for cells in reader:
            found.append((begins, cells))
            begins = reader.line_num + 1
    except csv.Error as error:
        raise FileRefused([RowError(line=begins, column="", refusal=BAD_QUOTES)]) from error
    return found


def _refuse_headings(headings: list[str]) -> None:
    wanted = [one.value for one in Column]
    missing = [one for one in wanted if one not in headings]
    strange = [one for one in headings if one not in wanted]
    twice = [one for one in wanted if headings.count(one) > 1]
    found = [
        at(1, one, refusal=Refusal(code="talent.file.no-column", message=N_("This column is missing.")))
        for one in missing
    ]
    found += [
        at(
            1,
            one[:40],
            refusal=Refusal(
                code="talent.file.column", message=N_("The hub does not keep this. Delete the column.")
            ),
        )
        for one in strange
    ]
    found += [
        at(
            1,
            one,
            refusal=Refusal(code="talent.file.column-twice", message=N_("This column is there twice.")),
        )
        for one in twice
    ]
    if found:
        raise FileRefused(found)


def _twice(rows: tuple[RowOfFile, ...]) -> list[RowError]:
    first: dict[str, int] = {}
    found = []
    for row in rows:
        if row.login in first:
            refusal = Refusal(
                code="talent.file.twice",
                message=N_("This account is in line %(line)d already."),
                params={"line": first[row.login]},
            )
            found.append(at(row.line, Column.LOGIN, refusal=refusal))
        first.setdefault(row.login, row.line)
    return found
