"""A phone number as the person writes it, in half-width digits and hyphens."""

from __future__ import annotations

import re
from typing import Any, ClassVar, Literal

from todoke.core.procedures.fields.base import Field, FieldProblems, FormInput, Json, one_box
from todoke.core.procedures.fields.digits import half_width
from todoke.core.refusal import N_, Refusal

_WRONG = Refusal(
    code="field.phone.unreadable",
    message=N_("Enter a phone number with its area code, such as 090-1234-5678 or 000-000-0000."),
)


class PhoneField(Field):
    minutes: ClassVar[float] = 0.3

    type: Literal["phone"] = "phone"

    def parse(self, form: FormInput, name: str) -> Json | None:
        text = half_width(one_box(form, name)).strip()
        text = re.sub(r"[()（）\s]+", "-", text).strip("-")
        if not text:
            return None
        if not self.has_shape(text):
            raise FieldProblems({name: _WRONG})
        return text

    def has_shape(self, value: Json) -> bool:
        """Japanese numbers have 10 or 11 digits; with +, up to 15 (ITU-T E.164)."""
        if not isinstance(value, str) or not re.fullmatch(r"\+?[0-9]+(-+[0-9]+)*", value, re.ASCII):
            return False
        count = sum(character.isdigit() for character in value)
        return 8 <= count <= 15 if value.startswith("+") else value.startswith("0") and count in {10, 11}

    def schema(self) -> dict[str, Any]:  # type: ignore[override]
        return {"type": "string", "pattern": r"^\+?[0-9-]+$", "maxLength": 30}

    def sample(self) -> Json:
        return "000-0000-0000"
