"""Several lines in the person's own words."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field as PydanticField

from todoke.core.procedures.fields.text import WrittenField


class LongTextField(WrittenField):
    component: ClassVar[str] = "textarea"
    minutes: ClassVar[float] = 2.0
    multiline: ClassVar[bool] = True

    type: Literal["long_text"] = "long_text"
    max: int = PydanticField(default=2_000, ge=1, le=10_000)
