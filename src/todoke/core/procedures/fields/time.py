"""A time of day, stored as 13:30; 13時30分, 午後1時30分 and 1330 are understood."""

from __future__ import annotations

import re
import unicodedata
from typing import Any, ClassVar, Literal

from pydantic import Field as PydanticField

from todoke.core.procedures.fields.base import AnswerContext, Field, FieldProblems, FormInput, Json, one_box
from todoke.core.refusal import N_, Refusal

BOUND = r"^([01]\d|2[0-3]):[0-5]\d$"
_WRITTEN = re.compile(
    r"(?P<half>午前|午後)?(?P<hour>[0-9]{1,2})(?:[:.](?P<minute>[0-9]{2})|時(?:(?P<minutes>[0-9]{1,2})分|(?P<thirty>半))?)",
)
_FOUR_DIGITS = re.compile(r"(?P<hour>[0-9]{2})(?P<minute>[0-9]{2})")
_WRONG = Refusal(
    code="field.time.unreadable", message=N_("Enter a time from 0:00 to 23:59, such as 9:00 or 13:30.")
)


class TimeField(Field):
    minutes: ClassVar[float] = 0.2

    type: Literal["time"] = "time"
    earliest: str | None = PydanticField(default=None, pattern=BOUND)
    latest: str | None = PydanticField(default=None, pattern=BOUND)
    step_minutes: int | None = PydanticField(default=None, ge=1, le=720)

    def parse(self, form: FormInput, name: str) -> Json | None:
        text = re.sub(r"\s", "", unicodedata.normalize("NFKC", one_box(form, name)))
        if not text:
            return None
        hour, minute = _read(text, name)
        if hour > 23 or minute > 59:
            raise FieldProblems({name: _WRONG})
        return f"{hour:02}:{minute:02}"

    def has_shape(self, value: Json) -> bool:
        return isinstance(value, str) and bool(re.fullmatch(BOUND, value, re.ASCII))

    def problems(self, value: Any, name: str, context: AnswerContext) -> dict[str, Refusal]:
        if self.earliest and value < self.earliest:
            return {
                name: _bound(
                    "too-early", N_("Enter a time no earlier than %(bound)s."), bound=show(self.earliest)
                )
            }
        if self.latest and value > self.latest:
            return {
                name: _bound("too-late", N_("Enter a time no later than %(bound)s."), bound=show(self.latest))
            }
        if self.step_minutes and _minutes(value) % self.step_minutes:
            return {
                name: _bound("off-step", N_("Enter a time in steps of %(bound)s minutes."), bound=self._step)
            }
        return {}

    def show(self, value: Any, language: str) -> str:
        return show(value)

    def schema(self) -> dict[str, Any]:  # type: ignore[override]
        return {"type": "string", "pattern": BOUND.replace(r"\d", "[0-9]")}

    def sample(self) -> Json:
        return self.earliest or self.latest or "12:00"

    @property
    def _step(self) -> str:
        return str(self.step_minutes)


def show(value: str) -> str:
    """9:00 from 09:00."""
    return value.removeprefix("0")


def _read(text: str, name: str) -> tuple[int, int]:
    found = _WRITTEN.fullmatch(text) or _FOUR_DIGITS.fullmatch(text)
    if found is None:
        raise FieldProblems({name: _WRONG})
    parts = found.groupdict()
    minute = 30 if parts.get("thirty") else int(parts["minute"] or parts.get("minutes") or 0)
    hour = int(parts["hour"])
    if not parts.get("half"):
        return hour, minute
    if hour > 12:
        raise FieldProblems({name: _WRONG})
    return hour % 12 + (12 if parts["half"] == "午後" else 0), minute


def _minutes(value: str) -> int:
    return int(value[:2]) * 60 + int(value[3:])


def _bound(code: str, message: str, *, bound: str) -> Refusal:
    return Refusal(code=f"field.time.{code}", message=message, params={"bound": bound})
