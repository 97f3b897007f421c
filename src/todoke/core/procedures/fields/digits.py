"""A number that is a name, such as an insured person's number: leading zeros stay."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from pydantic import Field as PydanticField

from todoke.core.procedures.fields.base import AnswerContext, Field, FieldProblems, FormInput, Json, one_box
from todoke.core.refusal import N_, Refusal

_FULL_WIDTH = str.maketrans("０１２３４５６７８９＋－ー‐−–―，．＠　", "0123456789+------,.@ ")
_NOT_DIGITS = Refusal(code="field.digits.unreadable", message=N_("Use digits only (0 to 9)."))


class DigitsField(Field):
    minutes: ClassVar[float] = 0.5

    type: Literal["digits"] = "digits"
    length: int = PydanticField(ge=1, le=40)

    def parse(self, form: FormInput, name: str) -> Json | None:
        text = half_width(one_box(form, name)).replace("-", "").replace(" ", "")
        if not text:
            return None
        if not (text.isascii() and text.isdigit()):
            raise FieldProblems({name: _NOT_DIGITS})
        return text

    def has_shape(self, value: Json) -> bool:
        return isinstance(value, str) and value.isascii() and value.isdigit()

    def problems(self, value: Any, name: str, context: AnswerContext) -> dict[str, Refusal]:
        if len(value) == self.length:
            return {}
        wrong = Refusal(
            code="field.digits.length",
            message=N_("This number has %(length)d digits. You entered %(arrived)d."),
            params={"length": self.length, "arrived": len(value)},
        )
        return {name: wrong}

    def schema(self) -> dict[str, Any]:  # type: ignore[override]
        return {"type": "string", "pattern": f"^[0-9]{{{self.length}}}$"}

    def sample(self) -> Json:
        return "0000000001"[-self.length :].rjust(self.length, "0")


def half_width(text: str) -> str:
    """Full-width digits, signs and spaces as the keyboard's own; everything else untouched."""
    return text.translate(_FULL_WIDTH)
