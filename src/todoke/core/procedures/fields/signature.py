"""A name typed as 署名: the person's own act, where a form asks for a signature."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from todoke.core.procedures.expressions import CelType
from todoke.core.procedures.fields.base import AnswerContext, Field, FieldProblems, FormInput, Json
from todoke.core.procedures.fields.person_name import has_emoji
from todoke.core.procedures.fields.text import length_problem, read_line
from todoke.core.refusal import N_, Refusal

LONGEST = 100
_EMOJI = Refusal(
    code="field.signature.emoji",
    message=N_("Pictures (emoji) cannot be used in a name. Enter the name in letters."),
)


class SignatureField(Field):
    minutes: ClassVar[float] = 0.3
    cel_type: ClassVar[CelType] = CelType.RECORD

    type: Literal["signature"] = "signature"

    def parse(self, form: FormInput, name: str) -> Json | None:
        written = read_line(form, name)
        if has_emoji(written):
            raise FieldProblems({name: _EMOJI})
        return {"name": written} if written else None

    def has_shape(self, value: Json) -> bool:
        if not isinstance(value, dict) or set(value) != {"name"}:
            return False
        return isinstance(value["name"], str) and value["name"] != ""

    def problems(self, value: Any, name: str, context: AnswerContext) -> dict[str, Refusal]:
        return length_problem(value["name"], name, most=LONGEST)

    def inputs(self, value: Any, name: str) -> dict[str, list[str]]:
        return {name: [value["name"]]}

    def show(self, value: Any, language: str) -> str:
        return str(value["name"])

    def free_texts(self, value: Any, name: str) -> dict[str, str]:
        return {name: value["name"]}

    def schema(self) -> dict[str, Any]:  # type: ignore[override]
        name = {"type": "string", "minLength": 1, "maxLength": LONGEST}
        return {
            "type": "object",
            "properties": {"name": name},
            "required": ["name"],
            "additionalProperties": False,
        }

    def sample(self) -> Json:
        return {"name": "山田 花子"}
