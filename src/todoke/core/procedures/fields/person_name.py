"""A person's name in one box, kept exactly as typed; Latin letters and single names are names.

Invariants:
- variation selectors stay: the person's own form of a character is part of the name.
- no reading is demanded of a name written in Latin letters.
"""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from pydantic import Field as PydanticField

from todoke.core.procedures.expressions import CelType
from todoke.core.procedures.fields.base import AnswerContext, Field, FieldProblems, FormInput, Json
from todoke.core.procedures.fields.kana import read_kana
from todoke.core.procedures.fields.text import length_problem, read_line
from todoke.core.refusal import N_, Refusal

_NO_KANA = Refusal(code="field.person-name.no-kana", message=N_("Enter the reading of the name in katakana."))
_EMOJI = Refusal(
    code="field.person-name.emoji",
    message=N_("Pictures (emoji) cannot be used in a name. Enter the name in letters."),
)


class PersonNameField(Field):
    component: ClassVar[str] = "person_name"
    minutes: ClassVar[float] = 0.4
    cel_type: ClassVar[CelType] = CelType.RECORD

    type: Literal["person_name"] = "person_name"
    with_kana: bool = False
    kana_optional: bool = False
    max: int = PydanticField(default=100, ge=1, le=500)

    def parse(self, form: FormInput, name: str) -> Json | None:
        written = read_line(form, f"{name}.name")
        if has_emoji(written):
            raise FieldProblems({f"{name}.name": _EMOJI})
        kana = read_kana(form, f"{name}.kana") if self.with_kana else ""
        if not written and kana:
            raise FieldProblems({f"{name}.name": NO_NAME})
        return {"name": written, "kana": kana or None} if written else None

    def has_shape(self, value: Json) -> bool:
        if not isinstance(value, dict) or set(value) != {"name", "kana"}:
            return False
        kana = value["kana"]
        return isinstance(value["name"], str) and value["name"] != "" and isinstance(kana, str | None)

    def problems(self, value: Any, name: str, context: AnswerContext) -> dict[str, Refusal]:
        found = length_problem(value["name"], f"{name}.name", most=self.max)
        found |= length_problem(value["kana"] or "", f"{name}.kana", most=2 * self.max)
        asked = self.with_kana and not self.kana_optional
        if asked and not value["kana"] and not is_latin(value["name"]):
            found[f"{name}.kana"] = _NO_KANA
        return found

    def inputs(self, value: Any, name: str) -> dict[str, list[str]]:
        return {f"{name}.name": [value["name"]], f"{name}.kana": [value["kana"] or ""]}

    def show(self, value: Any, language: str) -> str:
        return f"{value['name']}（{value['kana']}）" if value["kana"] else str(value["name"])

    def cel_value(self, value: Any) -> Any:
        return {"name": value["name"], "kana": value["kana"] or ""}

    def free_texts(self, value: Any, name: str) -> dict[str, str]:
        return {f"{name}.name": value["name"]}

    def first_input(self, name: str) -> str:
        return f"{name}.name"

    def schema(self) -> dict[str, Any]:  # type: ignore[override]
        name = {"type": "string", "minLength": 1, "maxLength": self.max}
        kana = {"type": ["string", "null"], "maxLength": 2 * self.max}
        properties = {"name": name, "kana": kana}
        return {
            "type": "object",
            "properties": properties,
            "required": ["name", "kana"],
            "additionalProperties": False,
        }

    def sample(self) -> Json:
        return {"name": "山田 花子", "kana": "ヤマダ ハナコ" if self.with_kana else None}


NO_NAME = Refusal(code="field.person-name.no-name", message=N_("Enter the name as well as its reading."))


def is_latin(text: str) -> bool:
    """Whether a name is written without kanji and kana (NGUYEN THI LAN, José)."""
    return all(ord(character) < 0x0250 or 0x1E00 <= ord(character) < 0x1F00 for character in text)


def has_emoji(text: str) -> bool:
    return any(0x1F000 <= ord(one) <= 0x1FAFF or 0x2600 <= ord(one) <= 0x27BF for one in text)
