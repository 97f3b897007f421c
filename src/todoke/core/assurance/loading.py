"""From YAML to a worksheet or a method table; every error names file, key and line.

Invariant: strict. An unknown key, a missing one and a level that no rule allows are errors, all told at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from todoke.core.assurance.methods import MethodTable
from todoke.core.assurance.worksheet import Worksheet
from todoke.core.procedures.strict_yaml import load_strictly


def load_worksheet(text: str, *, file: str) -> Worksheet:
    """DefinitionErrors lists what is wrong. `file` is only for the messages."""
    return load_strictly(Worksheet, text, file=file)


def load_methods(text: str, *, file: str) -> MethodTable:
    """The same for a method table."""
    return load_strictly(MethodTable, text, file=file)


def read_worksheet(content: Mapping[str, Any]) -> Worksheet:
    """From plain values, as an office keeps them. Raises pydantic's ValidationError."""
    return Worksheet.model_validate(dict(content))
