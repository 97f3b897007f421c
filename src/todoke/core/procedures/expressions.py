"""CEL behind one wrapper: the only place that knows the library.

Invariants:
- a failed evaluation never counts as true or false. The library returns an ERROR value instead of
  raising, and Python finds its text truthy; so the declared type is demanded of every result.
- authors are untrusted: source length, loops and their nesting are bounded before compiling, and the
  library bounds the iterations of one evaluation.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import Enum
from functools import lru_cache
from typing import Any, cast

from cel_expr_python import cel

from todoke.core.errors import TodokeError

LONGEST_SOURCE = 500
MOST_LOOPS = 2
DEEPEST_NESTING = 20
RESERVED = frozenset({"applicant", "today", "mandate", "identity", "row"})
"""Names with a meaning of their own in expressions; no field may take them."""
KEYWORDS = frozenset(
    {"true", "false", "null", "in", "as", "break", "const", "continue", "else", "for", "function", "if"}
    | {"import", "let", "loop", "package", "namespace", "return", "var", "void", "while", "has", "all"}
    | {"exists", "exists_one", "map", "filter", "size", "int", "uint", "double", "string", "bytes"}
    | {"bool", "list", "type", "timestamp", "duration", "dyn", "matches"}
)

_STRINGS = re.compile(r"""[rRbB]{0,2}("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')""")
_NAMES = re.compile(r"(?<![\w.])[A-Za-z_]\w*")
_CELLS = re.compile(r"(?<![\w.])row\s*\.\s*([A-Za-z_]\w*)(?!\w*\s*\()")
_LOOPS = re.compile(r"\.\s*(all|exists|exists_one|existsOne|map|filter)\s*\(")
_MISSING = "No value with name"


class CelType(Enum):
    """Types of answers in expressions. Dates are timestamps at midnight UTC."""

    STRING = "string"
    INTEGER = "int"
    DOUBLE = "double"
    BOOLEAN = "bool"
    DATE = "timestamp"
    STRINGS = "list(string)"
    RECORD = "map(string, string)"
    RECORDS = "list(map(string, dyn))"


_STRING_MAP = cel.Type.Map(cel.Type.STRING, cel.Type.STRING)
_TYPES: Mapping[CelType, Any] = {
    CelType.STRING: cel.Type.STRING,
    CelType.INTEGER: cel.Type.INT,
    CelType.DOUBLE: cel.Type.DOUBLE,
    CelType.BOOLEAN: cel.Type.BOOL,
    CelType.DATE: cel.Type.TIMESTAMP,
    CelType.STRINGS: cel.Type.List(cel.Type.STRING),
    CelType.RECORD: _STRING_MAP,
    CelType.RECORDS: cel.Type.List(cel.Type.Map(cel.Type.STRING, cel.Type.DYN)),
}
_PYTHON: Mapping[CelType, type] = {
    CelType.BOOLEAN: bool,
    CelType.INTEGER: int,
    CelType.STRING: str,
    CelType.DATE: datetime,
}


class ExpressionError(TodokeError):
    """An expression cannot be compiled. `requirement` and `arrived` go into a DefinitionError."""

    def __init__(self, requirement: str, arrived: str) -> None:
        super().__init__(f"{requirement} — {arrived}")
        self.requirement = requirement
        self.arrived = arrived


@dataclass(frozen=True, kw_only=True, slots=True)
class Undecided:
    """No result: `missing` is True where a value is not there yet, False where evaluating failed."""

    missing: bool

    def __bool__(self) -> bool:
        raise TypeError("an undecided expression is neither true nor false")


