"""From answers to a path, and from a form to answers: plain functions, recomputed every time.

Invariants:
- the path follows from the answers alone; an answer off the path counts for nothing and never leaves.
- an undecided `when` does not ask; an undecided `required_when` does not demand.
- a check that cannot be evaluated although all its answers are there refuses, it never passes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from todoke.core.lexicon.my_number import find_my_numbers
from todoke.core.procedures.definition import Definition, MyNumberUse, Step
from todoke.core.procedures.expressions import Undecided, cel_date
from todoke.core.procedures.fields.base import (
    AnswerContext,
    Field,
    FieldProblems,
    FormInput,
    Json,
    missing,
    unreadable,
)
from todoke.core.procedures.fields.file import FileField
from todoke.core.refusal import N_, Refusal

__all__ = [
    "AnswerContext",
    "Answers",
    "Path",
    "StepOnPath",
    "StepResult",
    "check_all",
    "on_path",
    "read_step",
    "step_of",
    "walk",
]

Answers: TypeAlias = Mapping[str, Json]

_MY_NUMBER = Refusal(
    code="answers.my-number",
    message=N_("This looks like a My Number (個人番号). We do not need it here. Remove the 12 digits."),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class StepOnPath:
    """A page the person is asked; `fields` are its questions, `required` decided by the answers."""

    step: Step
    fields: tuple[Field, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Path:
    steps: tuple[StepOnPath, ...]

    def find(self, step_id: str) -> StepOnPath | None:
        return next((one for one in self.steps if one.step.id == step_id), None)

    def after(self, step_id: str) -> StepOnPath | None:
        """The page after this one, None at the end. A page no longer asked leads to the first one left."""
        ids = [one.step.id for one in self.steps]
        place = ids.index(step_id) + 1 if step_id in ids else 0
        return self.steps[place] if place < len(ids) else None

    def before(self, step_id: str) -> StepOnPath | None:
        ids = [one.step.id for one in self.steps]
        return self.steps[ids.index(step_id) - 1] if step_id in ids[1:] else None

    def fields(self) -> Iterator[Field]:
        return (question for one in self.steps for question in one.fields)


@dataclass(frozen=True, kw_only=True, slots=True)
class StepResult:
    """`answers` are all answers with this step's merged in; `problems` maps input names to refusals."""

    answers: dict[str, Json]
    problems: dict[str, Refusal] = field(default_factory=dict)


def walk(definition: Definition, answers: Answers, context: AnswerContext) -> Path:
    """The pages and questions these answers lead to."""
    values: dict[str, Any] = {"today": cel_date(context.today)}
    steps: list[StepOnPath] = []
    for step in definition.steps:
        if not _asked(definition.rules.steps.get(step.id), values):
            continue
        fields = tuple(_questions(definition, step, answers, values))
        if fields:
            steps.append(StepOnPath(step=step, fields=fields))
    return Path(steps=tuple(steps))


def read_step(
    definition: Definition, step_id: str, *, form: FormInput, answers: Answers, context: AnswerContext
) -> StepResult:
    """Read one page's form. Saves nothing; KeyError for an unknown step."""
    step = definition.step(step_id)
    before = walk(definition, answers, context).find(step_id)
    asked_before = {one.id for one in before.fields} if before else set()
    merged, problems = _parse(step, form, answers, context)
    found = walk(definition, merged, context).find(step_id)
    fields = found.fields if found else ()
    asked = {one.id for one in fields}
    problems = {name: refusal for name, refusal in problems.items() if name.split(".")[0] in asked}
    unread = {name.split(".")[0] for name in problems}
    for question in fields:
        if question.id not in unread:
            problems |= _field_problems(definition, question, merged, context)
            problems = _announce_new(question, question.id in asked_before, problems)
    problems |= _check_problems(definition, step, merged, context)
    return StepResult(answers=merged, problems=_in_order(fields, problems))


def check_all(definition: Definition, answers: Answers, context: AnswerContext) -> dict[str, Refusal]:
    """Everything that keeps these answers from being sent, by input name, in the order of the form."""
    found: dict[str, Refusal] = {}
    for one in walk(definition, answers, context).steps:
        problems: dict[str, Refusal] = {}
        for question in one.fields:
            problems |= _field_problems(definition, question, answers, context)
        problems |= _check_problems(definition, one.step, answers, context)
        found |= _in_order(one.fields, problems)
    return found


