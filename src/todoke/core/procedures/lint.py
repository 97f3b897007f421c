"""Advice for authors: what is allowed, but could be said or asked better.

Invariant: a finding never stops loading; what must not be is a DefinitionError.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from todoke.core.cases.acts import Act
from todoke.core.cases.outcomes import OutcomeMeaning
from todoke.core.procedures.definition import Definition
from todoke.core.procedures.examples import run_examples
from todoke.core.procedures.text import PLAIN, Text

MOST_QUESTIONS = 8
LONGEST_LABEL = 40


class Weight(StrEnum):
    """BLOCKS must be mended before publishing; ADVICE may be weighed."""

    BLOCKS = "blocks"
    ADVICE = "advice"


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    weight: Weight
    code: str
    place: str
    sentence: str


def lint(definition: Definition) -> tuple[Finding, ...]:
    rules = (_standard_days, _section, _examples, _languages, _long_pages, _outcomes)
    return tuple(finding for rule in rules for finding in rule(definition))


def _standard_days(definition: Definition) -> Iterator[Finding]:
    if definition.standard_days.value is None:
        sentence = "Set the standard processing days of this municipality before publishing."
        yield _advice("standard-days.open", "standard_days", sentence)


def _section(definition: Definition) -> Iterator[Finding]:
    if not definition.section:
        yield _advice("section.open", "section", "Name the section that handles it before publishing.")


def _examples(definition: Definition) -> Iterator[Finding]:
    if not definition.examples:
        yield _advice("examples.none", "examples", "Add an example: answers and the path they lead to.")
    for result in run_examples(definition):
        for fault in result.faults:
            yield Finding(weight=Weight.BLOCKS, code="examples.fails", place=result.name, sentence=fault)


def _languages(definition: Definition) -> Iterator[Finding]:
    for place, text in _texts(definition):
        if not text.has("en"):
            yield _advice("text.no-english", place, "Add English words (en).")
        if not text.has(PLAIN) and place.startswith(("title", "summary", "field")):
            yield _advice("text.no-plain", place, "Add plain Japanese words (plain).")
        if place.startswith("field") and len(text.ja) > LONGEST_LABEL:
            yield _advice("text.long-label", place, "Make the question shorter; explain in the hint.")


def _long_pages(definition: Definition) -> Iterator[Finding]:
    for step in definition.steps:
        if len(step.fields) > MOST_QUESTIONS:
            sentence = f"Ask {MOST_QUESTIONS} questions or fewer on one page; here are {len(step.fields)}."
            yield _advice("step.long", f"step {step.id}", sentence)


def _outcomes(definition: Definition) -> Iterator[Finding]:
    """A 届出 is done on arrival (行政手続法 37条); everything else may be refused."""
    meanings = {outcome.meaning for outcome in definition.outcomes.values()}
    if definition.act is not Act.NOTIFICATION and OutcomeMeaning.REFUSED not in meanings:
        yield _advice("outcomes.never-refused", "outcomes", "Name the outcome of a refusal.")


def _texts(definition: Definition) -> Iterator[tuple[str, Text]]:
    yield "title", definition.title
    yield "summary", definition.summary
    for step in definition.steps:
        yield f"step {step.id}", step.title
        for field in step.fields:
            yield f"field {field.id}", field.label
    for name, outcome in definition.outcomes.items():
        yield f"outcome {name}", outcome.label


def _advice(code: str, place: str, sentence: str) -> Finding:
    return Finding(weight=Weight.ADVICE, code=code, place=place, sentence=sentence)
