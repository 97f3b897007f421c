"""A whole number; full-width digits and thousands separators are understood."""

from __future__ import annotations

import re
from typing import Any, ClassVar, Literal

from todoke.core.procedures.expressions import CelType
from todoke.core.procedures.fields.base import AnswerContext, Field, FieldProblems, FormInput, Json, one_box
from todoke.core.procedures.fields.digits import half_width
from todoke.core.procedures.text import Text
from todoke.core.refusal import N_, Refusal

NOT_A_NUMBER = Refusal(
    code="field.integer.unreadable", message=N_("Enter a whole number using digits only, such as 30.")
)


class IntegerField(Field):
    minutes: ClassVar[float] = 0.2
    cel_type: ClassVar[CelType] = CelType.INTEGER

    type: Literal["integer"] = "integer"
    min: int | None = None
    max: int | None = None
    unit: Text | None = None

    def parse(self, form: FormInput, name: str) -> Json | None:
        text = half_width(one_box(form, name)).strip().replace(",", "")
        if not text:
            return None
        if not re.fullmatch(r"-?[0-9]{1,15}", text):
            raise FieldProblems({name: NOT_A_NUMBER})
        return int(text)

    def has_shape(self, value: Json) -> bool:
        return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**15

    def problems(self, value: Any, name: str, context: AnswerContext) -> dict[str, Refusal]:
        if self.min is not None and value < self.min:
            return {name: _bound("field.integer.too-small", N_("Enter %(bound)d or more."), bound=self.min)}
        if self.max is not None and value > self.max:
            return {name: _bound("field.integer.too-large", N_("Enter %(bound)d or less."), bound=self.max)}
        return {}

    def show(self, value: Any, language: str) -> str:
        number = f"{value:,}"
        return f"{number} {self.unit.say(language)}" if self.unit else number

    def schema(self) -> dict[str, Any]:  # type: ignore[override]
        bounds = {"minimum": self.min, "maximum": self.max}
        return {"type": "integer"} | {key: bound for key, bound in bounds.items() if bound is not None}

    def sample(self) -> Json:
        return self.min if self.min is not None else min(1, self.max or 1)


def _bound(code: str, message: str, *, bound: int) -> Refusal:
    return Refusal(code=code, message=message, params={"bound": bound})
