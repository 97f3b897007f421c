"""An e-mail address; whether it works is shown by writing to it, not by a pattern."""

from __future__ import annotations

import re
from typing import Any, Literal

from todoke.core.procedures.fields.base import Field, FieldProblems, FormInput, Json
from todoke.core.procedures.fields.digits import half_width
from todoke.core.procedures.fields.text import read_line
from todoke.core.refusal import N_, Refusal

# Enough to catch a slip of the finger; a stricter pattern refuses addresses that exist.
_PATTERN = re.compile(r"[^\s@<>,;\"]{1,64}@[^\s@<>,;\"]+\.[^\s@<>,;\".]{2,}", re.ASCII)
_WRONG = Refusal(
    code="field.email.unreadable",
    message=N_("Enter an e-mail address in the form name@example.jp, in half-width letters."),
)


class EmailField(Field):
    type: Literal["email"] = "email"

    def parse(self, form: FormInput, name: str) -> Json | None:
        text = half_width(read_line(form, name)).strip()
        if not text:
            return None
        if not self.has_shape(text):
            raise FieldProblems({name: _WRONG})
        return text

    def has_shape(self, value: Json) -> bool:
        readable = isinstance(value, str) and value.isascii() and len(value) <= 254
        return readable and bool(_PATTERN.fullmatch(str(value)))

    def schema(self) -> dict[str, Any]:  # type: ignore[override]
        return {"type": "string", "format": "email", "maxLength": 254}

    def sample(self) -> Json:
        return "hanako@example.jp"
