"""One of a few."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, model_validator
from pydantic import Field as PydanticField

from todoke.core.procedures.fields.base import Field, FieldProblems, FormInput, Json, one_box
from todoke.core.procedures.text import Text
from todoke.core.refusal import N_, Refusal

NOT_OFFERED = Refusal(code="field.choice.unknown", message=N_("Choose one of the answers shown."))


class Option(BaseModel):
    """`value` is stored and stable; `label` is shown."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    value: str = PydanticField(pattern=r"^[a-z][a-z0-9_]{0,59}$")
    label: Text
    hint: Text | None = None


class OptionsField(Field):
    """What choice and choices share."""

    minutes: ClassVar[float] = 0.25

    options: tuple[Option, ...] = PydanticField(min_length=2, max_length=100, strict=False)

    @model_validator(mode="after")
    def _each_value_once(self) -> OptionsField:
        values = [option.value for option in self.options]
        if len(set(values)) != len(values):
            raise ValueError("each option needs a value of its own")
        return self

    def offers(self, value: object) -> bool:
        return any(option.value == value for option in self.options)

    def label_of(self, value: str) -> Text:
        return next((option.label for option in self.options if option.value == value), Text(ja=value))


class ChoiceField(OptionsField):
    component: ClassVar[str] = "choice"

    type: Literal["choice"] = "choice"

    def parse(self, form: FormInput, name: str) -> Json | None:
        value = one_box(form, name)
        if not value:
            return None
        if not self.offers(value):
            raise FieldProblems({name: NOT_OFFERED})
        return value

    def has_shape(self, value: Json) -> bool:
        return self.offers(value)

    def show(self, value: Any, language: str) -> str:
        return self.label_of(value).say(language)

    def schema(self) -> dict[str, Any]:  # type: ignore[override]
        return {"type": "string", "enum": [option.value for option in self.options]}

    def sample(self) -> Json:
        return self.options[0].value
