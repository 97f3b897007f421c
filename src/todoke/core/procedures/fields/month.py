"""A month: stored as 2026-11, accepted and shown in 西暦 and 和暦."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Any, ClassVar, Literal

from pydantic import Field as PydanticField

from todoke.core.errors import Refused
from todoke.core.lexicon.eras import Era, era_named, gregorian, wareki_year
from todoke.core.lexicon.month import to_month
from todoke.core.procedures.expressions import CelType, cel_date
from todoke.core.procedures.fields.base import (
    AnswerContext,
    Field,
    FieldProblems,
    FormInput,
    Json,
    first_refusal,
    one_box,
)
from todoke.core.procedures.fields.digits import half_width
from todoke.core.refusal import N_, Refusal

PARTS = ("year", "month")
BOUND = r"^(today|\d{4}-(0[1-9]|1[0-2]))$"
_WRITTEN = re.compile(
    r"(?P<era>明治|大正|昭和|平成|令和|[MTSHR])?(?P<year>元|[0-9]{1,4})[年./-](?P<month>[0-9]{1,2})月?",
    re.IGNORECASE,
)
_INCOMPLETE = N_("Enter the year and the month.")
_NOT_DIGITS = N_("Enter the year and the month in digits.")
_NO_SUCH_ERA = N_("Choose the Western calendar or one of the eras shown.")


class MonthField(Field):
    component: ClassVar[str] = "month"
    minutes: ClassVar[float] = 0.3
    cel_type: ClassVar[CelType] = CelType.DATE

    type: Literal["month"] = "month"
    earliest: str | None = PydanticField(default=None, pattern=BOUND)
    latest: str | None = PydanticField(default=None, pattern=BOUND)

    def parse(self, form: FormInput, name: str) -> Json | None:
        parts = {part: half_width(one_box(form, f"{name}.{part}")).strip() for part in PARTS}
        if not any(parts.values()):
            return None
        era = one_box(form, f"{name}.era")
        pasted = _WRITTEN.fullmatch(unicodedata.normalize("NFKC", parts["year"]).replace(" ", ""))
        if pasted and not parts["month"]:
            era, parts = pasted["era"] or "", {part: pasted[part] for part in PARTS}
        empty = [part for part, text in parts.items() if not text]
        if empty:
            raise _problem(f"{name}.{empty[0]}", "incomplete", message=_INCOMPLETE)
        return _month(era, parts, name=name)

    def has_shape(self, value: Json) -> bool:
        return isinstance(value, str) and bool(re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", value, re.ASCII))

    def problems(self, value: Any, name: str, context: AnswerContext) -> dict[str, Refusal]:
        this = f"{context.today:%Y-%m}"
        earliest, latest = (this if bound == "today" else bound for bound in (self.earliest, self.latest))
        if latest and value > latest:
            return {
                f"{name}.year": _beyond("late", N_("Enter a month no later than %(bound)s."), bound=latest)
            }
        if earliest and value < earliest:
            early = _beyond("early", N_("Enter a month no earlier than %(bound)s."), bound=earliest)
            return {f"{name}.year": early}
        return {}

    def inputs(self, value: Any, name: str) -> dict[str, list[str]]:
        year, month = value.split("-")
        return {f"{name}.era": [""], f"{name}.year": [year], f"{name}.month": [str(int(month))]}

    def show(self, value: Any, language: str) -> str:
        first = _first_day(value)
        return f"{first:%B %Y}" if language == "en" else show_month(first)

    def cel_value(self, value: Any) -> Any:
        """Its first day, so that months compare with dates."""
        return cel_date(_first_day(value))

    def first_input(self, name: str) -> str:
        return f"{name}.year"

    def schema(self) -> dict[str, Any]:  # type: ignore[override]
        return {"type": "string", "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])$"}

    def sample(self) -> Json:
        return "2026-10"


def show_month(first: date) -> str:
    """2026年（令和8年）11月."""
    return f"{first.year}年（{wareki_year(first)}）{first.month}月"


def _month(era: str, parts: dict[str, str], *, name: str) -> str:
    numbers = {part: "1" if text == "元" else text for part, text in parts.items()}
    for part, text in numbers.items():
        if not (text.isascii() and text.isdigit() and len(text) <= 4):
            raise _problem(f"{name}.{part}", "unreadable", message=_NOT_DIGITS)
    known: Era | None = era_named(era) if era else None
    if era and known is None:
        raise _problem(f"{name}.era", "unknown-era", message=_NO_SUCH_ERA)
    year, month = int(numbers["year"]), int(numbers["month"])
    try:
        found = to_month(known, year, month=month) if known else gregorian(year, month, day=1)
    except Refused as error:
        refusal = first_refusal(error)
        part = "month" if refusal.code == "date.month" else "year"
        raise FieldProblems({f"{name}.{part}": refusal}) from error
    if found.year < 1000:
        raise _problem(
            f"{name}.year", "unreadable", message=N_("Write the year in four digits, such as 2026.")
        )
    return f"{found:%Y-%m}"


def _first_day(value: str) -> date:
    return date.fromisoformat(f"{value}-01")


def _beyond(code: str, message: str, *, bound: str) -> Refusal:
    return Refusal(
        code=f"field.month.too-{code}", message=message, params={"bound": show_month(_first_day(bound))}
    )


def _problem(name: str, code: str, *, message: str) -> FieldProblems:
    return FieldProblems({name: Refusal(code=f"field.month.{code}", message=message)})
