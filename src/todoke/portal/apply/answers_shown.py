"""Answers as the check page says them: every row of a group with its questions' names beside its answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from todoke.core.procedures.answers import AnswerContext
from todoke.core.procedures.fields.base import Field
from todoke.core.procedures.fields.group import GroupField

NOTHING = "–"


@dataclass(frozen=True, kw_only=True, slots=True)
class AnswerShown:
    """`rows` instead of `value` where the answer has rows; `href` leads to where it is changed."""

    label: str
    value: str = ""
    rows: tuple[RowShown, ...] = ()
    href: str | None = None
    state: str = ""
    """How it stands to what a sign-in proved: "verified", "altered" or nothing of it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RowShown:
    """One row, such as 「児童 1」, with what was answered in it."""

    title: str
    cells: tuple[AnswerShown, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Teller:
    """Says answers in one language; names that only a look-up knows come from the context."""

    language: str
    context: AnswerContext

    def answer(self, question: Field, value: Any, *, href: str | None = None) -> AnswerShown:
        label = question.label.say(self.language)
        if value is None or not question.has_shape(value):
            return AnswerShown(label=label, value=NOTHING, href=href)
        if isinstance(question, GroupField):
            rows = tuple(self._row(question, row, number=number) for number, row in enumerate(value, start=1))
            return AnswerShown(label=label, rows=rows, href=href)
        words = question.show_in(value, self.language, self.context)
        return AnswerShown(label=label, value=words, href=href)

    def _row(self, group: GroupField, row: Any, *, number: int) -> RowShown:
        title = (group.row or group.label).say(self.language)
        answered = (one for one in group.cells(row) if row.get(one.id) is not None)
        cells = tuple(self.answer(one, row[one.id]) for one in answered)
        return RowShown(title=f"{title} {number}", cells=cells)
