"""YAML as plain values plus the line of each, read with PyYAML's C parser.

Invariants:
- scalars are strings unless written as true, false, null or a plain decimal integer.
- aliases, anchors and tags are refused (a small file must not unfold into a large one).
- depth and size are bounded before anything recursive runs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import yaml

LARGEST = 512 * 1024
DEEPEST = 30
QUOTED = frozenset("'\"|>")
_CONSTANTS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}
_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,14})", re.ASCII)


class YamlFault(Exception):
    """The text is not YAML we take. `line` counts from 1."""

    def __init__(self, line: int | None, requirement: str, arrived: str) -> None:
        super().__init__(requirement)
        self.line, self.requirement, self.arrived = line, requirement, arrived


@dataclass(frozen=True, kw_only=True, slots=True)
class Tree:
    """`lines` maps a location such as ("steps", 0, "title") to its line."""

    value: Any
    lines: dict[tuple[int | str, ...], int] = field(repr=False)

    def line(self, loc: tuple[int | str, ...]) -> int | None:
        """The line of a location, or of the nearest thing around it that exists."""
        while loc and loc not in self.lines:
            loc = loc[:-1]
        return self.lines.get(loc)


def read_tree(text: str) -> Tree:
    if len(text.encode("utf-8", "surrogatepass")) > LARGEST:
        raise YamlFault(None, f"a file of {LARGEST // 1024} KiB or less", f"{len(text)} characters")
    try:
        _refuse_surprises(text)
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, UnicodeError) as error:
        raise _fault(error) from error
    lines: dict[tuple[int | str, ...], int] = {}
    return Tree(value=_value(node, (), lines) if node is not None else None, lines=lines)


def _refuse_surprises(text: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        line = event.start_mark.line + 1 if event.start_mark else None
        anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
        if anchor:
            raise YamlFault(line, "no anchors (&) and no aliases (*)", str(anchor))
        if tag:
            raise YamlFault(line, "no tags (!)", str(tag))
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise YamlFault(line, f"at most {DEEPEST} levels", str(depth))


def _value(node: yaml.Node, loc: tuple[int | str, ...], lines: dict[tuple[int | str, ...], int]) -> Any:
    lines.setdefault(loc, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, loc, lines)
    if isinstance(node, yaml.SequenceNode):
        return [_value(one, (*loc, number), lines) for number, one in enumerate(node.value)]
    return _scalar(node)


def _mapping(
    node: yaml.MappingNode, loc: tuple[int | str, ...], lines: dict[tuple[int | str, ...], int]
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            raise YamlFault(line, "keys that are words", key.id)
        if key.value in found:
            raise YamlFault(line, "each key once", key.value)
        lines[(*loc, key.value)] = line
        found[key.value] = _value(value, (*loc, key.value), lines)
    return found


def _scalar(node: yaml.Node) -> str | int | bool | None:
    text = str(node.value)
    if getattr(node, "style", None) in QUOTED:
        return text
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    return int(text) if _INTEGER.fullmatch(text) else text


def _fault(error: Exception) -> YamlFault:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or str(error)
    return YamlFault(mark.line + 1 if mark else None, "readable YAML", str(problem))
