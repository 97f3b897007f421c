"""Japanese eras (和暦) to Gregorian dates and back.

Invariants:
- a date outside its era is refused with the sentence that helps, never shifted into the next era.
- dates are stored as Gregorian; before 1873-01-01 Japan kept another calendar, so no era date is converted.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from enum import Enum

from todoke.core.errors import Refused
from todoke.core.lexicon import era_refusals
from todoke.core.refusal import N_, Refusal

GREGORIAN_SINCE = date(1873, 1, 1)


class Era(Enum):
    """The value is (kanji, letter, first day)."""

    MEIJI = ("明治", "M", date(1868, 1, 25))
    TAISHO = ("大正", "T", date(1912, 7, 30))
    SHOWA = ("昭和", "S", date(1926, 12, 25))
    HEISEI = ("平成", "H", date(1989, 1, 8))
    REIWA = ("令和", "R", date(2019, 5, 1))

    @property
    def kanji(self) -> str:
        return self.value[0]

    @property
    def letter(self) -> str:
        return self.value[1]

    @property
    def first_day(self) -> date:
        return self.value[2]

    @property
    def following(self) -> Era | None:
        """The era after this one, or None for the present one."""
        eras = list(Era)
        position = eras.index(self) + 1
        return eras[position] if position < len(eras) else None


_BY_NAME = {name: era for era in Era for name in (era.kanji, era.letter, era.kanji[0])}
_MARK = r"[年月日./\-]"
_WRITTEN = re.compile(
    rf"(?P<era>明治|大正|昭和|平成|令和|[明大昭平令MTSHR])?(?P<year>元|[0-9]{{1,4}}){_MARK}"
    rf"(?P<month>[0-9]{{1,2}}){_MARK}(?P<day>[0-9]{{1,2}})日?",
    re.IGNORECASE,
)
_EIGHT_DIGITS = re.compile(r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})")
_SPACES = re.compile(r"\s+")
_HYPHENS = re.compile("[\u2010-\u2015\u2212]")


def to_gregorian(era: Era, year: int, month: int, day: int) -> date:
    """The day meant by e.g. (REIWA, 8, 11, 23). Year 1 is 元年. Raises Refused."""
    if year < 1:
        raise Refused(
            Refusal(
                code="date.era-year",
                message=N_("The years of an era count from 1. Write 1 or 元 for 元年."),
            )
        )
    following = era.following
    if following and year > following.first_day.year - era.first_day.year + 1:
        raise Refused(era_refusals.AFTER_LAST_YEAR[era.letter])
    found = gregorian(era.first_day.year + year - 1, month, day=day)
    if following and found >= following.first_day:
        raise Refused(era_refusals.AFTER_LAST_DAY[era.letter])
    if found < max(era.first_day, GREGORIAN_SINCE):
        raise Refused(era_refusals.BEFORE_FIRST_DAY[era.letter])
    return found


def gregorian(year: int, month: int, *, day: int) -> date:
    """A calendar day. Raises Refused with the sentence for the part that is wrong."""
    if not 1 <= month <= 12:
        raise Refused(Refusal(code="date.month", message=N_("The month is a number from 1 to 12.")))
    if not 1 <= year <= 9999:
        raise Refused(Refusal(code="date.year", message=N_("Write the year in four digits, such as 2026.")))
    try:
        return date(year, month, day)
    except ValueError as error:
        raise Refused(
            Refusal(
                code="date.day",
                message=N_("Month %(month)s of %(year)s has no day %(day)s. Check the day."),
                params={"year": year, "month": month, "day": day},
            )
        ) from error


def era_named(text: str) -> Era | None:
    """The era of 令和, 令 or R (any case); None where there is no such era."""
    return _BY_NAME.get(unicodedata.normalize("NFKC", text).strip().upper())


def parse_date(text: str) -> date:
    """2026-11-23, 2026/11/23, 20261123, 令和8年11月23日, R8.11.23, 元年, full-width forms. Raises Refused."""
    # NFKC is safe here and only here: the text is read as a date and not kept.
    written = _HYPHENS.sub("-", _SPACES.sub("", unicodedata.normalize("NFKC", text)))
    found = _WRITTEN.fullmatch(written) or _EIGHT_DIGITS.fullmatch(written)
    if found is None:
        raise Refused(_unreadable())
    parts = found.groupdict()
    month, day = int(parts["month"]), int(parts["day"])
    if parts.get("era"):
        year = 1 if parts["year"] == "元" else int(parts["year"])
        return to_gregorian(_BY_NAME[parts["era"].upper()], year, month, day)
    if len(parts["year"]) != 4:
        raise Refused(_without_era())
    return gregorian(int(parts["year"]), month, day=day)


def era_of(day: date) -> Era | None:
    """The era of a day; None before 1873."""
    if day < GREGORIAN_SINCE:
        return None
    return next(era for era in reversed(Era) if day >= era.first_day)


def wareki_year(day: date) -> str:
    """令和8年, 平成元年; before 1873 the Gregorian year."""
    era = era_of(day)
    if era is None:
        return f"{day.year}年"
    year = day.year - era.first_day.year + 1
    return f"{era.kanji}{'元' if year == 1 else year}年"


def wareki(day: date) -> str:
    """令和8年11月23日, as on notices."""
    return f"{wareki_year(day)}{day.month}月{day.day}日"


def both(day: date) -> str:
    """2026年（令和8年）11月23日, as on screen; before 1873 without an era."""
    era = f"（{wareki_year(day)}）" if era_of(day) else ""
    return f"{day.year}年{era}{day.month}月{day.day}日"


def _unreadable() -> Refusal:
    return Refusal(
        code="date.unreadable",
        message=N_("This is not a date we can read. Write it like 2026-11-23 or 令和8年11月23日."),
    )


def _without_era() -> Refusal:
    return Refusal(
        code="date.era-missing",
        message=N_("Write the year in four digits (2026) or with its era (令和8年)."),
    )
