"""Conditions that decide nothing, found by trying every answer they can meet.

Invariants:
- only what was tried with all answers that matter is reported; anything else stays silent.
- a condition is tried under what is certain where it stands: its page is asked, no earlier stop holds.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from todoke.core.procedures.computed import Result
from todoke.core.procedures.definition import Definition
from todoke.core.procedures.expressions import Expression
from todoke.core.procedures.fields.base import Field
from todoke.core.procedures.fields.choice import ChoiceField
from todoke.core.procedures.fields.declaration import DeclarationField
from todoke.core.procedures.fields.integer import IntegerField
from todoke.core.procedures.fields.yen import YenField
from todoke.core.procedures.fields.yes_no import YesNoField
from todoke.core.procedures.findings import Finding, Weight
from todoke.core.procedures.rules import Question, StepRules
from todoke.core.refusal import N_

MOST_TRIES = 512
_NUMBER = re.compile(r"(?<![\w.])[0-9]{1,12}(?![\w.])")
_STRINGS = re.compile(r"'[^']*'|\"[^\"]*\"")


@dataclass(frozen=True, kw_only=True, slots=True)
class _Certain:
    """What holds where a condition stands: `true` these hold, `false` these do not."""

    true: tuple[Expression, ...] = ()
    false: tuple[Expression, ...] = ()

    def allows(self, values: Mapping[str, Any]) -> bool:
        return all(one.holds(values) is True for one in self.true) and not any(
            one.holds(values) is True for one in self.false
        )


@dataclass(kw_only=True, slots=True)
class _Trial:
    """The answers each name can have; None where they cannot be listed."""

    fields: dict[str, Field] = field(default_factory=dict)
    results: dict[str, Result] = field(default_factory=dict)

    def outcomes(self, expression: Expression, certain: _Certain) -> set[bool]:
        """What the condition gives over all answers; empty where that cannot be said."""
        known = (*certain.true, *certain.false)
        related = [one for one in known if one.names & expression.names]
        names = sorted(expression.names.union(*(one.names for one in related)))
        sources = (expression, *related)
        domains = [self._domain(name, sources) for name in names]
        if not names or any(domain is None for domain in domains):
            return set()
        listed = [domain or () for domain in domains]
        tries = 1
        for domain in listed:
            tries *= len(domain)
        if tries > MOST_TRIES:
            return set()
        within = _Certain(
            true=tuple(one for one in certain.true if one in related),
            false=tuple(one for one in certain.false if one in related),
        )
        combinations = (dict(zip(names, values, strict=True)) for values in itertools.product(*listed))
        return {expression.holds(values) is True for values in combinations if within.allows(values)}

    def _domain(self, name: str, sources: tuple[Expression, ...]) -> tuple[Any, ...] | None:
        asked = self.fields.get(name)
        if isinstance(asked, ChoiceField):
            return tuple(option.value for option in asked.options)
        if isinstance(asked, YesNoField) or self.results.get(name) is Result.BOOLEAN:
            return (True, False)
        if isinstance(asked, DeclarationField):
            return (True,)
        if isinstance(asked, IntegerField | YenField):
            return _numbers(name, sources, least=asked.min, most=asked.max)
        return (
            _numbers(name, sources, least=None, most=None)
            if self.results.get(name) is Result.INTEGER
            else None
        )


def _numbers(
    name: str, sources: tuple[Expression, ...], *, least: int | None, most: int | None
) -> tuple[int, ...] | None:
    """The numbers an expression compares with and their neighbours; None where it names none."""
    written = " ".join(_STRINGS.sub("", one.source) for one in sources if name in one.names)
    literals = {int(text) for text in _NUMBER.findall(written)}
    if not literals:
        return None
    near = {number + step for number in literals for step in (-1, 0, 1)} | {least, most} - {None}
    kept = {
        number
        for number in near
        if number is not None and (least is None or number >= least) and (most is None or number <= most)
    }
    return tuple(sorted(kept))


def conditions(definition: Definition) -> Iterator[Finding]:
    """Unreachable pages, questions nobody is asked, conditions and checks that decide nothing."""
    results = {one.id: one.result or Result.INTEGER for one in definition.computed}
    trial = _Trial(fields={one.id: one for one in definition.fields}, results=results)
    passed: tuple[Expression, ...] = ()
    for page in definition.rules.steps:
        certain = _Certain(false=passed)
        if page.when is not None:
            found = trial.outcomes(page.when, certain)
            if found == {False}:
                yield _unreachable(page)
                continue
            if found == {True}:
                yield _always(f"step {page.step.id}", page.when)
        on_page = _Certain(true=(page.when,) if page.when else (), false=passed)
        for question in page.questions:
            yield from _question(trial, question, certain=on_page)
        yield from _ends(trial, page, certain=on_page)
        passed = (*passed, *(rule.expression for rule in page.stops))


def _question(trial: _Trial, question: Question, *, certain: _Certain) -> Iterator[Finding]:
    place = f"field {question.field.id}"
    yield from _condition(trial, question.when, certain=certain, place=place)
    if question.demanded is not None:
        yield from _demand(trial, question.demanded, certain=certain, place=place)
    for cell in question.rows.cells if question.rows else ():
        row = {f"row.{one.field.id}": one.field for one in question.rows.cells} if question.rows else {}
        inside = _Trial(fields=trial.fields | row, results=trial.results)
        where = f"field {question.field.id}.{cell.field.id}"
        yield from _condition(inside, cell.when, certain=certain, place=where)
        if cell.demanded is not None:
            yield from _demand(inside, cell.demanded, certain=certain, place=where)


def _condition(trial: _Trial, when: Expression | None, *, certain: _Certain, place: str) -> Iterator[Finding]:
    found = trial.outcomes(when, certain) if when else set()
    if when is not None and found == {True}:
        yield _always(place, when)
    elif when is not None and found == {False}:
        yield Finding(
            weight=Weight.BLOCKS,
            code="field.never-asked",
            place=place,
            message=N_("Mend the condition “%(rule)s”, or take the question out."),
            why=N_("No answers lead to this question."),
            params={"rule": when.source},
        )


def _demand(trial: _Trial, demanded: Expression, *, certain: _Certain, place: str) -> Iterator[Finding]:
    found = trial.outcomes(demanded, certain)
    if len(found) == 1:
        yield Finding(
            code="required.always-same",
            place=place,
            message=N_("Write required: %(value)s instead of the condition “%(rule)s”."),
            why=N_("The condition gives the same for all answers."),
            params={"value": str(found.pop()).lower(), "rule": demanded.source},
        )


def _ends(trial: _Trial, page: StepRules, *, certain: _Certain) -> Iterator[Finding]:
    for rule in page.checks:
        found = trial.outcomes(rule.expression, certain)
        if len(found) == 1:
            passes = found.pop()
            yield Finding(
                weight=Weight.ADVICE if passes else Weight.BLOCKS,
                code="check.always-passes" if passes else "check.never-passes",
                place=f"step {page.step.id}",
                message=N_("Mend the check “%(rule)s”, or take it out."),
                why=N_("All answers pass it.") if passes else N_("No answers pass it, so nobody can go on."),
                params={"rule": rule.check.rule},
            )
    for stop in page.stops:
        found = trial.outcomes(stop.expression, certain)
        if len(found) == 1:
            stops = found.pop()
            yield Finding(
                weight=Weight.BLOCKS if stops else Weight.ADVICE,
                code="stop.always" if stops else "stop.never",
                place=f"step {page.step.id}",
                message=N_("Mend the stop “%(rule)s”, or take it out."),
                why=N_("Everybody is stopped here.") if stops else N_("Nobody is ever stopped here."),
                params={"rule": stop.stop.when},
            )


def _unreachable(page: StepRules) -> Finding:
    return Finding(
        weight=Weight.BLOCKS,
        code="step.unreachable",
        place=f"step {page.step.id}",
        message=N_("Mend the condition “%(rule)s”, or take the page out."),
        why=N_("No answers lead to this page."),
        params={"rule": page.when.source if page.when else ""},
    )


def _always(place: str, when: Expression) -> Finding:
    return Finding(
        code="condition.always",
        place=place,
        message=N_("Take out the condition “%(rule)s”, or mend it."),
        why=N_("It holds for all answers that lead here, so it decides nothing."),
        params={"rule": when.source},
    )
