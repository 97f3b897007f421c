"""Advice for authors: what is allowed, but could be said or asked better.

Invariant: a finding never stops loading; what must not be is a DefinitionError.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from todoke.core.cases.acts import Act
from todoke.core.cases.outcomes import OutcomeMeaning
from todoke.core.lexicon.address import PostcodeLookup
from todoke.core.procedures.definition import Definition, Example, MyNumberUse
from todoke.core.procedures.examples import run_examples
from todoke.core.procedures.expressions import Expression
from todoke.core.procedures.fields.base import Field
from todoke.core.procedures.fields.facility_ranking import FacilityRankingField
from todoke.core.procedures.fields.file import FileField
from todoke.core.procedures.fields.group import GroupField
from todoke.core.procedures.fields.my_number import MyNumberField
from todoke.core.procedures.findings import Finding, Weight
from todoke.core.procedures.lint_conditions import conditions
from todoke.core.procedures.lint_identity import identity
from todoke.core.procedures.lint_words import words
from todoke.core.refusal import N_

__all__ = ["SCHOOL_GRADE", "Finding", "Weight", "lint"]

MOST_QUESTIONS = 8
SCHOOL_GRADE = 6
"""Kanji of later grades need their reading in plain Japanese."""
_ARTICLE = re.compile(r"第?[0-9０-９一二三四五六七八九十百]+条|附則|別表|様式")


def lint(
    definition: Definition, *, grade: int = SCHOOL_GRADE, postcodes: PostcodeLookup | None = None
) -> tuple[Finding, ...]:
    """Every finding: local matters, examples, asking, conditions, words."""
    rules = (
        _local,
        _law,
        _examples_there,
        _outcomes,
        _long_pages,
        _registers,
        _repeated,
        _leftovers,
        identity,
    )
    found = [finding for rule in rules for finding in rule(definition)]
    found += _examples_hold(definition, postcodes)
    return (*found, *conditions(definition), *words(definition, grade=grade))


def _local(definition: Definition) -> Iterator[Finding]:
    if definition.standard_days.value is None:
        yield Finding(
            code="standard-days.open",
            place="standard_days",
            message=N_("Set the standard processing days of this municipality before publishing."),
            why=N_("Whoever applies wants to know how long it takes (行政手続法 6条)."),
        )
    if not definition.section:
        yield Finding(
            code="section.open",
            place="section",
            message=N_("Name the section that handles it before publishing."),
            why=N_("Without a section nobody is told about new applications."),
        )
    if not definition.assurance.worksheet:
        yield Finding(
            code="assurance.no-worksheet",
            place="assurance",
            message=N_("Fill in the assurance worksheet: the harms and how severe each is."),
            why=N_("The level asked of the person must follow from the harm of a mistake, in writing."),
        )
    if definition.baseline is None or definition.baseline.is_open:
        yield Finding(
            code="baseline.open",
            place="baseline",
            message=N_("Add what the paper way costs: minutes, trips and whose figure it is."),
            why=N_("Without it nobody can show what going online saves."),
        )
    for note in definition.verify:
        yield Finding(
            code="verify.open",
            place="verify",
            message=N_("Check before publishing: %(note)s"),
            why=N_("The author of the shared definition was not certain of this."),
            params={"note": note},
        )


def _law(definition: Definition) -> Iterator[Finding]:
    for law in definition.law:
        if not _ARTICLE.search(law):
            yield Finding(
                code="law.no-article",
                place="law",
                message=N_("Name the article of “%(law)s” that this procedure rests on."),
                why=N_("A law without its article cannot be checked, and a refusal must name its basis."),
                params={"law": law},
            )
    if definition.my_number is MyNumberUse.NONE:
        return
    if not any(isinstance(field, MyNumberField) for field in every_field(definition)):
        yield Finding(
            code="my-number.not-asked",
            place="my_number",
            message=N_("Set my_number to none, or ask for the number in a field of type my_number."),
            why=N_("What is not asked must not be announced (番号法 14条)."),
        )


def _examples_there(definition: Definition) -> Iterator[Finding]:
    if not any(_is_complete(example) for example in definition.examples):
        yield Finding(
            code="examples.no-complete",
            place="examples",
            message=N_("Add an example that can be sent: all answers, the whole path, no problems."),
            why=N_("Only an example proves that the form can be completed."),
        )
    if not any(example.problems or example.stopped for example in definition.examples):
        yield Finding(
            code="examples.no-refused",
            place="examples",
            message=N_("Add an example that is refused, with the problems or the stop it meets."),
            why=N_("Only a refused example proves that the checks work."),
        )


def _is_complete(example: Example) -> bool:
    return example.problems == () and example.path is not None and example.stopped is None


def _examples_hold(definition: Definition, postcodes: PostcodeLookup | None) -> Iterator[Finding]:
    for result in run_examples(definition, postcodes=postcodes):
        for fault in result.faults:
            yield Finding(
                weight=Weight.BLOCKS,
                code="examples.fails",
                place=f"example {result.name}",
                message=N_("Mend the form or the example: %(fault)s"),
                why=N_("The form does something else than this example says."),
                params={"fault": fault},
            )


def _outcomes(definition: Definition) -> Iterator[Finding]:
    """A 届出 is done on arrival (行政手続法 37条); everything else may be refused."""
    meanings = {outcome.meaning for outcome in definition.outcomes.values()}
    if definition.act is not Act.NOTIFICATION and OutcomeMeaning.REFUSED not in meanings:
        yield Finding(
            code="outcomes.never-refused",
            place="outcomes",
            message=N_("Name the outcome of a refusal."),
            why=N_("Whatever can be granted can be refused, and staff need a word for it."),
        )


def _long_pages(definition: Definition) -> Iterator[Finding]:
    for step in definition.steps:
        if len(step.fields) > MOST_QUESTIONS:
            yield Finding(
                code="step.long",
                place=f"step {step.id}",
                message=N_("Ask %(most)d questions or fewer on one page; here are %(found)d."),
                why=N_("Long pages are left unfinished, above all on a phone."),
                params={"most": MOST_QUESTIONS, "found": len(step.fields)},
            )


def _registers(definition: Definition) -> Iterator[Finding]:
    for field in definition.fields:
        if isinstance(field, FileField) and field.in_register:
            yield Finding(
                code="attachment.in-register",
                place=f"field {field.id}",
                message=N_("Do not ask for this paper; look it up in %(register)s."),
                why=N_("The office already has it, and nobody may be asked twice (once only)."),
                params={"register": field.in_register},
            )


def _repeated(definition: Definition) -> Iterator[Finding]:
    """Two questions everybody is asked, with the same words or filled from the same attribute."""
    seen: dict[tuple[str, str], str] = {}
    for step in definition.steps:
        for field in step.fields:
            if step.when or field.when:
                continue
            for key in _same_question(field):
                first = seen.setdefault(key, field.id)
                if first != field.id:
                    yield _repeats(field, first)
                    break


def _same_question(field: Field) -> tuple[tuple[str, str], ...]:
    words = (field.type, re.sub(r"\s", "", field.label.ja))
    return (words, ("preset", field.preset)) if field.preset else (words,)


def _repeats(field: Field, first: str) -> Finding:
    return Finding(
        code="question.repeated",
        place=f"field {field.id}",
        message=N_("Ask this once, or say in the label how it differs from “%(first)s”."),
        why=N_("What was answered once is not asked again (once only)."),
        params={"first": first},
    )


def _leftovers(definition: Definition) -> Iterator[Finding]:
    read = set(_sources(definition))
    for one in definition.computed:
        if not one.shown and one.id not in read:
            yield Finding(
                code="computed.unused",
                place=f"computed {one.id}",
                message=N_("Show this value, use it in a condition, or take it out."),
                why=N_("Nobody sees it and nothing reads it."),
            )
    named = {field.facilities for field in definition.fields if isinstance(field, FacilityRankingField)}
    lists = {str(name) for name in named if isinstance(name, str)}
    for name in sorted(lists - set(definition.lists)):
        yield Finding(
            code="list.open",
            place="lists",
            message=N_("Give the list “%(name)s” of this municipality before publishing."),
            why=N_("Until then people type names, and staff must guess which facility is meant."),
            params={"name": name},
        )


def _sources(definition: Definition) -> Iterator[str]:
    """Every name some expression or other computed value reads."""
    for expression in _expressions(definition):
        yield from expression.names if expression else ()
    for one in definition.computed:
        yield from one.reads()


def _expressions(definition: Definition) -> Iterator[Expression | None]:
    for page in definition.rules.steps:
        yield page.when
        yield from (check.expression for check in page.checks)
        yield from (stop.expression for stop in page.stops)
        for question in page.questions:
            yield from (question.when, question.demanded, question.about_sender)
            for cell in question.rows.cells if question.rows else ():
                yield from (cell.when, cell.demanded)


def every_field(definition: Definition) -> Iterator[Field]:
    """Every question, the cells of groups included."""
    waiting = list(definition.fields)
    while waiting:
        field = waiting.pop(0)
        yield field
        if isinstance(field, GroupField):
            waiting = [*field.fields, *waiting]
