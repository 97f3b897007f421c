"""JSON Schema (2020-12): of the YAML authors write, and of the answers receivers get.

Invariant: the schema of the YAML comes from the classes that read it; nothing is described twice.
"""

from __future__ import annotations

from typing import Any

from todoke.core.procedures.definition import Definition, Step
from todoke.core.procedures.fields import field_types
from todoke.core.procedures.fields.base import Field

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_REF = "#/$defs/{model}"


def answers_schema(definition: Definition) -> dict[str, Any]:
    """`required` holds what everybody is asked; conditional questions are described, not demanded."""
    return {
        "$schema": DIALECT,
        "title": definition.title.ja,
        "type": "object",
        "properties": {field.id: {"title": field.label.ja, **field.schema()} for field in definition.fields},
        "required": [
            field.id for step in definition.steps for field in step.fields if _asked_of_everybody(step, field)
        ],
        "additionalProperties": False,
    }


def definition_schema() -> dict[str, Any]:
    """Of the YAML itself, for editors that complete and check while typing."""
    schema = Definition.model_json_schema(by_alias=True, ref_template=_REF)
    parts = schema.pop("$defs")
    for name, kind in sorted(field_types().items()):
        own = kind.model_json_schema(by_alias=True, ref_template=_REF)
        parts |= own.pop("$defs", {})
        parts[f"field_{name}"] = _field(own, name)
    parts["Field"] = {
        "oneOf": [{"$ref": _REF.format(model=f"field_{name}")} for name in sorted(field_types())]
    }
    parts["Text"] = _text(parts["Text"])
    _shorten_outcomes(schema)
    return {
        "$schema": DIALECT,
        "$id": "procedure.schema.json",
        **schema,
        "$defs": dict(sorted(parts.items())),
    }


def _field(own: dict[str, Any], name: str) -> dict[str, Any]:
    """One type: its name is fixed and must be written."""
    own["properties"]["type"] = {"const": name}
    own["required"] = sorted({*own.get("required", ()), "field", "label", "type"})
    return own


def _text(written: dict[str, Any]) -> dict[str, Any]:
    """Japanese alone, or a mapping of languages."""
    return {"title": "Text", "anyOf": [{"type": "string", "minLength": 1}, written]}


def _shorten_outcomes(schema: dict[str, Any]) -> None:
    """`全壊: granted` as well as a meaning with a label."""
    outcomes = schema["properties"]["outcomes"]
    short = {"$ref": _REF.format(model="OutcomeMeaning")}
    outcomes["additionalProperties"] = {"anyOf": [short, outcomes["additionalProperties"]]}


def _asked_of_everybody(step: Step, field: Field) -> bool:
    return field.required and not (step.when or field.when or field.required_when)
