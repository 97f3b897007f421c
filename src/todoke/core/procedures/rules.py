"""The expressions of a definition, compiled once: when a step or field is asked, and its checks.

Invariants:
- an expression sees only the questions before it (a check: also those of its own step).
- `RuleErrors` names step, field and key, so that the loader can add the line.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from todoke.core.errors import TodokeError
from todoke.core.procedures.expressions import (
    KEYWORDS,
    RESERVED,
    CelType,
    Expression,
    ExpressionError,
    compile_expression,
)
from todoke.core.procedures.fields.base import Field


class CheckLike(Protocol):
    @property
    def rule(self) -> str: ...
    @property
    def at(self) -> str: ...


class StepLike(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def when(self) -> str | None: ...
    @property
    def fields(self) -> tuple[Field, ...]: ...
    @property
    def checks(self) -> tuple[CheckLike, ...]: ...


@dataclass(frozen=True, kw_only=True, slots=True)
class RuleFault:
    """One mistake of an author; `path` is its place below `steps`, such as (0, "fields", 2, "when")."""

    path: tuple[int | str, ...]
    step: str
    field: str | None
    requirement: str
    arrived: str


class RuleErrors(TodokeError):
    def __init__(self, faults: tuple[RuleFault, ...]) -> None:
        super().__init__("; ".join(f"{fault.requirement} — {fault.arrived}" for fault in faults))
        self.faults = faults


@dataclass(frozen=True, kw_only=True, slots=True)
class Rules:
    """Compiled: by step id, by field id, and the checks of each step in order."""

    steps: Mapping[str, Expression]
    fields: Mapping[str, Expression]
    required: Mapping[str, Expression]
    checks: Mapping[str, tuple[Expression, ...]]


@dataclass(kw_only=True, slots=True)
class _Compiler:
    types: dict[str, CelType] = field(default_factory=lambda: {"today": CelType.DATE})
    later: dict[str, CelType] = field(default_factory=dict)
    faults: list[RuleFault] = field(default_factory=list)
    seen_steps: set[str] = field(default_factory=set)

    def expression(
        self, source: str, path: tuple[int | str, ...], *, step: str, at: str | None
    ) -> Expression | None:
        try:
            return compile_expression(source, self.types, result=CelType.BOOLEAN)
        except ExpressionError as error:
            requirement, arrived = self._explain(source, error)
            self.fault(path, (step, at), requirement, arrived)
            return None

    def _explain(self, source: str, error: ExpressionError) -> tuple[str, str]:
        """An expression that would compile with later questions looks ahead: say that instead."""
        try:
            compile_expression(source, {**self.later, **self.types}, result=CelType.BOOLEAN)
        except ExpressionError:
            return error.requirement, error.arrived
        return "an expression over questions asked before it", source

    def fault(
        self, path: tuple[int | str, ...], place: tuple[str, str | None], requirement: str, arrived: str
    ) -> None:
        step, at = place
        self.faults.append(
            RuleFault(path=path, step=step, field=at, requirement=requirement, arrived=arrived)
        )

    def declare(self, question: Field, path: tuple[int | str, ...], *, step: str) -> None:
        place = (step, question.id)
        if question.id in RESERVED | KEYWORDS:
            self.fault((*path, "field"), place, "an id that expressions do not reserve", question.id)
            return
        if question.id in self.types:
            self.fault((*path, "field"), place, "an id used once in the definition", question.id)
        self.types[question.id] = question.cel_type


def compile_rules(steps: Iterable[StepLike]) -> Rules:
    """RuleErrors with everything that is wrong, in the order of the file."""
    pages = tuple(steps)
    compiler = _Compiler(later={one.id: one.cel_type for page in pages for one in page.fields})
    rules = Rules(steps={}, fields={}, required={}, checks={})
    for number, page in enumerate(pages):
        if page.id in compiler.seen_steps:
            place = (page.id, None)
            compiler.fault((number, "step"), place, "a step id used once in the definition", page.id)
        compiler.seen_steps.add(page.id)
        _compile_step(compiler, page, number, rules)
    if compiler.faults:
        raise RuleErrors(tuple(compiler.faults))
    return rules


def _compile_step(compiler: _Compiler, page: StepLike, number: int, rules: Rules) -> None:
    if page.when:
        found = compiler.expression(page.when, (number, "when"), step=page.id, at=None)
        _keep(rules.steps, page.id, found)
    for place, question in enumerate(page.fields):
        path = (number, "fields", place)
        for key, kept in (("when", rules.fields), ("required_when", rules.required)):
            source = getattr(question, key)
            if source:
                found = compiler.expression(source, (*path, key), step=page.id, at=question.id)
                _keep(kept, question.id, found)
        compiler.declare(question, path, step=page.id)
    _compile_checks(compiler, page, number, rules)


def _compile_checks(compiler: _Compiler, page: StepLike, number: int, rules: Rules) -> None:
    compiled: list[Expression] = []
    for place, check in enumerate(page.checks):
        path = (number, "checks", place)
        if check.at not in {question.id for question in page.fields}:
            compiler.fault((*path, "at"), (page.id, None), "a field of this step", check.at)
        found = compiler.expression(check.rule, (*path, "rule"), step=page.id, at=check.at)
        compiled += [found] if found else []
    if compiled:
        assert isinstance(rules.checks, dict)
        rules.checks[page.id] = tuple(compiled)


def _keep(kept: Mapping[str, Expression], key: str, found: Expression | None) -> None:
    assert isinstance(kept, dict)
    if found:
        kept[key] = found
