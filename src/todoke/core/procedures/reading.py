"""Single questions read outside their page, as in a correction the office asked for.

Invariant: as on a page, a My Number is sealed before anything is read, and names become codes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from todoke.core.procedures.fields.base import AnswerContext, Field, FieldProblems, FormInput, Json
from todoke.core.procedures.fields.file import FileField
from todoke.core.refusal import Refusal


@dataclass(frozen=True, kw_only=True, slots=True)
class FieldsRead:
    """`answers` holds every question read, None where it was left empty; `raw` is what is shown again."""

    answers: dict[str, Json] = field(default_factory=dict)
    problems: dict[str, Refusal] = field(default_factory=dict)
    raw: dict[str, list[str]] = field(default_factory=dict, repr=False)


def read_fields(fields: Iterable[Field], *, form: FormInput, context: AnswerContext) -> FieldsRead:
    """Files are left to the site that keeps them. Whether answers are right is `check_all`'s to say."""
    questions = tuple(one for one in fields if not isinstance(one, FileField))
    raw = {name: list(values) for name, values in form.items()}
    for one in questions:
        raw |= one.sealed_inputs(form, one.id, context)
    read = FieldsRead(raw=raw)
    for one in questions:
        try:
            value = one.parse(raw, one.id)
            read.answers[one.id] = None if value is None else one.complete(value, context)
        except FieldProblems as error:
            read.problems.update(error.problems)
    return read
