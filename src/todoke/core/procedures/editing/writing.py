"""Plain values as YAML that reads back as the same values, laid out as the shipped procedures are.

Invariants:
- a word is quoted wherever another reader of YAML might take it for something else (no, 12, 2026-11-23).
- nothing that could end its line, open a comment or carry a control character is written bare.
"""

from __future__ import annotations

import json
import re
from typing import Any

WIDEST = 110
ALWAYS_TALL = frozenset({"step", "field", "computed", "answers"})
"""A mapping with one of these keys takes a line for each key, however short it is."""

_BARE = re.compile(r"[^\W\d_][^\x00-\x1f:#,\[\]{}\"'&*!|>%@`\\\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff]*")
_WORDS_OF_OTHERS = re.compile(r"(?i:y|n|yes|no|on|off|true|false|null|inf|nan)")
_RAW_IN_JSON = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")


def scalar(value: str | int | bool | None) -> str:
    """One value on one line."""
    if not isinstance(value, str):
        return json.dumps(value)
    if _BARE.fullmatch(value) and value == value.strip() and not _WORDS_OF_OTHERS.fullmatch(value):
        return value
    quoted = json.dumps(value, ensure_ascii=False)
    return _RAW_IN_JSON.sub(lambda found: f"\\u{ord(found[0]):04x}", quoted)


def inline(value: Any) -> str:
    """Everything on one line: {ja: 犬の名前, en: Name}."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{scalar(key)}: {inline(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(inline(one) for one in value) + "]"
    return scalar(value)


def is_tall(value: Any) -> bool:
    """Whether it takes more than one line."""
    if not isinstance(value, dict | list) or not value:
        return False
    if isinstance(value, dict) and not ALWAYS_TALL.isdisjoint(value):
        return True
    below = value.values() if isinstance(value, dict) else value
    return len(inline(value)) > WIDEST or any(is_tall(one) for one in below) or _is_list_of_things(value)


def _is_list_of_things(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(one, dict | list) for one in value)


def tall(value: Any, column: int) -> str:
    """As block YAML with its left edge at `column`; the first line comes without the spaces before it."""
    lines: list[str] = []
    items = value.items() if isinstance(value, dict) else ((None, one) for one in value)
    for key, one in items:
        lines.append(f"- {entry(one, column + 2)}" if key is None else f"{scalar(key)}:{after(one, column)}")
    return ("\n" + " " * column).join(lines)


def entry(value: Any, column: int) -> str:
    """What stands behind a dash."""
    return tall(value, column) if is_tall(value) else inline(value)


def after(value: Any, column: int) -> str:
    """What stands behind the colon of a key at `column`, the space or line break included."""
    if is_tall(value):
        return "\n" + " " * (column + 2) + tall(value, column + 2)
    return f" {inline(value)}"
