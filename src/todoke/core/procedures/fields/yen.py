"""An amount in yen: a whole number; 1,000円, ¥1,000 and full-width digits are understood."""

from __future__ import annotations

import re
from typing import Any, ClassVar, Literal

from todoke.core.procedures.expressions import CelType
from todoke.core.procedures.fields.base import AnswerContext, Field, FieldProblems, FormInput, Json, one_box
from todoke.core.procedures.fields.digits import half_width
from todoke.core.refusal import N_, Refusal

_NOT_YEN = Refusal(
    code="field.yen.unreadable", message=N_("Enter the amount in yen using digits only, such as 1000.")
)


class YenField(Field):
    minutes: ClassVar[float] = 0.4
    cel_type: ClassVar[CelType] = CelType.INTEGER

    type: Literal["yen"] = "yen"
    min: int = 0
    max: int | None = None

    def parse(self, form: FormInput, name: str) -> Json | None:
        text = re.sub(r"[\s,、]", "", half_width(one_box(form, name)))
        text = text.removeprefix("¥").removeprefix("￥").removesuffix("円")
        if not text:
            return None
        if not re.fullmatch(r"-?[0-9]{1,15}", text, re.ASCII):
            raise FieldProblems({name: _NOT_YEN})
        return int(text)

    def has_shape(self, value: Json) -> bool:
        return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**15

    def problems(self, value: Any, name: str, context: AnswerContext) -> dict[str, Refusal]:
        if value < self.min:
            return {name: _bound("field.yen.too-small", N_("Enter %(bound)s yen or more."), bound=self.min)}
        if self.max is not None and value > self.max:
            return {name: _bound("field.yen.too-large", N_("Enter %(bound)s yen or less."), bound=self.max)}
        return {}

    def show(self, value: Any, language: str) -> str:
        return show_yen(value, language)

    def schema(self) -> dict[str, Any]:  # type: ignore[override]
        most = {} if self.max is None else {"maximum": self.max}
        return {"type": "integer", "minimum": self.min} | most

    def sample(self) -> Json:
        return max(self.min, min(1_000, self.max if self.max is not None else 1_000))


def show_yen(value: int, language: str) -> str:
    """1,000円; in English 1,000 yen."""
    return f"{value:,} yen" if language == "en" else f"{value:,}円"


def _bound(code: str, message: str, *, bound: int) -> Refusal:
    return Refusal(code=code, message=message, params={"bound": f"{bound:,}"})
