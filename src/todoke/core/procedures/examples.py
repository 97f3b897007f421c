"""The examples of a definition, run: its own tests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from todoke.core.lexicon.address import PostcodeLookup
from todoke.core.procedures.answers import Path, problems_on, walk
from todoke.core.procedures.definition import Definition, Example
from todoke.core.procedures.fields.base import AnswerContext


@dataclass(frozen=True, kw_only=True, slots=True)
class ExampleResult:
    """`faults` says what came out differently, in words; empty means that the example holds."""

    name: str
    faults: tuple[str, ...]

    @property
    def holds(self) -> bool:
        return not self.faults


def run_examples(
    definition: Definition, *, postcodes: PostcodeLookup | None = None
) -> tuple[ExampleResult, ...]:
    return tuple(_run(definition, example, postcodes=postcodes) for example in definition.examples)


def _run(definition: Definition, example: Example, *, postcodes: PostcodeLookup | None) -> ExampleResult:
    context = AnswerContext(today=date.fromisoformat(example.today), postcodes=postcodes)
    known = {field.id for field in definition.fields}
    faults = [f"unknown answer {id}" for id in example.answers if id not in known]
    path = walk(definition, example.answers, context)
    steps = tuple(one.step.id for one in path.steps)
    if example.path is not None and steps != example.path:
        faults.append(f"path is {', '.join(steps)}")
    faults += _other_end(path, example)
    faults += _other_values(path, example)
    if example.problems is not None and not _asks_only_for_the_stop(example):
        problems = problems_on(definition, path, example.answers, context)
        found = [name for name, one in problems.items() if not one.code.startswith("answers.stopped.")]
        faults += [f"unexpected problem at {name}" for name in found if name not in example.problems]
        faults += [f"no problem at {name}" for name in example.problems if name not in found]
    return ExampleResult(name=example.name, faults=tuple(faults))


def _asks_only_for_the_stop(example: Example) -> bool:
    return example.stopped is not None and "problems" not in example.model_fields_set


def _other_end(path: Path, example: Example) -> list[str]:
    found = path.stopped.step.id if path.stopped else None
    if found == example.stopped:
        return []
    return [f"stopped at {found}" if found else f"not stopped at {example.stopped}"]


def _other_values(path: Path, example: Example) -> list[str]:
    faults: list[str] = []
    for name, expected in example.computed.items():
        value = path.computed.get(name)
        found = value.isoformat() if isinstance(value, date) else value
        if found != expected or type(found) is not type(expected):
            faults.append(f"{name} is {'undecided' if found is None else found}")
    return faults
