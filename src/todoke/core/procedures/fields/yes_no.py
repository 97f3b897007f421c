"""Yes or no; leaving both empty is no answer, never a no."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from todoke.core.procedures.expressions import CelType
from todoke.core.procedures.fields.base import Field, FieldProblems, FormInput, Json, one_box, unreadable
from todoke.core.procedures.text import Text

YES = Text(ja="はい", en="Yes")
NO = Text(ja="いいえ", en="No")
_ANSWERS = {"yes": True, "no": False}


class YesNoField(Field):
    component: ClassVar[str] = "yes_no"
    minutes: ClassVar[float] = 0.2
    cel_type: ClassVar[CelType] = CelType.BOOLEAN

    type: Literal["yes_no"] = "yes_no"
    yes: Text = YES
    no: Text = NO

    def parse(self, form: FormInput, name: str) -> Json | None:
        text = one_box(form, name)
        if not text:
            return None
        if text not in _ANSWERS:
            raise FieldProblems({name: unreadable(self.label)})
        return _ANSWERS[text]

    def has_shape(self, value: Json) -> bool:
        return isinstance(value, bool)

    def inputs(self, value: Any, name: str) -> dict[str, list[str]]:
        return {name: ["yes" if value else "no"]}

    def show(self, value: Any, language: str) -> str:
        return (self.yes if value else self.no).say(language)

    def schema(self) -> dict[str, Any]:  # type: ignore[override]
        return {"type": "boolean"}

    def sample(self) -> Json:
        return True
