"""YAML text with the place of each thing in it, so that an edit touches nothing else.

Invariants:
- only what `read_tree` takes is ever edited: no anchors, no tags, each key once, bounded depth and size.
- a span never reaches into the next thing: comments, blank lines and layout between things stay.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, TypeAlias

import yaml

from todoke.core.errors import Refused
from todoke.core.procedures.yaml_tree import YamlFault, read_tree
from todoke.core.refusal import N_, Refusal

At: TypeAlias = tuple[int | str, ...]
Plain: TypeAlias = Any

LITERAL = frozenset("|>")
BREAKS = "\r\n\x85\u2028\u2029"


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """`root` are PyYAML's nodes with their marks; `value` is what our own reader makes of the text."""

    text: str
    value: Plain
    root: yaml.Node | None = field(repr=False)

    @classmethod
    def of(cls, text: str) -> Source:
        """Refused where the text is not YAML we take. `value` is for reading only: it may be shared."""
        try:
            return _read(text)
        except (YamlFault, UnicodeError) as fault:
            raise Refused(_unreadable(fault)) from fault

    @property
    def newline(self) -> str:
        return "\r\n" if "\r\n" in self.text else "\n"

    def node(self, at: At) -> yaml.Node | None:
        """None where there is nothing."""
        node = self.root
        for part in at:
            node = _child(node, part)
        return node

    def key(self, at: At) -> yaml.ScalarNode | None:
        """The key of a thing in a mapping."""
        found = pair_of(self.node(at[:-1]), at[-1])
        return found[0] if found else None

    def end(self, node: yaml.Node) -> int:
        """Behind the last character of a thing; what follows a block collection is not part of it."""
        if isinstance(node, yaml.ScalarNode):
            return self._scalar_end(node)
        if not isinstance(node, yaml.CollectionNode) or node.flow_style or not node.value:
            return int(node.end_mark.index)
        last = node.value[-1]
        return self.end(last[1] if isinstance(last, tuple) else last)

    def _scalar_end(self, node: yaml.ScalarNode) -> int:
        if node.style not in LITERAL:
            return int(node.end_mark.index)
        return node.start_mark.index + len(
            self.text[node.start_mark.index : node.end_mark.index].rstrip(BREAKS + " ")
        )

    def line_start(self, place: int) -> int:
        while place > 0 and self.text[place - 1] not in BREAKS:
            place -= 1
        return place

    def line_end(self, place: int) -> int:
        """Behind the line break, or the end of the text."""
        while place < len(self.text) and self.text[place] not in BREAKS:
            place += 1
        if self.text[place : place + 2] == "\r\n":
            return place + 2
        return min(place + 1, len(self.text))

    def begins_line(self, place: int) -> bool:
        return not self.text[self.line_start(place) : place].strip(" ")

    def with_comments(self, place: int) -> int:
        """The start of the comment lines directly above the line of `place`, else of that line."""
        start = self.line_start(place)
        while start > 0:
            above = self.line_start(start - 1 - (self.text[start - 2 : start] == "\r\n"))
            if not self.text[above:start].lstrip(" ").startswith("#"):
                break
            start = above
        return start


@lru_cache(maxsize=16)
def _read(text: str) -> Source:
    """An edit reads the text it leaves behind, and the next one begins with that text."""
    value = read_tree(text).value
    return Source(text=text, value=value, root=yaml.compose(text, Loader=yaml.CSafeLoader))


def pair_of(node: yaml.Node | None, key: int | str) -> tuple[yaml.ScalarNode, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            if name.value == key:
                return name, value
    return None


def _child(node: yaml.Node | None, part: int | str) -> yaml.Node | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int):
        return node.value[part] if 0 <= part < len(node.value) else None
    found = pair_of(node, part)
    return found[1] if found else None


def _unreadable(fault: Exception) -> Refusal:
    line = fault.line if isinstance(fault, YamlFault) else None
    requirement = fault.requirement if isinstance(fault, YamlFault) else str(fault)
    return Refusal(
        code="studio.edit.unreadable",
        message=N_(
            "The text can’t be read at line %(line)s (%(requirement)s). Mend it in the YAML view first."
        ),
        params={"line": line or 1, "requirement": requirement},
    )


def no_such_place(at: At) -> Refused:
    """The thing to be changed is not there (any more)."""
    return Refused(
        Refusal(
            code="studio.edit.no-place",
            message=N_("What you wanted to change is no longer at this place (%(place)s). Open it again."),
            params={"place": dotted(at)},
        )
    )


def dotted(at: At) -> str:
    return ".".join(str(part) for part in at)