@dataclass(frozen=True, kw_only=True, slots=True)
class Expression:
    """A compiled, type-checked expression. `names` are the variables it reads, cells of a row as `row.x`."""

    source: str
    result: CelType
    names: frozenset[str]
    _compiled: Any = field(repr=False, compare=False)

    def evaluate(self, values: Mapping[str, Any]) -> bool | int | str | datetime | Undecided:
        """The result in the declared type, or Undecided; never anything else."""
        data = {name: values[name] for name in self.names if name in values}
        try:
            outcome = self._compiled.eval(data=data)
            value: Any = outcome.value()
        except (RuntimeError, ValueError, OverflowError):
            # The library ends what runs too long (its budget of iterations) with an exception.
            return Undecided(missing=False)
        if outcome.type() == cel.Type.ERROR or type(value) is not _PYTHON[self.result]:
            return Undecided(missing=str(value).find(_MISSING) >= 0)
        return cast("bool | int | str | datetime", value)

    def holds(self, values: Mapping[str, Any]) -> bool | Undecided:
        """For boolean expressions."""
        value = self.evaluate(values)
        return value if isinstance(value, bool | Undecided) else Undecided(missing=False)


def compile_expression(source: str, types: Mapping[str, CelType], *, result: CelType) -> Expression:
    """Check and compile; ExpressionError says what is wrong in the author's words."""
    _refuse_beyond_budget(source)
    names = (names_in(source) | cells_in(source)) & types.keys()
    return _compile(source, tuple(sorted((name, types[name]) for name in names)), result)


@lru_cache(maxsize=4096)
def _compile(source: str, types: tuple[tuple[str, CelType], ...], result: CelType) -> Expression:
    """The same expression over the same names is compiled once in a process."""
    try:
        compiled = _environment(types).compile(source)
    except (RuntimeError, ValueError, TypeError) as error:
        raise ExpressionError("an expression that compiles", _first_line(error)) from error
    if compiled.return_type() != _TYPES[result]:
        raise ExpressionError(f"an expression that gives {result.value}", compiled.return_type().name())
    names = frozenset(name for name, _ in types)
    return Expression(source=source, result=result, names=names, _compiled=compiled)


@lru_cache(maxsize=1024)
def _environment(types: tuple[tuple[str, CelType], ...]) -> Any:
    return cel.NewEnv(variables={name: _TYPES[kind] for name, kind in types})


def names_in(source: str) -> set[str]:
    """Every bare name in the source, strings left out."""
    return set(_NAMES.findall(_STRINGS.sub("''", source)))


def cells_in(source: str) -> set[str]:
    """The cells of its own row an expression reads: `row.relation`."""
    return {f"row.{cell}" for cell in _CELLS.findall(_STRINGS.sub("''", source))}


def cel_date(day: date) -> datetime:
    """A date as expressions see it."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def in_rows(value: Any) -> Any:
    """The library takes no dates inside lists and maps: there they are text that `timestamp(…)` reads."""
    if isinstance(value, list):
        return [in_rows(one) for one in value]
    if isinstance(value, dict):
        return {key: in_rows(one) for key, one in value.items()}
    return f"{value.date().isoformat()}T00:00:00Z" if isinstance(value, datetime) else value


def _refuse_beyond_budget(source: str) -> None:
    if len(source) > LONGEST_SOURCE:
        raise ExpressionError(f"an expression of {LONGEST_SOURCE} characters or fewer", str(len(source)))
    bare = _STRINGS.sub("''", source)
    loops = len(_LOOPS.findall(bare))
    if loops > MOST_LOOPS:
        raise ExpressionError(f"an expression with {MOST_LOOPS} loops or fewer", str(loops))
    if _nesting(bare) > DEEPEST_NESTING:
        raise ExpressionError(f"brackets nested {DEEPEST_NESTING} deep or less", str(_nesting(bare)))


def _nesting(source: str) -> int:
    depth = deepest = 0
    for character in source:
        depth += (character in "([{") - (character in ")]}")
        deepest = max(deepest, depth)
    return deepest


def _first_line(error: Exception) -> str:
    """The library's message without its banner: "1:3: found no matching overload …"."""
    line = str(error).splitlines()[0]
    return line.split("<input>:", 1)[-1].strip()
