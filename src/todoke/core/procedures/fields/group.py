"""The same few questions for each of several people or things; a group may hold one more group.

Invariants:
- rows beyond the limit are refused before any of them is read.
- empty rows vanish: a row added by mistake needs no removing.
- cells a row is not asked (`judged`) are not checked, not read by expressions and not sent.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, ClassVar, Literal, Protocol

from pydantic import Field as PydanticField
from pydantic import PrivateAttr, SerializeAsAny

from todoke.core.procedures.expressions import CelType, in_rows
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


class CellJudge(Protocol):
    """Says which cells a row is asked, with `required` decided."""

    def cells(self, row: Mapping[str, Json]) -> tuple[Field, ...]: ...


class GroupField(Field):
    component: ClassVar[str] = "group"
    minutes: ClassVar[float] = 1.0
    cel_type: ClassVar[CelType] = CelType.RECORDS

    type: Literal["group"] = "group"
    fields: tuple[SerializeAsAny[Field], ...] = PydanticField(min_length=1, max_length=20, strict=False)
    max_rows: int = PydanticField(default=20, ge=1, le=MOST_ROWS)
    row: Text | None = None
    """What one row is called ("家族"), for headings and buttons."""

    _judge: CellJudge | None = PrivateAttr(default=None)

    def judged(self, judge: CellJudge, fields: tuple[Field, ...]) -> GroupField:
        """The same question with the conditions of its cells decided row by row."""
        copy = self.model_copy(update={"fields": fields})
        copy._judge = judge
        return copy

    def cells(self, row: Mapping[str, Json]) -> tuple[Field, ...]:
        """The questions of this row."""
        return self._judge.cells(row) if self._judge else self.fields

    def cells_shown(self, form: FormInput, name: str, number: int) -> tuple[Field, ...]:
        """The questions a page draws in row `number`, judged by what the form holds, however wrong."""
        return self.cells(self._readable(form, f"{name}.{number}")) if self._judge else self.fields

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
        asked = {field.id for field in self.cells(row)} if problems else set()
        problems = {key: one for key, one in problems.items() if _cell_of(key, name) in asked}
        if problems:
            raise FieldProblems(problems)
        return row

    def _readable(self, form: FormInput, name: str) -> dict[str, Json]:
        """What of a row can be read, for deciding what to show."""
        row: dict[str, Json] = {}
        for field in self.fields:
            try:
                value = field.parse(form, f"{name}.{field.id}")
            except FieldProblems:
                continue
            row |= {field.id: value} if value is not None else {}
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
            for field in self.cells(row):
                found |= _cell_problems(
                    field, row.get(field.id), name=f"{name}.{number}.{field.id}", context=context
                )
        return found

    def complete(self, value: Any, context: AnswerContext) -> Json:
        problems: dict[str, Refusal] = {}
        rows: list[Json] = []
        for number, row in enumerate(value):
            whole: dict[str, Json] = {}
            for field in self.fields:
                if row.get(field.id) is None:
                    continue
                try:
                    whole[field.id] = field.complete(row[field.id], context)
                except FieldProblems as error:
                    problems |= {f"{self.id}.{number}.{key}": one for key, one in error.problems.items()}
            rows.append(whole)
        if problems:
            raise FieldProblems(problems)
        return rows

    def sealed_inputs(self, form: FormInput, name: str, context: AnswerContext) -> dict[str, list[str]]:
        sealed: dict[str, list[str]] = {}
        for number in self.row_numbers(form, name)[:MOST_ROWS]:
            for field in self.fields:
                sealed |= field.sealed_inputs(form, f"{name}.{number}.{field.id}", context)
        return sealed

    def counted(self, value: Any) -> Json:
        """The rows without the cells they are not asked; rows that hold nothing else go."""
        rows: list[Json] = []
        for row in value:
            kept: dict[str, Json] = {}
            for field in self.cells(row):
                cell = row.get(field.id)
                if isinstance(field, GroupField) and cell is not None and field.has_shape(cell):
                    cell = field.counted(cell) or None
                kept |= {field.id: cell} if cell is not None else {}
            rows += [kept] if kept else []
        return rows

    def inputs(self, value: Any, name: str) -> dict[str, list[str]]:
        shown: dict[str, list[str]] = {}
        for number, row in enumerate(value):
            for field in self.fields:
                if row.get(field.id) is not None and field.has_shape(row[field.id]):
                    shown |= field.inputs(row[field.id], f"{name}.{number}.{field.id}")
        return shown

    def show(self, value: Any, language: str) -> str:
        rows = (
            " / ".join(_on_one_line(field.show(row[field.id], language)) for field in self._asked(row))
            for row in value
        )
        return "\n".join(rows)

    def show_in(self, value: Any, language: str, context: AnswerContext) -> str:
        rows = (
            " / ".join(
                _on_one_line(field.show_in(row[field.id], language, context)) for field in self._asked(row)
            )
            for row in value
        )
        return "\n".join(rows)

    def cel_value(self, value: Any) -> Any:
        """Cells left empty are absent (`has(child.cell)`); dates are text for `timestamp(child.birth)`."""
        return [
            {field.id: in_rows(field.cel_value(row[field.id])) for field in self._asked(row)} for row in value
        ]

    def free_texts(self, value: Any, name: str) -> dict[str, str]:
        found: dict[str, str] = {}
        for number, row in enumerate(value):
            for field in self._asked(row):
                found |= field.free_texts(row[field.id], f"{name}.{number}.{field.id}")
        return found

    def schema(self) -> dict[str, Any]:  # type: ignore[override]
        row = {
            "type": "object",
            "properties": {field.id: {"title": field.label.ja, **field.schema()} for field in self.fields},
            "required": [
                field.id
                for field in self.fields
                if field.required and not field.when and not field.required_when
            ],
            "additionalProperties": False,
        }
        return {"type": "array", "items": row, "minItems": 1, "maxItems": self.max_rows}

    def sample(self) -> Json:
        return [{field.id: field.sample() for field in self.fields}]

    def _asked(self, row: Mapping[str, Json]) -> tuple[Field, ...]:
        return tuple(
            field
            for field in self.cells(row)
            if (value := row.get(field.id)) is not None and field.has_shape(value)
        )

    def _too_many(self, arrived: int) -> Refusal:
        return Refusal(
            code="field.group.too-many",
            message=N_("You can enter %(most)d rows or fewer. There are %(arrived)d."),
            params={"most": self.max_rows, "arrived": arrived},
        )


def _cell_problems(field: Field, value: Json, *, name: str, context: AnswerContext) -> dict[str, Refusal]:
    if value is None:
        return {field.first_input(name): missing(field.label)} if field.required else {}
    if not field.has_shape(value):
        return {field.first_input(name): unreadable(field.label)}
    return field.problems(value, name, context)


def _cell_of(input_name: str, row_name: str) -> str:
    return input_name.removeprefix(f"{row_name}.").split(".")[0]


def _on_one_line(text: str) -> str:
    return text.replace("\n", "、")
