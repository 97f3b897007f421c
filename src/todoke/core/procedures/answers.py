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
from todoke.core.procedures.computed import as_answered
from todoke.core.procedures.definition import Definition, Step, Stop
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
from todoke.core.procedures.fields.group import GroupField
from todoke.core.procedures.rules import Question, Rules, StepRules, StopRule
from todoke.core.refusal import N_, Refusal

__all__ = [
    "AnswerContext",
    "Answers",
    "Path",
    "StepOnPath",
    "StepResult",
    "Stopped",
    "check_all",
    "computed_shown",
    "on_path",
    "problems_on",
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
class Stopped:
    """The person cannot go on from `step`: `stop` says why and where to go instead."""

    step: Step
    stop: Stop
    input: str
    """The input that leads here, for a link back to it."""
    code: str

    @property
    def refusal(self) -> Refusal:
        return Refusal(code=self.code, message="%(text)s", params={"text": self.stop.message})


@dataclass(frozen=True, kw_only=True, slots=True)
class Path:
    """The pages in order; the last one where a stop holds. `computed` are the values decided so far."""

    steps: tuple[StepOnPath, ...]
    computed: Mapping[str, Any] = field(default_factory=dict)
    stopped: Stopped | None = None
    values: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)
    """The answers that count, as expressions see them."""

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
    """`answers` are all answers with this step's merged in; `problems` maps input names to refusals.

    `raw` is what the page shows again: as typed, rows numbered as kept, and no My Number in clear.
    Where `stopped` is set the person is shown why; the same refusal is then among the problems.
    """

    answers: dict[str, Json]
    problems: dict[str, Refusal] = field(default_factory=dict)
    stopped: Stopped | None = None
    raw: dict[str, list[str]] = field(default_factory=dict, repr=False)


class _Walk:
    """One way through the pages: `values` grow by the answers that count, page by page."""

    __slots__ = ("answers", "context", "rules", "stopped", "values")

    def __init__(self, rules: Rules, answers: Answers, context: AnswerContext) -> None:
        self.rules, self.answers, self.context = rules, answers, context
        self.values: dict[str, Any] = {"today": cel_date(context.today)}
        self.stopped: Stopped | None = None
        for computed in rules.first:
            computed.put_into(self.values)

    def visit(self, page: StepRules) -> StepOnPath | None:
        """The page with its questions, None where it is not asked."""
        if page.when is not None and page.when.holds(self.values) is not True:
            for question in page.questions:
                self._compute(question)
            return None
        fields = [asked for question in page.questions if (asked := self._ask(question)) is not None]
        if not fields:
            return None
        self.stopped = next((_stopped(page, stop) for stop in page.stops if self._holds(stop)), None)
        return StepOnPath(step=page.step, fields=tuple(fields))

    def _ask(self, question: Question) -> Field | None:
        asked = question.asked_as(self.values)
        if asked is not None:
            self._count(asked)
        self._compute(question)
        return asked

    def _count(self, asked: Field) -> None:
        value = self.answers.get(asked.id)
        if value is not None and asked.has_shape(value):
            self.values[asked.id] = asked.cel_value(value)

    def _compute(self, question: Question) -> None:
        for computed in question.then:
            computed.put_into(self.values)

    def _holds(self, stop: StopRule) -> bool:
        return stop.expression.holds(self.values) is True


class _Reading(_Walk):
    """One page with a form: each question is read before the next one is decided."""

    __slots__ = ("form", "merged", "problems")

    def __init__(self, way: _Walk, form: FormInput) -> None:
        self.rules, self.context, self.stopped = way.rules, way.context, way.stopped
        self.values, self.form = dict(way.values), form
        self.answers = self.merged = dict(way.answers)
        self.problems: dict[str, Refusal] = {}

    def _ask(self, question: Question) -> Field | None:
        """Asked or not, it is read: what its answer leads to may be asked again."""
        asked = question.asked_as(self.values)
        if not isinstance(question.field, FileField):
            self._parse(asked or question.field)
        if asked is not None:
            self._count(asked)
        self._compute(question)
        return asked

    def _parse(self, question: Field) -> None:
        self.merged.pop(question.id, None)
        try:
            value = question.parse(self.form, question.id)
            if value is not None:
                self.merged[question.id] = question.complete(value, self.context)
        except FieldProblems as error:
            self.problems |= error.problems


def walk(definition: Definition, answers: Answers, context: AnswerContext) -> Path:
    """The pages and questions these answers lead to."""
    way = _Walk(definition.rules, answers, context)
    steps: list[StepOnPath] = []
    for page in way.rules.steps:
        found = way.visit(page)
        steps += [found] if found else []
        if way.stopped:
            break
    values = way.values
    computed = {one.id: as_answered(values[one.id]) for one in definition.computed if one.id in values}
    return Path(steps=tuple(steps), computed=computed, stopped=way.stopped, values=values)


def computed_shown(definition: Definition, path: Path, language: str) -> tuple[tuple[str, str], ...]:
    """Label and words of every computed value the check page shows."""
    return tuple(
        (one.label.say(language), one.show(path.computed[one.id], language))
        for one in definition.computed
        if one.shown and one.id in path.computed
    )


