"""Files: the answer is a list of references; the bytes are kept and checked by the portal."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from pydantic import Field as PydanticField

from todoke.core.procedures.expressions import CelType
from todoke.core.procedures.fields.base import AnswerContext, Field, FormInput, Json
from todoke.core.procedures.text import Text
from todoke.core.refusal import N_, Refusal

REFERENCE = {"id": str, "name": str, "media_type": str, "size": int, "sha256": str}
PHOTOS = ("image/jpeg", "image/png", "image/heic")


class FileField(Field):
    component: ClassVar[str] = "file"
    minutes: ClassVar[float] = 3.0
    cel_type: ClassVar[CelType] = CelType.RECORDS

    type: Literal["file"] = "file"
    max_files: int = PydanticField(default=10, ge=1, le=50)
    accept: tuple[str, ...] = PydanticField(default=(*PHOTOS, "application/pdf"), min_length=1, strict=False)
    subjects: tuple[Text, ...] = PydanticField(default=(), strict=False)
    """What the pictures should show, one line each."""
    kind: Text | None = None
    """What paper it is (就労証明書), where the label asks in other words."""
    in_register: str | None = PydanticField(default=None, alias="register", min_length=1)
    """The register that already has it, in the author's words; then it need not be asked."""

    def parse(self, form: FormInput, name: str) -> Json | None:
        """Files never come through the form's text inputs; the portal puts the references in."""
        return None

    def has_shape(self, value: Json) -> bool:
        return isinstance(value, list) and bool(value) and all(_is_reference(one) for one in value)

    def problems(self, value: Any, name: str, context: AnswerContext) -> dict[str, Refusal]:
        if len(value) <= self.max_files:
            return {}
        many = Refusal(
            code="field.file.too-many",
            message=N_("You can add %(most)d files or fewer. You have added %(arrived)d."),
            params={"most": self.max_files, "arrived": len(value)},
        )
        return {name: many}

    def inputs(self, value: Any, name: str) -> dict[str, list[str]]:
        return {}

    def show(self, value: Any, language: str) -> str:
        return "\n".join(one["name"] for one in value)

    def schema(self) -> dict[str, Any]:  # type: ignore[override]
        kinds = {key: {"type": "string" if kind is str else "integer"} for key, kind in REFERENCE.items()}
        one = {
            "type": "object",
            "properties": kinds,
            "required": list(REFERENCE),
            "additionalProperties": False,
        }
        return {"type": "array", "items": one, "minItems": 1, "maxItems": self.max_files}

    def sample(self) -> Json:
        reference: dict[str, Json] = {
            "id": "0" * 32,
            "name": "photo-1.jpg",
            "media_type": "image/jpeg",
        }
        return [{**reference, "size": 120_000, "sha256": "0" * 64}]


def _is_reference(value: Json) -> bool:
    if not isinstance(value, dict) or set(value) != set(REFERENCE):
        return False
    return all(type(value[key]) is kind for key, kind in REFERENCE.items())
