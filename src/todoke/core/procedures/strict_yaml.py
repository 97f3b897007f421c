"""From YAML to any strict model; every error names file, key and line, and all are told at once.

It knows nothing of procedures, so that who reads a list of skills does not load what makes forms.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from todoke.core.errors import DefinitionError, Place
from todoke.core.procedures.yaml_tree import Tree, YamlFault, read_tree

Kind = TypeVar("Kind", bound=BaseModel)
NEEDS = {"missing": "this key", "extra_forbidden": "only keys that mean something here"}


class DefinitionErrors(DefinitionError):
    """Everything wrong with one file; itself it speaks for the first error."""

    def __init__(self, errors: tuple[DefinitionError, ...]) -> None:
        first = errors[0]
        super().__init__(first.place, first.requirement, first.arrived)
        self.errors = errors

    def __str__(self) -> str:
        return "\n".join(str(error) for error in self.errors)


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