def read_step(
    definition: Definition, step_id: str, *, form: FormInput, answers: Answers, context: AnswerContext
) -> StepResult:
    """Read one page's form. Saves nothing; KeyError for an unknown step."""
    way, page = _way_to(definition.rules, step_id, answers=answers, context=context)
    raw = _sealed(page.step, form, context=context)
    reading = _Reading(way, raw)
    if way.stopped or (found := reading.visit(page)) is None:
        return StepResult(answers=dict(answers), raw=raw)
    before = way.visit(page)
    asked_before = {one.id for one in before.fields} if before else set()
    asked = {one.id for one in found.fields}
    problems = {name: refusal for name, refusal in reading.problems.items() if _id_of(name) in asked}
    unread = {_id_of(name) for name in problems}
    for question in found.fields:
        if question.id not in unread:
            problems |= _field_problems(question, reading.merged, context=context)
            problems = _announce_new(question, question.id in asked_before, problems=problems)
    problems |= _check_problems(definition, page, values=reading.values)
    problems |= _stop_problem(reading.stopped)
    return StepResult(
        answers=reading.merged,
        problems=_in_order(found.fields, problems),
        stopped=reading.stopped,
        raw=_shown_again(found, raw, answers=reading.merged, unread=unread),
    )


def check_all(definition: Definition, answers: Answers, context: AnswerContext) -> dict[str, Refusal]:
    """Everything that keeps these answers from being sent, by input name, in the order of the form."""
    return problems_on(definition, walk(definition, answers, context), answers, context)


def problems_on(
    definition: Definition, path: Path, answers: Answers, context: AnswerContext
) -> dict[str, Refusal]:
    """As `check_all`, for who has walked already."""
    found: dict[str, Refusal] = {}
    pages = {page.step.id: page for page in definition.rules.steps}
    for one in path.steps:
        problems: dict[str, Refusal] = {}
        for question in one.fields:
            problems |= _field_problems(question, answers, context=context)
        problems |= _check_problems(definition, pages[one.step.id], values=path.values)
        if path.stopped and path.stopped.step is one.step:
            problems |= _stop_problem(path.stopped)
        found |= _in_order(one.fields, problems)
    return found


def on_path(definition: Definition, answers: Answers, context: AnswerContext) -> dict[str, Json]:
    """The answers that count, in the order of the form."""
    counted: dict[str, Json] = {}
    for one in walk(definition, answers, context).fields():
        value = answers.get(one.id)
        if isinstance(one, GroupField) and value is not None and one.has_shape(value):
            value = one.counted(value) or None
        if value is not None:
            counted[one.id] = value
    return counted


def step_of(definition: Definition, input_name: str) -> str:
    """The page that holds an input ("birth.year", "household.2.name"); KeyError for an unknown one."""
    id = _id_of(input_name)
    for step in definition.steps:
        if any(question.id == id for question in step.fields):
            return step.id
    raise KeyError(input_name)


def _id_of(input_name: str) -> str:
    return input_name.partition(".")[0]


def _way_to(
    rules: Rules, step_id: str, *, answers: Answers, context: AnswerContext
) -> tuple[_Walk, StepRules]:
    way = _Walk(rules, answers, context)
    for page in rules.steps:
        if page.step.id == step_id:
            return way, page
        if not way.stopped:
            way.visit(page)
    raise KeyError(step_id)


def _stopped(page: StepRules, stop: StopRule) -> Stopped:
    first = next(one.field for one in page.questions if one.field.id == stop.at).first_input(stop.at)
    code = f"answers.stopped.{page.step.id}.{stop.number}"
    return Stopped(step=page.step, stop=stop.stop, input=first, code=code)


def _stop_problem(stopped: Stopped | None) -> dict[str, Refusal]:
    """A stop outweighs whatever else is wrong with its question."""
    return {stopped.input: stopped.refusal} if stopped else {}


def _sealed(step: Step, form: FormInput, *, context: AnswerContext) -> dict[str, list[str]]:
    """The form as everything else may see it: numbers to be sealed are sealed before anything is read."""
    raw = {name: list(values) for name, values in form.items()}
    for question in step.fields:
        raw |= question.sealed_inputs(form, question.id, context)
    return raw


def _shown_again(
    page: StepOnPath, raw: dict[str, list[str]], *, answers: Answers, unread: set[str]
) -> dict[str, list[str]]:
    """Rows as they were kept, so that a problem's number and the row shown are the same one."""
    shown = raw
    for question in page.fields:
        if not isinstance(question, GroupField) or question.id in unread:
            continue
        kept = answers.get(question.id)
        shown = {name: values for name, values in shown.items() if _id_of(name) != question.id}
        shown |= question.inputs(kept, question.id) if kept is not None else {}
    return shown


def _field_problems(question: Field, answers: Answers, *, context: AnswerContext) -> dict[str, Refusal]:
    value = answers.get(question.id)
    if value is None:
        first = question.first_input(question.id)
        return {first: missing(question.label)} if question.required else {}
    if not question.has_shape(value):
        return {question.first_input(question.id): unreadable(question.label)}
    found = question.problems(value, question.id, context)
    for name, text in question.free_texts(value, question.id).items():
        found |= {name: _MY_NUMBER} if find_my_numbers(text) else {}
    return found


def _announce_new(question: Field, was_asked: bool, *, problems: dict[str, Refusal]) -> dict[str, Refusal]:
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
    definition: Definition, page: StepRules, *, values: Mapping[str, Any]
) -> dict[str, Refusal]:
    found: dict[str, Refusal] = {}
    for rule in page.checks:
        verdict = rule.expression.holds(values)
        if verdict is True or (isinstance(verdict, Undecided) and verdict.missing):
            continue
        refusal = Refusal(
            code=f"answers.check.{page.step.id}.{rule.number}",
            message="%(text)s",
            params={"text": rule.check.message},
        )
        at = rule.check.at
        found.setdefault(definition.field(at).first_input(at), refusal)
    return found


def _in_order(fields: tuple[Field, ...], problems: dict[str, Refusal]) -> dict[str, Refusal]:
    """Problems as the person meets them on the page."""
    places = {question.id: place for place, question in enumerate(fields)}
    names = sorted(problems, key=lambda name: places.get(_id_of(name), len(places)))
    return {name: problems[name] for name in names}
