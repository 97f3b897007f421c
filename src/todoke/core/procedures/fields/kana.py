"""A reading in katakana; half-width kana and hiragana are turned into it."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field as PydanticField

from todoke.core.errors import Refused
from todoke.core.lexicon.kana import normalise_kana
from todoke.core.procedures.fields.base import (
    AnswerContext,
    Field,
    FieldProblems,
    FormInput,
    Json,
    first_refusal,
)
from todoke.core.procedures.fields.text import length_problem, read_line
from todoke.core.refusal import Refusal


class KanaField(Field):
    type: Literal["kana"] = "kana"
    max: int = PydanticField(default=100, ge=1, le=1_000)

    def parse(self, form: FormInput, name: str) -> Json | None:
        return read_kana(form, name) or None

    def has_shape(self, value: Json) -> bool:
        return isinstance(value, str) and value != ""

    def problems(self, value: Any, name: str, context: AnswerContext) -> dict[str, Refusal]:
        return length_problem(value, name, most=self.max)

    def schema(self) -> dict[str, Any]:  # type: ignore[override]
        return {"type": "string", "minLength": 1, "maxLength": self.max}

    def sample(self) -> Json:
        return "ヤマダ ハナコ"


def read_kana(form: FormInput, name: str) -> str:
    text = read_line(form, name)
    if not text:
        return ""
    try:
        return normalise_kana(text)
    except Refused as error:
        raise FieldProblems({name: first_refusal(error)}) from error
