"""One line in the person's own words, kept byte for byte."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from pydantic import Field as PydanticField

from todoke.core.errors import Refused
from todoke.core.lexicon.text import clean_text
from todoke.core.procedures.fields.base import (
    AnswerContext,
    Field,
    FieldProblems,
    FormInput,
    Json,
    first_refusal,
    one_box,
    too_long,
)
from todoke.core.refusal import Refusal


class WrittenField(Field):
    """What text and long_text share."""

    free_text: ClassVar[bool] = True
    multiline: ClassVar[bool] = False

    max: int = PydanticField(default=200, ge=1, le=10_000)

    def parse(self, form: FormInput, name: str) -> Json | None:
        return read_line(form, name, multiline=self.multiline) or None

    def has_shape(self, value: Json) -> bool:
        return isinstance(value, str) and value != ""

    def problems(self, value: Any, name: str, context: AnswerContext) -> dict[str, Refusal]:
        return length_problem(value, name, most=self.max)

    def schema(self) -> dict[str, Any]:  # type: ignore[override]
        return {"type": "string", "minLength": 1, "maxLength": self.max}

    def sample(self) -> Json:
        return "見本の答え"[: self.max]


class TextField(WrittenField):
    type: Literal["text"] = "text"


def read_line(form: FormInput, name: str, *, multiline: bool = False) -> str:
    """One box, cleaned; control characters and the like become a problem of that box."""
    try:
        return clean_text(one_box(form, name), multiline=multiline)
    except FieldProblems:
        raise
    except Refused as error:
        raise FieldProblems({name: first_refusal(error)}) from error


def length_problem(value: str, name: str, *, most: int) -> dict[str, Refusal]:
    """Variation selectors do not count: 葛󠄀 is one character to the person who writes it."""
    arrived = sum(1 for character in value if not is_variation_selector(character))
    return {name: too_long(most, arrived)} if arrived > most else {}


def is_variation_selector(character: str) -> bool:
    return "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"
