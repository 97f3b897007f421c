"""A calendar day: stored as Gregorian ISO 8601, accepted and shown in 西暦 and 和暦."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Literal

from pydantic import Field as PydanticField

from todoke.core.errors import Refused
from todoke.core.lexicon.eras import Era, both, parse_date, to_gregorian
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

_ERAS = {era.kanji: era for era in Era}
_INCOMPLETE = N_("Enter the year, the month and the day.")
_NOT_DIGITS = N_("Enter the year, the month and the day in digits.")
_NO_SUCH_DAY = N_("There is no such day. Check the year, the month and the day.")
_NO_SUCH_ERA = N_("Choose the Western calendar or one of the eras shown.")
PARTS = ("year", "month", "day")
BOUND = r"^(today|\d{4}-\d{2}-\d{2})$"


class DateField(Field):
    component: ClassVar[str] = "date"
    minutes: ClassVar[float] = 0.4
    cel_type: ClassVar[CelType] = CelType.DATE

    type: Literal["date"] = "date"
    earliest: str | None = PydanticField(default=None, pattern=BOUND)
    latest: str | None = PydanticField(default=None, pattern=BOUND)

    def parse(self, form: FormInput, name: str) -> Json | None:
        parts = {part: half_width(one_box(form, f"{name}.{part}")).strip() for part in PARTS}
        if not any(parts.values()):
            return None
        if not parts["month"] and not parts["day"] and not parts["year"].isdigit():
            return _pasted(parts["year"], name).isoformat()
        empty = [part for part, text in parts.items() if not text]
        if empty:
            raise _problem(f"{name}.{empty[0]}", "incomplete", message=_INCOMPLETE)
        return self._day(parts, form, name=name).isoformat()

    def _day(self, parts: dict[str, str], form: FormInput, *, name: str) -> date:
        first_year = {"元": "1"}
        numbers = {part: first_year.get(text, text) for part, text in parts.items()}
        for part, text in numbers.items():
            if not (text.isascii() and text.isdigit() and len(text) <= 4):
                raise _problem(f"{name}.{part}", "unreadable", message=_NOT_DIGITS)
        year, month, day = (int(numbers[part]) for part in PARTS)
        return _calendar_day(one_box(form, f"{name}.era"), (year, month, day), name=name)

    def has_shape(self, value: Json) -> bool:
        if not isinstance(value, str) or len(value) != 10:
            return False
        try:
            return bool(date.fromisoformat(value))
        except ValueError:
            return False

    def problems(self, value: Any, name: str, context: AnswerContext) -> dict[str, Refusal]:
        day = date.fromisoformat(value)
        earliest, latest = (_bound(bound, context.today) for bound in (self.earliest, self.latest))
        if latest and day > latest:
            return {
                f"{name}.year": _beyond("late", N_("Enter a date no later than %(bound)s."), bound=latest)
            }
        if earliest and day < earliest:
            return {
                f"{name}.year": _beyond(
                    "early", N_("Enter a date no earlier than %(bound)s."), bound=earliest
                )
            }
        return {}

    def inputs(self, value: Any, name: str) -> dict[str, list[str]]:
        day = date.fromisoformat(value)
        parts = {"era": "", "year": day.year, "month": day.month, "day": day.day}
        return {f"{name}.{part}": [str(text)] for part, text in parts.items()}

    def show(self, value: Any, language: str) -> str:
        day = date.fromisoformat(value)
        return f"{day.day} {day:%B} {day.year}" if language == "en" else both(day)

    def cel_value(self, value: Any) -> Any:
        return cel_date(date.fromisoformat(value))

    def first_input(self, name: str) -> str:
        return f"{name}.year"

    def schema(self) -> dict[str, Any]:  # type: ignore[override]
        return {"type": "string", "format": "date"}

    def sample(self) -> Json:
        return "2026-11-20"


def _pasted(text: str, name: str) -> date:
    """A whole date typed or pasted into the first box: 令和8年11月20日, 2026/11/20."""
    try:
        return parse_date(text)
    except Refused as error:
        raise FieldProblems({f"{name}.year": first_refusal(error)}) from error


def _calendar_day(era: str, day: tuple[int, int, int], *, name: str) -> date:
    if era and era not in _ERAS:
        raise _problem(f"{name}.era", "unknown-era", message=_NO_SUCH_ERA)
    try:
        return to_gregorian(_ERAS[era], *day) if era else date(*day)
    except Refused as error:
        raise FieldProblems({f"{name}.year": first_refusal(error)}) from error
    except ValueError as error:
        raise _problem(f"{name}.day", "no-such-day", message=_NO_SUCH_DAY) from error


def _bound(bound: str | None, today: date) -> date | None:
    if bound is None:
        return None
    return today if bound == "today" else date.fromisoformat(bound)


def _beyond(code: str, message: str, *, bound: date) -> Refusal:
    return Refusal(code=f"field.date.too-{code}", message=message, params={"bound": both(bound)})


def _problem(name: str, code: str, *, message: str) -> FieldProblems:
    return FieldProblems({name: Refusal(code=f"field.date.{code}", message=message)})
