"""YAML as plain values plus the line of each, read with PyYAML's C parser.

Invariants:
- scalars are strings unless written as true, false, null or a plain decimal integer.
- aliases, anchors and tags are refused (a small file must not unfold into a large one).
- no key and no value holds a character that cannot be kept or printed, written or escaped ("\\0").
- depth and size are bounded before anything recursive runs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from todoke.core.lexicon.text import refuse_characters

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
    reader = _Reader(yaml.parse(text, Loader=yaml.CSafeLoader))
    try:
        return Tree(value=reader.document(), lines=reader.lines)
    except (yaml.YAMLError, UnicodeError) as error:
        raise _fault(error) from error


class _Reader:
    """Builds values straight from the parser's events: one pass, and nothing is built that is refused."""

    def __init__(self, events: Iterator[yaml.Event]) -> None:
        self.events = events
        self.lines: dict[tuple[int | str, ...], int] = {}
        self.depth = 0

    def document(self) -> Any:
        value: Any = None
        documents = 0
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise YamlFault(_line(event), "one document in a file", "---")
                value = self.value(self.next(), ())
        return value

    def next(self) -> yaml.Event:
        """The next event, looked at before anything is done with it."""
        event = next(self.events)
        if anchor := getattr(event, "anchor", None):
            raise YamlFault(_line(event), "no anchors (&) and no aliases (*)", str(anchor))
        if tag := getattr(event, "tag", None):
            raise YamlFault(_line(event), "no tags (!)", str(tag))
        self.depth += isinstance(event, yaml.CollectionStartEvent)
        self.depth -= isinstance(event, yaml.CollectionEndEvent)
        if wrong := refuse_characters(str(getattr(event, "value", "")), besides="\n\t"):
            raise YamlFault(_line(event), "characters that can be printed", str(wrong.params["code"]))
        if self.depth > DEEPEST:
            raise YamlFault(_line(event), f"at most {DEEPEST} levels", str(self.depth))
        return event

    def value(self, event: yaml.Event, loc: tuple[int | str, ...]) -> Any:
        self.lines.setdefault(loc, _line(event))
        if isinstance(event, yaml.ScalarEvent):
            return _scalar(event)
        return self.mapping(loc) if isinstance(event, yaml.MappingStartEvent) else self.sequence(loc)

    def sequence(self, loc: tuple[int | str, ...]) -> list[Any]:
        found: list[Any] = []
        while not isinstance(event := self.next(), yaml.SequenceEndEvent):
            found.append(self.value(event, (*loc, len(found))))
        return found

    def mapping(self, loc: tuple[int | str, ...]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while not isinstance(event := self.next(), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                raise YamlFault(_line(event), "keys that are words", "a list or a mapping")
            key = str(event.value)
            if key in found:
                raise YamlFault(_line(event), "each key once", key)
            self.lines[(*loc, key)] = _line(event)
            found[key] = self.value(self.next(), (*loc, key))
        return found


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def _scalar(node: yaml.ScalarEvent) -> str | int | bool | None:
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
