"""From YAML to a worksheet or a method table; every error names file, key and line.

Invariant: strict. An unknown key, a missing one and a level that no rule allows are errors, all told at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from todoke.core.assurance.methods import MethodTable
from todoke.core.assurance.worksheet import Worksheet
from todoke.core.errors import DefinitionError, Place
from todoke.core.procedures.load import DefinitionErrors
from todoke.core.procedures.yaml_tree import Tree, YamlFault, read_tree

Kind = TypeVar("Kind", bound=BaseModel)
NEEDS = {"missing": "this key", "extra_forbidden": "only keys that mean something here"}


def load_worksheet(text: str, *, file: str) -> Worksheet:
    """DefinitionErrors lists what is wrong. `file` is only for the messages."""
    return load_strictly(Worksheet, text, file=file)


def load_methods(text: str, *, file: str) -> MethodTable:
    """The same for a method table."""
    return load_strictly(MethodTable, text, file=file)


def read_worksheet(content: Mapping[str, Any]) -> Worksheet:
    """From plain values, as an office keeps them. Raises pydantic's ValidationError."""
    return Worksheet.model_validate(dict(content))


def load_strictly(kind: type[Kind], text: str, *, file: str) -> Kind:
    """Any strict model of YAML. DefinitionErrors lists what is wrong."""
    try:
        tree = read_tree(text)
    except YamlFault as fault:
        place = Place(file=file, line=fault.line)
        raise DefinitionErrors((DefinitionError(place, fault.requirement, fault.arrived),)) from fault
    try:
        return kind.model_validate(tree.value)
    except ValidationError as error:
        raise DefinitionErrors(tuple(_told(one, tree, file=file) for one in error.errors())) from error


def _told(one: Mapping[str, Any], tree: Tree, *, file: str) -> DefinitionError:
    loc = tuple(one["loc"])
    place = Place(file=file, line=tree.line(loc), field=".".join(str(part) for part in loc) or None)
    requirement = NEEDS.get(one["type"], str(one["msg"]).removeprefix("Value error, "))
    arrived = one.get("input")
    shown = type(arrived).__name__ if isinstance(arrived, dict | list) else str(arrived)[:80]
    return DefinitionError(place, requirement, "nothing" if one["type"] == "missing" else shown)