def on_path(definition: Definition, answers: Answers, context: AnswerContext) -> dict[str, Json]:
    """The answers that count, in the order of the form."""
    asked = walk(definition, answers, context).fields()
    return {one.id: answers[one.id] for one in asked if answers.get(one.id) is not None}


def step_of(definition: Definition, input_name: str) -> str:
    """The page that holds an input ("birth.year", "household.2.name"); KeyError for an unknown one."""
    id = input_name.split(".")[0]
    for step in definition.steps:
        if any(question.id == id for question in step.fields):
            return step.id
    raise KeyError(input_name)


def _questions(
    definition: Definition, step: Step, answers: Answers, values: dict[str, Any]
) -> Iterator[Field]:
    """The questions asked on a page; `values` grows by the answers that count."""
    for question in step.fields:
        if not _asked(definition.rules.fields.get(question.id), values):
            continue
        demanded = definition.rules.required.get(question.id)
        if demanded is not None:
            question = question.model_copy(update={"required": demanded.holds(values) is True})
        yield question
        value = answers.get(question.id)
        if value is not None and question.has_shape(value):
            values[question.id] = question.cel_value(value)


def _asked(when: Any, values: Mapping[str, Any]) -> bool:
    return when is None or when.holds(values) is True


def _parse(
    step: Step, form: FormInput, answers: Answers, context: AnswerContext
) -> tuple[dict[str, Json], dict[str, Refusal]]:
    """Every question of the page, asked or not: what its answers lead to is decided afterwards."""
    merged = dict(answers)
    problems: dict[str, Refusal] = {}
    for question in step.fields:
        if isinstance(question, FileField):
            continue
        merged.pop(question.id, None)
        try:
            value = question.parse(form, question.id)
        except FieldProblems as error:
            problems |= error.problems
        else:
            if value is not None:
                merged[question.id] = question.complete(value, context)
    return merged, problems


def _field_problems(
    definition: Definition, question: Field, answers: Answers, context: AnswerContext
) -> dict[str, Refusal]:
    value = answers.get(question.id)
    if value is None:
        first = question.first_input(question.id)
        return {first: missing(question.label)} if question.required else {}
    if not question.has_shape(value):
        return {question.first_input(question.id): unreadable(question.label)}
    found = question.problems(value, question.id, context)
    if definition.my_number is MyNumberUse.NONE:
        for name, text in question.free_texts(value, question.id).items():
            found |= {name: _MY_NUMBER} if find_my_numbers(text) else {}
    return found


def _announce_new(question: Field, was_asked: bool, problems: dict[str, Refusal]) -> dict[str, Refusal]:
    """A question that only this page's answers opened is not a mistake of the person."""
    first = question.first_input(question.id)
    known = problems.get(first)
    if was_asked or known is None or known.code != "field.missing":
        return problems
    new = Refusal(
        code="answers.now-asked",
        message=N_("Your answer leads to one more question: “%(label)s”."),
        params={"label": question.label},
    )
    return problems | {first: new}


def _check_problems(
    definition: Definition, step: Step, answers: Answers, context: AnswerContext
) -> dict[str, Refusal]:
    compiled = definition.rules.checks.get(step.id, ())
    if not compiled:
        return {}
    values = _values_on_path(definition, answers, context)
    found: dict[str, Refusal] = {}
    for number, (check, expression) in enumerate(zip(step.checks, compiled, strict=True)):
        verdict = expression.holds(values)
        if verdict is True or (isinstance(verdict, Undecided) and verdict.missing):
            continue
        refusal = Refusal(
            code=f"answers.check.{step.id}.{number}", message="%(text)s", params={"text": check.message}
        )
        found.setdefault(definition.field(check.at).first_input(check.at), refusal)
    return found


def _values_on_path(definition: Definition, answers: Answers, context: AnswerContext) -> dict[str, Any]:
    values: dict[str, Any] = {"today": cel_date(context.today)}
    for question in walk(definition, answers, context).fields():
        value = answers.get(question.id)
        if value is not None and question.has_shape(value):
            values[question.id] = question.cel_value(value)
    return values


def _in_order(fields: tuple[Field, ...], problems: dict[str, Refusal]) -> dict[str, Refusal]:
    """Problems as the person meets them on the page."""
    places = {question.id: place for place, question in enumerate(fields)}
    names = sorted(problems, key=lambda name: places.get(name.split(".")[0], len(places)))
    return {name: problems[name] for name in names}
