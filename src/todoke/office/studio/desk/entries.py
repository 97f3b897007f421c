"""What a form of the studio asks about one thing: each entry is one key of its YAML in plain words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from todoke.core.procedures.editing import At, Plain


class Kind(StrEnum):
    """How an entry is asked, and what it writes."""

    TEXT = "text"
    PROSE = "prose"
    TEXTS = "texts"
    LINE = "line"
    LINES = "lines"
    NUMBER = "number"
    SWITCH = "switch"
    PICK = "pick"
    PICKS = "picks"
    OPTIONS = "options"
    CONDITION = "condition"
    NEED = "need"
    BOUND = "bound"
    OUTCOMES = "outcomes"
    WAY = "way"


class Gone:
    """No such key: not the same as null."""


GONE = Gone()


LANGUAGES = ("ja", "plain", "en")


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """`at` is the place below the thing. `default` is what a missing key means; it is not written."""

    at: At
    kind: Kind
    words: str
    hint: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    default: Plain = None
    needed: bool = False
    """Whether the thing cannot be without it."""
    folded: bool = False
    """Shown under “more”: most authors need not touch it."""

    @property
    def name(self) -> str:
        """The name of its inputs."""
        return ".".join(str(part) for part in self.at)


def found(tree: Plain, at: At) -> Plain:
    """What lies at a place, None where nothing does."""
    for part in at:
        if isinstance(tree, dict):
            tree = tree.get(part)
        elif isinstance(tree, list) and isinstance(part, int) and 0 <= part < len(tree):
            tree = tree[part]
        else:
            return None
    return tree


def items_at(tree: Plain, at: At) -> list[Plain]:
    """The list at a place, empty where there is none."""
    inside = found(tree, at)
    return inside if isinstance(inside, list) else []


def has(tree: Plain, at: At) -> bool:
    """Whether there is anything at a place, null included."""
    above = found(tree, at[:-1])
    return isinstance(above, dict) and at[-1] in above


def placed(tree: Plain, at: At, value: Plain) -> Plain:
    """A copy of `tree` holding `value`; GONE takes the key out, and mappings left empty by that."""
    if not at:
        return value
    below = dict(tree) if isinstance(tree, dict) else {}
    inner = placed(below.get(at[0]), at[1:], value)
    if inner is GONE or (inner == {} and len(at) > 1):
        below.pop(at[0], None)
    else:
        below[at[0]] = inner
    return below
