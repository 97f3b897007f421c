"""A round's input and result as plain data, the same bytes for the same round on every machine.

Invariants:
- anybody can check a round with this data alone: no class of this package is needed to read it.
- sets and mappings are written in order; days as ISO dates, months as "2027-04".
- the key of the tie-break is published as its hash before the round and in clear after it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from typing import Any

from todoke.core.talent.allocation.months import month_name
from todoke.core.talent.allocation.rules import RULES, VERSION, Rule
from todoke.core.talent.allocation.values import Person, RoundInput

FORMAT = "todoke-round-1"


def plain_input(given: RoundInput) -> dict[str, Any]:
    """Everything the round depends on, the key by its hash."""
    ordered = given.in_order()
    return {
        "format": FORMAT,
        "rules": {"version": VERSION, "codes": {RULES[rule].code: int(rule) for rule in Rule}},
        "key_sha256": hashlib.sha256(given.key).hexdigest(),
        "tolerance": given.tolerance,
        "k": given.k,
        **{
            name: _plain(getattr(ordered, name))
            for name in ("hosts", "people", "needs", "forms", "running", "decisions", "previous")
        },
    }


def hash_of(data: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical JSON: keys in order, no spaces, UTF-8."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def input_hash(given: RoundInput) -> str:
    return hash_of(plain_input(given))


def _plain(value: object) -> Any:
    match value:
        case Enum() | date():
            return str(value)
        case Person():
            return _fields(value) | {"days": {month_name(one): value.days[one] for one in sorted(value.days)}}
        case frozenset():
            return sorted((_plain(one) for one in value), key=json.dumps)
        case Mapping():
            return {str(_plain(key)): _plain(value[key]) for key in sorted(value)}
        case str() | int() | None:
            return value
        case Sequence():
            return [_plain(one) for one in value]
    return _fields(value)


def _fields(value: object) -> dict[str, Any]:
    if not is_dataclass(value):
        raise TypeError(f"value — a frozen value of the round — {type(value).__name__}")
    return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
