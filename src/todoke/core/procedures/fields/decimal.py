"""A number with decimals, kept as written digits: money and measures must not pass through floats."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any, ClassVar, Literal

from pydantic import Field as PydanticField
from pydantic import field_validator

from todoke.core.procedures.expressions import CelType
from todoke.core.procedures.fields.base import AnswerContext, Field, FieldProblems, FormInput, Json, one_box
from todoke.core.procedures.fields.digits import half_width
from todoke.core.procedures.text import Text
from todoke.core.refusal import N_, Refusal

_WRITTEN = re.compile(r"-?[0-9]{1,12}(\.[0-9]*)?|-?\.[0-9]+", re.ASCII)
_BOUND = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,6})?", re.ASCII)
_NUMBER: dict[str, Any] = {"anyOf": [{"type": "string"}, {"type": "integer"}, {"type": "null"}]}
_NOT_A_NUMBER = Refusal(
    code="field.decimal.unreadable", message=N_("Enter a number using digits and a point, such as 12.5.")
)


class DecimalField(Field):
    minutes: ClassVar[float] = 0.3
    cel_type: ClassVar[CelType] = CelType.DOUBLE

    type: Literal["decimal"] = "decimal"
    min: str | None = PydanticField(default=None, json_schema_extra=_NUMBER)
    max: str | None = PydanticField(default=None, json_schema_extra=_NUMBER)
    places: int = PydanticField(default=2, ge=1, le=6)
    unit: Text | None = None

    @field_validator("min", "max", mode="before")
    @classmethod
    def _bound_is_a_number(cls, value: Any) -> Any:
        """`min: 0` and `min: 0.5` both; YAML gives an integer or a word."""
        text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
        if text is not None and not (isinstance(text, str) and _BOUND.fullmatch(text)):
            raise ValueError("a number such as 0 or 12.5")
        return text

    def parse(self, form: FormInput, name: str) -> Json | None:
        text = half_width(one_box(form, name)).strip().replace(",", "")
        if not text:
            return None
        if not _WRITTEN.fullmatch(text):
            raise FieldProblems({name: _NOT_A_NUMBER})
        number = Decimal(text)
        if number != self._rounded(number):
            raise FieldProblems({name: self._too_fine()})
        return str(self._rounded(number))

    def has_shape(self, value: Json) -> bool:
        pattern = rf"-?[0-9]{{1,12}}\.[0-9]{{{self.places}}}"
        return isinstance(value, str) and bool(re.fullmatch(pattern, value, re.ASCII))

    def problems(self, value: Any, name: str, context: AnswerContext) -> dict[str, Refusal]:
        number = Decimal(value)
        if self.min is not None and number < Decimal(self.min):
            return {name: _bound("field.decimal.too-small", N_("Enter %(bound)s or more."), bound=self.min)}
        if self.max is not None and number > Decimal(self.max):
            return {name: _bound("field.decimal.too-large", N_("Enter %(bound)s or less."), bound=self.max)}
        return {}

    def show(self, value: Any, language: str) -> str:
        number = f"{Decimal(value):,}"
        return f"{number} {self.unit.say(language)}" if self.unit else number

    def cel_value(self, value: Any) -> Any:
        """As a double: expressions compare it with 12.5 or 3.0, never with a bare 3."""
        return float(value)

    def schema(self) -> dict[str, Any]:  # type: ignore[override]
        return {"type": "string", "pattern": rf"^-?[0-9]{{1,12}}\.[0-9]{{{self.places}}}$"}

    def sample(self) -> Json:
        return str(self._rounded(Decimal(self.min or self.max or "1")))

    def _rounded(self, number: Decimal) -> Decimal:
        return number.quantize(Decimal(1).scaleb(-self.places), rounding=ROUND_HALF_EVEN)

    def _too_fine(self) -> Refusal:
        return Refusal(
            code="field.decimal.too-fine",
            message=N_("Enter %(places)d digits or fewer after the point."),
            params={"places": self.places},
        )


def _bound(code: str, message: str, *, bound: str) -> Refusal:
    return Refusal(code=code, message=message, params={"bound": bound})
