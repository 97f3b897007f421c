"""The registry of field types: one file each, found by themselves.

A new type joins by adding a module here with one subclass of Field whose `type` has a default.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from todoke.core.procedures.fields.base import AnswerContext, Field, FieldProblems, FormInput, Json

__all__ = ["AnswerContext", "Field", "FieldProblems", "FormInput", "Json", "field_types"]


@cache
def field_types() -> Mapping[str, type[Field]]:
    """Type name in YAML → class."""
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
    return MappingProxyType({kind.model_fields["type"].default: kind for kind in _leaves(Field)})


def _leaves(kind: type[Field]) -> list[type[Field]]:
    found = [kind] if isinstance(kind.model_fields["type"].default, str) else []
    return found + [leaf for below in kind.__subclasses__() for leaf in _leaves(below)]
