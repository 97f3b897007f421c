"""The expressions of a definition, compiled once: what is asked, demanded, checked, stopped, worked out.

Invariants:
- everything a walk needs lies ready here, in the order of the pages; a walk compiles and copies nothing.
- `RuleErrors` names the place of every mistake, so that the loader can add the line.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from todoke.core.errors import TodokeError
from todoke.core.procedures.computed import Computed, as_read
from todoke.core.procedures.expressions import Expression, Undecided
from todoke.core.procedures.fields.base import Field
from todoke.core.procedures.rows import RowRules

if TYPE_CHECKING:
    from todoke.core.procedures.definition import Check, Step, Stop


@dataclass(frozen=True, kw_only=True, slots=True)
class RuleFault:
    """One mistake of an author; `path` is its place in the file, such as ("steps", 0, "fields", 2)."""

    path: tuple[int | str, ...]
    requirement: str
    arrived: str


class RuleErrors(TodokeError):
    def __init__(self, faults: tuple[RuleFault, ...]) -> None:
        super().__init__("; ".join(f"{fault.requirement} — {fault.arrived}" for fault in faults))
        self.faults = faults


@dataclass(frozen=True, kw_only=True, slots=True)
class ComputedRule:
    """`expression` only where the value is one; `reads` are the names it cannot do without otherwise."""

    computed: Computed
    expression: Expression | None
    reads: tuple[str, ...]

    def put_into(self, values: dict[str, Any]) -> None:
        """Add the value, if what it reads is there."""
        if self.expression is not None:
            found = self.expression.evaluate(values)
            if not isinstance(found, Undecided):
                values[self.computed.id] = found
        elif (way := self.computed.way) and all(name in values for name in self.reads):
            values[self.computed.id] = as_read(way.work_out(values))


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """One field with its conditions; `voluntary` is the same question where nothing demands it.

    `about_sender`: where it holds, what a sign-in proved answers it; None: always.
    """

    field: Field
    voluntary: Field
    when: Expression | None = None
    demanded: Expression | None = None
    rows: RowRules | None = None
    then: tuple[ComputedRule, ...] = ()
    about_sender: Expression | None = None

    def is_about_sender(self, values: Mapping[str, Any]) -> bool:
        """Whether it asks a fact about the person who signs in; where that is undecided, it does not."""
        if self.field.verified is None:
            return False
        return self.about_sender is None or self.about_sender.holds(values) is True

    def asked_as(self, values: Mapping[str, Any]) -> Field | None:
        """The question these answers lead to, None where it is not asked."""
        if self.when is not None and self.when.holds(values) is not True:
            return None
        if self.demanded is not None and self.demanded.holds(values) is not True:
            return self._in_rows(self.voluntary, values)
        return self._in_rows(self.field, values)

    def _in_rows(self, field: Field, values: Mapping[str, Any]) -> Field:
        return self.rows.judging(field, values) if self.rows else field


@dataclass(frozen=True, kw_only=True, slots=True)
class CheckRule:
    check: Check
    expression: Expression
    number: int


@dataclass(frozen=True, kw_only=True, slots=True)
class StopRule:
    stop: Stop
    expression: Expression
    at: str
    number: int


@dataclass(frozen=True, kw_only=True, slots=True)
class StepRules:
    """One page."""

    step: Step
    when: Expression | None
    questions: tuple[Question, ...]
    checks: tuple[CheckRule, ...] = ()
    stops: tuple[StopRule, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Rules:
    """Compiled, in the order of the pages. `first` is worked out before any question."""

    steps: tuple[StepRules, ...]
    first: tuple[ComputedRule, ...] = ()
