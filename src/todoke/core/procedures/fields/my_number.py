"""個人番号: sealed to the office's key as it is entered (番号法 12条, 16条).

Invariants:
- the number in clear never becomes an answer: it is sealed before the page is read, or refused.
- what was entered is never shown again, in no page, copy or expression; it can only be replaced.
- the sealed form travels with the page, so that rows can be moved and nothing is asked twice.
- an office that is done with a number keeps `{"deleted_at": …}` in its place: it was answered, and is gone.
"""

from __future__ import annotations

import re
from typing import Any, ClassVar, Literal

from todoke.core.lexicon.my_number import is_my_number
from todoke.core.procedures.expressions import CelType
from todoke.core.procedures.fields.base import AnswerContext, Field, FieldProblems, FormInput, Json, one_box
from todoke.core.procedures.fields.digits import half_width
from todoke.core.procedures.text import Text
from todoke.core.refusal import N_, Refusal

LONGEST_SEALED = 8_192
_SEALED = re.compile(r"[A-Za-z0-9+/_-]{16,}={0,2}", re.ASCII)
_WRONG = Refusal(
    code="field.my-number.unreadable",
    message=N_("This is not a My Number (個人番号). Enter the 12 digits once more."),
)
_NO_SEAL = Refusal(
    code="field.my-number.no-seal",
    message=N_("A My Number (個人番号) cannot be taken here now. It was not kept. Try again later."),
)
_DELETED = Text(ja="削除済み", plain="けしました", en="Deleted")
_ENTERED = Text(ja="入力済み（表示しません）", plain="入れました（見せません）", en="Entered (not shown)")


class MyNumberField(Field):
    component: ClassVar[str] = "my_number"
    minutes: ClassVar[float] = 0.8
    cel_type: ClassVar[CelType] = CelType.BOOLEAN

    type: Literal["my_number"] = "my_number"

    def sealed_inputs(self, form: FormInput, name: str, context: AnswerContext) -> dict[str, list[str]]:
        """A number typed correctly is sealed at once; what cannot be sealed stays for `parse` to refuse."""
        try:
            typed = _digits(form, name)
        except FieldProblems:
            return {}
        if context.seal is None or not is_my_number(typed):
            return {}
        return {name: [""], f"{name}.sealed": [context.seal(typed)]}

    def parse(self, form: FormInput, name: str) -> Json | None:
        typed = _digits(form, name)
        if typed:
            raise FieldProblems({name: _NO_SEAL if is_my_number(typed) else _WRONG})
        sealed = one_box(form, f"{name}.sealed")
        if not sealed:
            return None
        if not _is_sealed(sealed):
            raise FieldProblems({name: _WRONG})
        return {"sealed": sealed}

    def has_shape(self, value: Json) -> bool:
        if not isinstance(value, dict):
            return False
        if set(value) == {"deleted_at"}:
            return isinstance(value["deleted_at"], str)
        return set(value) == {"sealed"} and _is_sealed(value["sealed"])

    def inputs(self, value: Any, name: str) -> dict[str, list[str]]:
        return {name: [""], f"{name}.sealed": [value["sealed"]]} if "sealed" in value else {name: [""]}

    def show(self, value: Any, language: str) -> str:
        return (_ENTERED if "sealed" in value else _DELETED).say(language)

    def cel_value(self, value: Any) -> Any:
        """Only that it was entered."""
        return True

    def schema(self) -> dict[str, Any]:  # type: ignore[override]
        sealed = {"type": "string", "contentEncoding": "base64", "maxLength": LONGEST_SEALED}
        return {
            "type": "object",
            "properties": {"sealed": sealed},
            "required": ["sealed"],
            "additionalProperties": False,
        }

    def sample(self) -> Json:
        return {"sealed": "c2FtcGxlIG9mIGEgc2VhbGVkIG51bWJlcg=="}


def _digits(form: FormInput, name: str) -> str:
    return re.sub(r"[\s-]", "", half_width(one_box(form, name)))


def _is_sealed(value: object) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST_SEALED and bool(_SEALED.fullmatch(value))
