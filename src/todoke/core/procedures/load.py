"""From an author's YAML to a Definition; every error names file, step, field and line.

Invariants:
- the text is data: no tags, no anchors, nothing from YAML 1.1's surprises (`no` stays the word "no").
- all errors of a file are reported at once, never only the first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import ValidationError

from todoke.core.errors import DefinitionError, Place
from todoke.core.procedures.definition import Definition
from todoke.core.procedures.fields import Field, field_types
from todoke.core.procedures.rules import RuleErrors
from todoke.core.procedures.strict_yaml import DefinitionErrors as DefinitionErrors
from todoke.core.procedures.yaml_tree import Tree, YamlFault, read_tree

Loc = tuple[int | str, ...]
NOT_IN_ROWS = frozenset({"file", "declaration", "signature", "facility_ranking"})


class _Report:
    """Collects errors with their places while a file is read."""

    def __init__(self, tree: Tree, file: str) -> None:
        self.tree, self.file = tree, file
        self.errors: list[DefinitionError] = []

    def add(self, loc: Loc, requirement: str, arrived: str = "") -> None:
        step, field = _named(self.tree.value, loc)
        place = Place(file=self.file, line=self.tree.line(loc), step=step, field=field)
        self.errors.append(DefinitionError(place, requirement, arrived))

    def add_validation(self, prefix: Loc, error: ValidationError) -> None:
        for one in error.errors(include_url=False, include_context=False):
            loc = (*prefix, *(part for part in one["loc"]))
            self.add(loc, _requirement(one["type"], one["msg"], loc=loc), _arrived(one.get("input")))


def load_definition(text: str, *, file: str) -> Definition:
    """DefinitionErrors lists what is wrong. `file` is only for the messages."""
    try:
        tree = read_tree(text)
    except YamlFault as fault:
        place = Place(file=file, line=fault.line)
        raise DefinitionErrors((DefinitionError(place, fault.requirement, fault.arrived),)) from fault
    report = _Report(tree, file)
    if not isinstance(tree.value, dict):
        report.add((), "a mapping with procedure, title, steps …", _arrived(tree.value))
        raise DefinitionErrors(tuple(report.errors))
    content = {**tree.value, "steps": _steps(tree.value.get("steps"), report)}
    definition = _definition(content, report)
    if report.errors or definition is None:
        raise DefinitionErrors(tuple(report.errors))
    return definition


def _definition(content: dict[str, Any], report: _Report) -> Definition | None:
    try:
        return Definition.model_validate(content)
    except ValidationError as error:
        report.add_validation((), error)
    except RuleErrors as error:
        for fault in error.faults:
            report.add(fault.path, fault.requirement, fault.arrived)
    return None


def _steps(steps: Any, report: _Report) -> Any:
    """The steps with their questions built, as far as they can be."""
    if not isinstance(steps, list):
        return steps
    return [
        {**step, "fields": _fields(step.get("fields"), ("steps", number, "fields"), report=report)}
        if isinstance(step, dict)
        else step
        for number, step in enumerate(steps)
    ]


def _fields(fields: Any, prefix: Loc, *, report: _Report) -> Any:
    if not isinstance(fields, list):
        return fields
    built = [_field(field, (*prefix, number), report=report) for number, field in enumerate(fields)]
    return [field for field in built if field is not None]


def _field(content: Any, loc: Loc, *, report: _Report) -> Field | None:
    if not isinstance(content, dict):
        report.add(loc, "a mapping with field, type and label", _arrived(content))
        return None
    content = _lists_put_in(content, report.tree.value.get("lists"), loc=loc, report=report)
    kind = field_types().get(str(content.get("type")))
    if kind is None:
        known = ", ".join(sorted(field_types()))
        report.add((*loc, "type"), f"one of the types {known}", _arrived(content.get("type")))
        return None
    if "fields" in content:
        content = {**content, "fields": _row_fields(content["fields"], (*loc, "fields"), report=report)}
    try:
        return kind.model_validate(content)
    except ValidationError as error:
        report.add_validation(loc, error)
        return None


def _row_fields(fields: Any, prefix: Loc, *, report: _Report) -> Any:
    """Questions of a row: one group in a group and no deeper, no files, ids unique in the row."""
    built = _fields(fields, prefix, report=report)
    nested = prefix.count("fields") > 2
    seen: set[str] = set()
    for number, field in enumerate(built if isinstance(built, list) else ()):
        if field.type in NOT_IN_ROWS or (nested and field.type == "group"):
            report.add((*prefix, number, "type"), "a type that fits in a row of a group", field.type)
        if field.id in seen:
            report.add((*prefix, number, "field"), "an id used once in the group", field.id)
        seen.add(field.id)
    return built


def _lists_put_in(content: dict[str, Any], lists: Any, *, loc: Loc, report: _Report) -> dict[str, Any]:
    """`facilities: nurseries` becomes the list of that name, where the definition or its overlay has one."""
    named = content.get("facilities")
    if not isinstance(named, str) or not isinstance(lists, dict):
        return content
    if lists and named not in lists:
        report.add((*loc, "facilities"), f"one of the lists {', '.join(lists)}", named)
    return {**content, "facilities": lists.get(named, named)}


def _named(value: Any, loc: Loc) -> tuple[str | None, str | None]:
    """The step and field a location lies in, by their ids."""
    step = field = None
    for part in loc:
        value = _below(value, part)
        if isinstance(value, dict):
            step = value.get("step", step) if isinstance(value.get("step"), str) else step
            field = value.get("field", field) if isinstance(value.get("field"), str) else field
    return step, field


def _below(value: Any, part: int | str) -> Any:
    if isinstance(value, Mapping):
        return value.get(part)
    if isinstance(value, list) and isinstance(part, int) and part < len(value):
        return value[part]
    return None


def _requirement(kind: str, message: str, *, loc: Iterable[int | str]) -> str:
    """pydantic's messages in the form *requirement*."""
    key = next((str(part) for part in reversed(tuple(loc)) if isinstance(part, str)), "")
    if kind == "missing":
        return f"the key “{key}”"
    if kind == "extra_forbidden":
        return f"only keys that mean something here; “{key}” does not"
    return f"{key}: {message.removeprefix('Value error, ')}"


def _arrived(value: Any) -> str:
    """Short enough for one line of a terminal."""
    if isinstance(value, dict | list):
        return f"{type(value).__name__} of {len(value)}"
    if isinstance(value, Field):
        return value.id
    text = str(value)
    return text if len(text) <= 80 else text[:79] + "…"
