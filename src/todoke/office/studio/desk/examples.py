"""Examples: run them, and keep what was typed into the preview as one.

Invariant: what an example expects is what the form does now; its author decides that this is right.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from todoke.core.errors import Refused
from todoke.core.procedures.answers import problems_on, walk
from todoke.core.procedures.definition import Definition
from todoke.core.procedures.editing import insert
from todoke.core.procedures.examples import ExampleResult, run_examples
from todoke.core.refusal import N_, Refusal
from todoke.office.studio.desk.previewing import context
from todoke.office.studio.places import place_words
from todoke.web.postcodes import lookup

LONGEST_NAME = 120


@dataclass(frozen=True, kw_only=True, slots=True)
class Ending:
    """How an example ends, for its list; `problems` are the questions in their author's words."""

    result: ExampleResult
    problems: tuple[str, ...]
    stopped: str | None


def run(definition: Definition) -> list[Ending]:
    results = run_examples(definition, postcodes=lookup())
    named = place_words(definition)
    return [
        Ending(
            result=result,
            problems=tuple(dict.fromkeys(named(f"field {one}") for one in example.problems or ())),
            stopped=example.stopped,
        )
        for result, example in zip(results, definition.examples, strict=True)
    ]


def with_example(text: str, name: str, *, definition: Definition, answers: Mapping[str, Any]) -> str:
    """The text with one more example. Refused without a name of its own or without answers."""
    name = name.strip()[:LONGEST_NAME]
    if not name:
        raise Refused(_unnamed())
    if name in {one.name for one in definition.examples}:
        raise Refused(_taken(name))
    if not answers:
        raise Refused(_empty())
    return insert(text, ("examples", len(definition.examples)), example_of(definition, name, answers=answers))


def example_of(definition: Definition, name: str, *, answers: Mapping[str, Any]) -> dict[str, Any]:
    """With what follows from the answers: path, problems or the stop, values worked out."""
    now = context()
    path = walk(definition, answers, now)
    problems = problems_on(definition, path, answers, now)
    known = {field.id for field in definition.fields}
    example: dict[str, Any] = {
        "name": name,
        "today": now.today.isoformat(),
        "answers": {id: value for id, value in answers.items() if id in known},
        "path": [one.step.id for one in path.steps],
    }
    if path.computed:
        example["computed"] = {id: _plain(value) for id, value in path.computed.items()}
    if path.stopped:
        return example | {"problems": None, "stopped": path.stopped.step.id}
    if problems:
        example["problems"] = list(problems)
    return example


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _unnamed() -> Refusal:
    return Refusal(
        code="studio.example.unnamed",
        message=N_("Give the example a name: who applies, and what is special about it."),
    )


def _taken(name: str) -> Refusal:
    return Refusal(
        code="studio.example.taken",
        message=N_("There is an example “%(name)s” already. Give this one another name."),
        params={"name": name},
    )


def _empty() -> Refusal:
    return Refusal(
        code="studio.example.empty",
        message=N_("Nothing has been typed into the preview yet. Fill it in, then keep it as an example."),
    )
