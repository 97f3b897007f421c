"""Values a procedure works out from answers: an age, days between, a sum, a year of income, a fee.

Invariants:
- a value is undecided until everything it reads is answered; nothing is guessed.
- exactly one way of working it out; what it reads is known without running it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, model_validator
from pydantic import Field as PydanticField

from todoke.core.lexicon.eras import GREGORIAN_SINCE, both, wareki_year
from todoke.core.procedures.expressions import CelType, cel_date, names_in
from todoke.core.procedures.text import Text

TODAY = "today"
NAME = r"^[a-z][a-z0-9_]{0,59}$"
WAYS = ("age", "days", "sum", "count", "fiscal_year", "value")


class Result(StrEnum):
    """What an expression gives."""

    INTEGER = "integer"
    BOOLEAN = "boolean"
    STRING = "string"
    DATE = "date"


RESULT_TYPES: Mapping[Result, CelType] = {
    Result.INTEGER: CelType.INTEGER,
    Result.BOOLEAN: CelType.BOOLEAN,
    Result.STRING: CelType.STRING,
    Result.DATE: CelType.DATE,
}


class _Way(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Age(_Way):
    """満年齢 in whole years of the person born on `of`, on the day `on`."""

    of: str = PydanticField(pattern=NAME)
    on: str = PydanticField(default=TODAY, pattern=NAME)

    def reads(self) -> tuple[str, ...]:
        return (self.of, self.on)

    def work_out(self, values: Mapping[str, Any]) -> int:
        """Whoever is born on 29 February turns a year older on 1 March of other years."""
        born, day = values[self.of], values[self.on]
        return int(day.year - born.year - ((day.month, day.day) < (born.month, born.day)))


class Days(_Way):
    """Days from one date to another; negative when `to` is earlier."""

    since: str = PydanticField(alias="from", pattern=NAME)
    to: str = PydanticField(default=TODAY, pattern=NAME)

    def reads(self) -> tuple[str, ...]:
        return (self.since, self.to)

    def work_out(self, values: Mapping[str, Any]) -> int:
        return int((values[self.to] - values[self.since]).days)


class Sum(_Way):
    """The sum of one cell over the rows of a group: `items.price`. An empty cell counts as nothing."""

    of: str = PydanticField(pattern=r"^[a-z][a-z0-9_]{0,59}\.[a-z][a-z0-9_]{0,59}$")

    def reads(self) -> tuple[str, ...]:
        return (self.of.partition(".")[0],)

    def work_out(self, values: Mapping[str, Any]) -> int:
        group, _, cell = self.of.partition(".")
        return sum(int(row.get(cell, 0)) for row in values[group])


class Count(_Way):
    """How many rows, files or ticked answers."""

    of: str = PydanticField(pattern=NAME)

    def reads(self) -> tuple[str, ...]:
        return (self.of,)

    def work_out(self, values: Mapping[str, Any]) -> int:
        return len(values[self.of])


class FiscalYear(_Way):
    """The year a date lies in, where years begin in month `starts`; `offset: -1` is the year before."""

    of: str = PydanticField(default=TODAY, pattern=NAME)
    starts: int = PydanticField(default=4, ge=1, le=12)
    offset: int = PydanticField(default=0, ge=-10, le=10)

    def reads(self) -> tuple[str, ...]:
        return (self.of,)

    def work_out(self, values: Mapping[str, Any]) -> int:
        day = values[self.of]
        return int(day.year - (day.month < self.starts) + self.offset)


class Computed(BaseModel):
    """One named value; `shown: false` keeps it off the check page."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    id: str = PydanticField(alias="computed", pattern=NAME)
    label: Text
    shown: bool = True
    unit: Text | None = None
    age: Age | None = None
    days: Days | None = None
    sum: Sum | None = None
    count: Count | None = None
    fiscal_year: FiscalYear | None = None
    value: str | None = None
    result: Result | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Computed:
        if len([way for way in WAYS if getattr(self, way) is not None]) != 1:
            raise ValueError(f"exactly one of {', '.join(WAYS)}")
        if (self.value is None) != (self.result is None):
            raise ValueError("value and result (integer, boolean, string or date) together")
        return self

    @property
    def way(self) -> Age | Days | Sum | Count | FiscalYear | None:
        """None for an expression."""
        return self.age or self.days or self.sum or self.count or self.fiscal_year

    @property
    def cel_type(self) -> CelType:
        return RESULT_TYPES[self.result] if self.result else CelType.INTEGER

    def reads(self) -> tuple[str, ...]:
        """The names it needs; for an expression every bare name in it."""
        return self.way.reads() if self.way else tuple(sorted(names_in(self.value or "")))

    def show(self, value: Any, language: str) -> str:
        """Plain text for the check page: 8歳, 1,500円, 2025年度."""
        if isinstance(value, bool):
            words: Literal["yes", "no"] = "yes" if value else "no"
            return _YES_NO[words]["en" if language == "en" else "ja"]
        if isinstance(value, date):
            return f"{value.day} {value:%B} {value.year}" if language == "en" else both(value)
        if self.fiscal_year is not None:
            return _year(value, language)
        number = f"{value:,}" if isinstance(value, int) else str(value)
        unit = self.unit or _UNITS.get(next((way for way in _UNITS if getattr(self, way)), ""))
        return f"{number}{' ' if language == 'en' else ''}{unit.say(language)}" if unit else number


_UNITS = {"age": Text(ja="歳", plain="さい", en="years old"), "days": Text(ja="日", en="days")}
_YES_NO = {"yes": {"ja": "はい", "en": "Yes"}, "no": {"ja": "いいえ", "en": "No"}}


def as_answered(value: Any) -> Any:
    """A result as pages and examples see it: dates as days, everything else as it is."""
    return value.date() if isinstance(value, datetime) else value


def as_read(value: Any) -> Any:
    """A result as expressions see it."""
    return cel_date(value) if isinstance(value, date) and not isinstance(value, datetime) else value


def _year(value: int, language: str) -> str:
    if language == "en" or not GREGORIAN_SINCE.year <= value <= date.max.year:
        return str(value)
    return f"{value}年（{wareki_year(date(value, 12, 31))}）"
