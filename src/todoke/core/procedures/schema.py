"""JSON Schema (2020-12) of a definition's answers, for the office, other systems and the docs."""

from __future__ import annotations

from typing import Any

from todoke.core.procedures.definition import Definition, Step
from todoke.core.procedures.fields.base import Field


def answers_schema(definition: Definition) -> dict[str, Any]:
    """`required` holds what everybody is asked; conditional questions are described, not demanded."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": definition.title.ja,
        "type": "object",
        "properties": {field.id: {"title": field.label.ja, **field.schema()} for field in definition.fields},
        "required": [
            field.id for step in definition.steps for field in step.fields if _asked_of_everybody(step, field)
        ],
        "additionalProperties": False,
    }


def _asked_of_everybody(step: Step, field: Field) -> bool:
    return field.required and not (step.when or field.when or field.required_when)
