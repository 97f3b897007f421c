"""A Japanese postal address; the postcode fills what it can, the person corrects it."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from todoke.core.errors import Refused
from todoke.core.lexicon.address import normalise_postcode
from todoke.core.procedures.expressions import CelType
from todoke.core.procedures.fields.base import (
    AnswerContext,
    Field,
    FieldProblems,
    FormInput,
    Json,
    first_refusal,
)
from todoke.core.procedures.fields.digits import half_width
from todoke.core.procedures.fields.person_name import has_emoji
from todoke.core.procedures.fields.text import length_problem, read_line
from todoke.core.refusal import N_, Refusal

PARTS = ("postcode", "prefecture", "city", "town", "block", "building")
NEEDED = {
    "postcode": N_("Enter the postcode (7 digits)."),
    "prefecture": N_("Enter the prefecture."),
    "city": N_("Enter the city, ward, town or village."),
    "town": N_("Enter the part of the town."),
}
_LONGEST = 100
_EMOJI = N_("Pictures (emoji) cannot be used in an address.")


class PostalAddressField(Field):
    component: ClassVar[str] = "postal_address"
    minutes: ClassVar[float] = 1.0
    cel_type: ClassVar[CelType] = CelType.RECORD

    type: Literal["postal_address"] = "postal_address"

    def parse(self, form: FormInput, name: str) -> Json | None:
        parts = {part: read_line(form, f"{name}.{part}") for part in PARTS}
        if not any(parts.values()):
            return None
        pictures = {f"{name}.{part}": _refusal("emoji", _EMOJI) for part in PARTS if has_emoji(parts[part])}
        if pictures:
            raise FieldProblems(pictures)
        if parts["postcode"]:
            parts["postcode"] = _postcode(parts["postcode"], name)
        return {**parts, "municipality_code": None}

    def has_shape(self, value: Json) -> bool:
        if not isinstance(value, dict) or set(value) != {*PARTS, "municipality_code"}:
            return False
        code = value["municipality_code"]
        return all(isinstance(value[part], str) for part in PARTS) and isinstance(code, str | None)

    def complete(self, value: Any, context: AnswerContext) -> Json:
        """The municipality's code, where the postcode knows it: it decides who issues what."""
        if not context.postcodes or not value["postcode"]:
            return value  # type: ignore[no-any-return]
        areas = context.postcodes.areas(value["postcode"])
        named = [area for area in areas if _same_city(area.city, value["city"])]
        codes = {area.municipality_code for area in named or areas}
        return {**value, "municipality_code": codes.pop() if len(codes) == 1 else None}

    def problems(self, value: Any, name: str, context: AnswerContext) -> dict[str, Refusal]:
        found = {
            f"{name}.{part}": _refusal(f"no-{part}", sentence)
            for part, sentence in NEEDED.items()
            if not value[part]
        }
        for part in PARTS:
            found |= length_problem(value[part], f"{name}.{part}", most=_LONGEST)
        return found or self._elsewhere(value, name, context=context)

    def _elsewhere(self, value: Any, name: str, *, context: AnswerContext) -> dict[str, Refusal]:
        """A postcode our list does not know is accepted: new ones appear every month."""
        areas = context.postcodes.areas(value["postcode"]) if context.postcodes else ()
        if not areas or any(area.prefecture == value["prefecture"] for area in areas):
            return {}
        elsewhere = Refusal(
            code="field.postal-address.elsewhere",
            message=N_("This postcode belongs to %(place)s. Check the postcode and the prefecture."),
            params={"place": areas[0].prefecture + areas[0].city},
        )
        return {f"{name}.postcode": elsewhere}

    def inputs(self, value: Any, name: str) -> dict[str, list[str]]:
        return {f"{name}.{part}": [value[part]] for part in PARTS}

    def show(self, value: Any, language: str) -> str:
        place = "".join(value[part] for part in ("prefecture", "city", "town", "block"))
        code = value["postcode"]
        lines = (f"〒{code[:3]}-{code[3:]}" if code else "", place, value["building"])
        return "\n".join(line for line in lines if line)

    def cel_value(self, value: Any) -> Any:
        return {part: text or "" for part, text in value.items()}

    def free_texts(self, value: Any, name: str) -> dict[str, str]:
        return {f"{name}.{part}": value[part] for part in ("town", "block", "building")}

    def first_input(self, name: str) -> str:
        return f"{name}.postcode"

    def schema(self) -> dict[str, Any]:  # type: ignore[override]
        properties: dict[str, Any] = {part: {"type": "string", "maxLength": _LONGEST} for part in PARTS}
        properties["postcode"] = {"type": "string", "pattern": "^[0-9]{7}$"}
        properties["municipality_code"] = {"type": ["string", "null"], "pattern": "^[0-9]{6}$"}
        required = [*PARTS, "municipality_code"]
        return {
            "type": "object",
            "properties": properties,
            "required": required,
            "additionalProperties": False,
        }

    def sample(self) -> Json:
        place = {"postcode": "0000101", "prefecture": "霧原県", "city": "ひばり市", "town": "本町"}
        return {**place, "block": "1-2-3", "building": "", "municipality_code": "992011"}


def _same_city(listed: str, written: str) -> bool:
    """Lists write the district before a town (山辺郡森野町), people often do not."""
    return listed == written or listed.endswith(written or "\0")


def _postcode(text: str, name: str) -> str:
    try:
        return normalise_postcode(half_width(text))
    except Refused as error:
        raise FieldProblems({f"{name}.postcode": first_refusal(error)}) from error


def _refusal(code: str, sentence: str) -> Refusal:
    return Refusal(code=f"field.postal-address.{code}", message=sentence)
