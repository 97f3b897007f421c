"""The same few questions for each of several people or things.

Invariants:
- rows beyond the limit are refused before any of them is read.
- empty rows vanish: a row added by mistake needs no removing.
"""

from __future__ import annotations

import re
from typing import Any, ClassVar, Literal

from pydantic import Field as PydanticField
from pydantic import SerializeAsAny

from todoke.core.procedures.expressions import CelType
from todoke.core.procedures.fields.base import (
    AnswerContext,
    Field,
    FieldProblems,
    FormInput,
    Json,
    missing,
    unreadable,
)
from todoke.core.procedures.text import Text
from todoke.core.refusal import N_, Refusal

MOST_ROWS = 100


class GroupField(Field):
    component: ClassVar[str] = "group"
    minutes: ClassVar[float] = 1.0
    cel_type: ClassVar[CelType] = CelType.RECORDS

    type: Literal["group"] = "group"
    fields: tuple[SerializeAsAny[Field], ...] = PydanticField(min_length=1, max_length=20, strict=False)
    max_rows: int = PydanticField(default=20, ge=1, le=MOST_ROWS)
    row: Text | None = None
    """What one row is called ("家族"), for headings and buttons."""

    def parse(self, form: FormInput, name: str) -> Json | None:
        numbers = self.row_numbers(form, name)
        if len(numbers) > self.max_rows:
            raise FieldProblems({name: self._too_many(len(numbers))})
        problems: dict[str, Refusal] = {}
        rows: list[Json] = []
        for number in numbers:
            try:
                row = self._parse_row(form, f"{name}.{number}")
            except FieldProblems as error:
                problems |= error.problems
            else:
                rows += [row] if row else []
        if problems:
            raise FieldProblems(problems)
        return rows or None

    def row_numbers(self, form: FormInput, name: str) -> list[int]:
        """The rows a form holds, in order."""
        pattern = re.compile(rf"{re.escape(name)}\.([0-9]{{1,5}})\.")
        return sorted({int(match[1]) for key in form if (match := pattern.match(key))})

    def _parse_row(self, form: FormInput, name: str) -> dict[str, Json]:
        row: dict[str, Json] = {}
        problems: dict[str, Refusal] = {}
        for field in self.fields:
            try:
                value = field.parse(form, f"{name}.{field.id}")
            except FieldProblems as error:
                problems |= error.problems
            else:
                row |= {field.id: value} if value is not None else {}
        if problems:
            raise FieldProblems(problems)
        return row

    def has_shape(self, value: Json) -> bool:
        ids = {field.id for field in self.fields}
        return (
            isinstance(value, list)
            and bool(value)
            and all(isinstance(row, dict) and row and set(row) <= ids for row in value)
        )

    def problems(self, value: Any, name: str, context: AnswerContext) -> dict[str, Refusal]:
        if len(value) > self.max_rows:
            return {name: self._too_many(len(value))}
        found: dict[str, Refusal] = {}
        for number, row in enumerate(value):
            for field in self.fields:
                found |= _cell_problems(field, row.get(field.id), f"{name}.{number}.{field.id}", context)
        return found

    def complete(self, value: Any, context: AnswerContext) -> Json:
        return [
            {field.id: field.complete(row[field.id], context) for field in self.fields if field.id in row}
            for row in value
        ]

    def inputs(self, value: Any, name: str) -> dict[str, list[str]]:
        shown: dict[str, list[str]] = {}
        for number, row in enumerate(value):
            for field in self.fields:
                if field.id in row:
                    shown |= field.inputs(row[field.id], f"{name}.{number}.{field.id}")
        return shown

    def show(self, value: Any, language: str) -> str:
        rows = (
            " / ".join(field.show(row[field.id], language) for field in self.fields if field.id in row)
            for row in value
        )
        return "\n".join(rows)

    def cel_value(self, value: Any) -> Any:
        """Cells an optional question left empty are absent; an expression asks with `has(row.cell)`."""
        return [
            {field.id: field.cel_value(row[field.id]) for field in self.fields if field.id in row}
            for row in value
        ]

    def free_texts(self, value: Any, name: str) -> dict[str, str]:
        found: dict[str, str] = {}
        for number, row in enumerate(value):
            for field in self.fields:
                if field.id in row:
                    found |= field.free_texts(row[field.id], f"{name}.{number}.{field.id}")
        return found

    def schema(self) -> dict[str, Any]:  # type: ignore[override]
        row = {
            "type": "object",
            "properties": {field.id: field.schema() for field in self.fields},
            "required": [field.id for field in self.fields if field.required],
            "additionalProperties": False,
        }
        return {"type": "array", "items": row, "minItems": 1, "maxItems": self.max_rows}

    def sample(self) -> Json:
        return [{field.id: field.sample() for field in self.fields}]

    def _too_many(self, arrived: int) -> Refusal:
        return Refusal(
            code="field.group.too-many",
            message=N_("You can enter %(most)d rows or fewer. There are %(arrived)d."),
            params={"most": self.max_rows, "arrived": arrived},
        )


def _cell_problems(field: Field, value: Json, name: str, context: AnswerContext) -> dict[str, Refusal]:
    if value is None:
        return {field.first_input(name): missing(field.label)} if field.required else {}
    if not field.has_shape(value):
        return {field.first_input(name): unreadable(field.label)}
    return field.problems(value, name, context)
