"""A municipality or prefecture: stored as its six-digit code, entered by name or code."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from todoke.core.lexicon.municipality import is_municipality_code
from todoke.core.procedures.fields.base import AnswerContext, Field, FieldProblems, FormInput, Json
from todoke.core.procedures.fields.digits import half_width
from todoke.core.procedures.fields.text import read_line
from todoke.core.refusal import N_, Refusal

LONGEST = 60
_UNKNOWN = N_("We do not know this municipality. Enter its name with the prefecture, or its six-digit code.")
_SEVERAL = N_("Several municipalities have this name: %(names)s. Enter the name with the prefecture.")


class MunicipalityField(Field):
    minutes: ClassVar[float] = 0.4

    type: Literal["municipality"] = "municipality"

    def parse(self, form: FormInput, name: str) -> Json | None:
        """What was typed; `complete` turns it into the code."""
        typed = half_width(read_line(form, name)).strip()
        if len(typed) > LONGEST:
            raise FieldProblems({name: Refusal(code="field.municipality.unknown", message=_UNKNOWN)})
        return typed or None

    def complete(self, value: Any, context: AnswerContext) -> Json:
        if is_municipality_code(value):
            return value  # type: ignore[no-any-return]
        found = context.municipalities.named(value) if context.municipalities else ()
        if len(found) == 1:
            return found[0].code
        names = "、".join(one.name for one in found[:5])
        raise FieldProblems({self.id: _refusal("several", _SEVERAL, names=names) if found else _unknown()})

    def has_shape(self, value: Json) -> bool:
        return isinstance(value, str) and is_municipality_code(value)

    def show_in(self, value: Any, language: str, context: AnswerContext) -> str:
        known = context.municipalities.by_code(value) if context.municipalities else None
        return known.name if known else str(value)

    def schema(self) -> dict[str, Any]:  # type: ignore[override]
        return {"type": "string", "pattern": "^[0-9]{6}$"}

    def sample(self) -> Json:
        return "131016"


def _unknown() -> Refusal:
    return Refusal(code="field.municipality.unknown", message=_UNKNOWN)


def _refusal(code: str, message: str, *, names: str) -> Refusal:
    return Refusal(code=f"field.municipality.{code}", message=message, params={"names": names})
