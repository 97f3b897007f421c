"""Any of a few, in the order they are offered."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from todoke.core.procedures.expressions import CelType
from todoke.core.procedures.fields.base import FieldProblems, FormInput, Json
from todoke.core.procedures.fields.choice import NOT_OFFERED, OptionsField


class ChoicesField(OptionsField):
    component: ClassVar[str] = "choices"
    cel_type: ClassVar[CelType] = CelType.STRINGS

    type: Literal["choices"] = "choices"

    def parse(self, form: FormInput, name: str) -> Json | None:
        ticked = {value for value in form.get(name) or () if value}
        if not all(self.offers(value) for value in ticked):
            raise FieldProblems({name: NOT_OFFERED})
        return [option.value for option in self.options if option.value in ticked] or None

    def has_shape(self, value: Json) -> bool:
        return isinstance(value, list) and bool(value) and all(self.offers(one) for one in value)

    def inputs(self, value: Any, name: str) -> dict[str, list[str]]:
        return {name: list(value)}

    def show(self, value: Any, language: str) -> str:
        return "\n".join(self.label_of(one).say(language) for one in value)

    def schema(self) -> dict[str, Any]:  # type: ignore[override]
        items = {"type": "string", "enum": [option.value for option in self.options]}
        return {"type": "array", "items": items, "minItems": 1, "uniqueItems": True}

    def sample(self) -> Json:
        return [self.options[0].value]
