"""A statement the person makes by ticking it."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from todoke.core.procedures.expressions import CelType
from todoke.core.procedures.fields.base import Field, FormInput, Json, one_box
from todoke.core.procedures.text import Text

_AGREED = Text(ja="はい。同意します", plain="はい。いいです", en="Yes, I agree")


class DeclarationField(Field):
    component: ClassVar[str] = "declaration"
    minutes: ClassVar[float] = 0.3
    cel_type: ClassVar[CelType] = CelType.BOOLEAN

    type: Literal["declaration"] = "declaration"
    statement: Text | None = None
    agreed: Text = _AGREED

    def parse(self, form: FormInput, name: str) -> Json | None:
        return True if one_box(form, name) == "yes" else None

    def has_shape(self, value: Json) -> bool:
        return value is True

    def inputs(self, value: Any, name: str) -> dict[str, list[str]]:
        return {name: ["yes"]}

    def show(self, value: Any, language: str) -> str:
        return self.agreed.say(language)

    def schema(self) -> dict[str, Any]:  # type: ignore[override]
        return {"const": True}

    def sample(self) -> Json:
        return True
