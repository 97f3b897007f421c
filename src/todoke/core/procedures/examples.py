"""The examples of a definition, run: its own tests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from todoke.core.lexicon.address import PostcodeLookup
from todoke.core.procedures.answers import check_all, walk
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
    return tuple(_run(definition, example, postcodes) for example in definition.examples)


def _run(definition: Definition, example: Example, postcodes: PostcodeLookup | None) -> ExampleResult:
    context = AnswerContext(today=date.fromisoformat(example.today), postcodes=postcodes)
    known = {field.id for field in definition.fields}
    faults = [f"unknown answer {id}" for id in example.answers if id not in known]
    path = tuple(one.step.id for one in walk(definition, example.answers, context).steps)
    if example.path is not None and path != example.path:
        faults.append(f"path is {', '.join(path)}")
    if example.problems is not None:
        found = check_all(definition, example.answers, context)
        faults += [f"unexpected problem at {name}" for name in found if name not in example.problems]
        faults += [f"no problem at {name}" for name in example.problems if name not in found]
    return ExampleResult(name=example.name, faults=tuple(faults))
