"""What a printed form (様式) says: the answers of a case by step, its files, values and statements.

The form is in Japanese, whatever language the applicant reads: it is the office's paper.
Invariants:
- every answer of the case is on the form, also one off the path or of an unknown revision.
- a My Number is only there in clear where the caller hands it in by its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext

from todoke.core.cases.acts import Act
from todoke.core.cases.clocks import legal_day
from todoke.core.cases.receipt_number import grouped
from todoke.core.lexicon.eras import wareki
from todoke.core.lexicon.municipality import is_prefecture_code
from todoke.core.procedures.answers import AnswerContext, Path, computed_shown, walk
from todoke.core.procedures.definition import Definition, Step
from todoke.core.procedures.fields.base import Field
from todoke.core.procedures.fields.declaration import DeclarationField
from todoke.core.procedures.fields.file import FileField
from todoke.core.procedures.fields.group import GroupField
from todoke.core.procedures.fields.my_number import MyNumberField
from todoke.core.procedures.sealed_numbers import DELETED_AT
from todoke.office.cases.facts import definition_for
from todoke.office.cases.models import Case
from todoke.office.cases.words import media_words
from todoke.office.forms.layouts import placed_fields
from todoke.office.numbers.masking import DELETED, DOTS, answer_text, in_groups, masked, row_texts
from todoke.web import municipalities
from todoke.web.postcodes import lookup

JA = "ja"
NOT_FILLED = "（記入なし）"
ACTING: Mapping[str, tuple[str, str]] = {
    Act.APPLICATION: ("申請する人", "申請しました"),
    Act.NOTIFICATION: ("届け出る人", "届け出ました"),
    Act.CLAIM: ("請求する人", "請求しました"),
    Act.OFFER: ("申し出る人", "申し出ました"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Filling:
    """A case with what is needed to read it; `opened` are My Numbers in clear by place."""

    case: Case
    definition: Definition
    path: Path
    opened: Mapping[str, str]

    def asked(self, step: Step) -> list[Field]:
        """The questions of a step on the path, and any other that has an answer all the same."""
        found = self.path.find(step.id)
        on_path = {field.id: field for field in found.fields} if found else {}
        return [
            on_path.get(field.id, field)
            for field in step.fields
            if field.id in on_path or self.case.answers.get(field.id) is not None
        ]


def form_data(case: Case, *, opened: Mapping[str, str]) -> dict[str, Any]:
    """The data of every layout: web/typst/paper.typ and forms/typst/form.typ say how it is drawn."""
    with translation.override(JA):
        return _head(case) | _body(case, opened) | {"files": _files(case), "notes": _notes(case)}


def title_of(case: Case) -> str:
    definition = definition_for(case)
    return definition.form.official or definition.title.say(JA) if definition else case.procedure


def _head(case: Case) -> dict[str, Any]:
    town = settings.TODOKE.town
    definition = definition_for(case)
    return {
        "procedure": definition.title.say(JA) if definition else case.procedure,
        "official": (definition.form.official or "") if definition else "",
        "law": list(definition.law) if definition else [],
        "act": case.act,
        "acting": ACTING[case.act][0],
        "acted": ACTING[case.act][1],
        "receipt": grouped(case.receipt),
        "addressee": f"{town.name}{'知事' if is_prefecture_code(town.code) else '長'}",
        "town": town.name,
        "stored": _moment(case.stored_at),
        "filed": _moment(case.filed_at),
        "stored_day": wareki(legal_day(case.stored_at)),
        "arrived": _moment(case.arrived_at),
    }


def _moment(at: datetime) -> str:
    return f"{wareki(legal_day(at))} {timezone.localtime(at):%H:%M}"


def _body(case: Case, opened: Mapping[str, str]) -> dict[str, Any]:
    definition = definition_for(case)
    if definition is None:
        rows = [_text(name, name, value=masked(value, JA)) for name, value in case.answers.items()]
        steps = [{"title": case.procedure, "rows": rows}]
        return {"steps": steps, "answers": {}, "computed": [], "declarations": [], "placed": []}
    day = AnswerContext(
        today=legal_day(case.stored_at), postcodes=lookup(), municipalities=municipalities.lookup()
    )
    path = walk(definition, case.answers, day)
    filling = Filling(case=case, definition=definition, path=path, opened=opened)
    steps = [
        {"title": step.title.say(JA), "rows": [_row(filling, field) for field in filling.asked(step)]}
        for step in definition.steps
    ]
    rows: Iterable[dict[str, Any]] = (row for step in steps for row in step["rows"])  # type: ignore[union-attr]
    return {
        "steps": [step for step in steps if step["rows"]],
        "answers": {row["id"]: row for row in rows},
        "placed": list(placed_fields(definition)),
        "computed": [
            {"label": label, "value": value} for label, value in computed_shown(definition, path, JA)
        ],
        "declarations": [text.say(JA) for text in definition.declarations],
    }


def _row(filling: Filling, field: Field) -> dict[str, Any]:
    """One box. `kind` is text, number, rows, declaration or files."""
    value, label = filling.case.answers.get(field.id), field.label.say(JA)
    if value is None:
        return _text(field.id, label, value=NOT_FILLED) | {"kind": "empty"}
    if not field.has_shape(value):
        return _text(field.id, label, value=masked(value, JA))
    row = _text(field.id, label, value=answer_text(field, value, language=JA, opened=filling.opened))
    if isinstance(field, MyNumberField):
        return row | {"kind": "number", "value": _digits(value, filling.opened.get(field.id))}
    if isinstance(field, GroupField):
        return row | {"kind": "rows"} | _rows(filling, field, value=value)
    if isinstance(field, DeclarationField):
        return row | {"kind": "declaration", "statement": field.statement.say(JA) if field.statement else ""}
    return row | {"kind": "files" if isinstance(field, FileField) else "text", "raw": value}


def _text(id: str, label: str, *, value: str) -> dict[str, Any]:
    return {"id": id, "label": label, "value": value, "kind": "text"}


def _digits(value: Mapping[str, str], digits: str | None) -> str:
    """As the twelve boxes of a form show it."""
    if DELETED_AT in value:
        return DELETED.say(JA)
    return in_groups(digits) if digits else DOTS


def _rows(filling: Filling, group: GroupField, *, value: list[Mapping[str, Any]]) -> dict[str, Any]:
    """A repeated group as a table: the columns that any row fills, and the rows by column."""
    texts = [
        row_texts(group, row, language=JA, place=f"{group.id}.{number}", opened=filling.opened)
        for number, row in enumerate(value)
    ]
    filled = {field.id for row in texts for field, _ in row}
    columns = [field for field in group.fields if field.id in filled]
    return {
        "row": (group.row or group.label).say(JA),
        "columns": [{"id": field.id, "label": field.label.say(JA)} for field in columns],
        "cells": [{field.id: text for field, text in row} for row in texts],
    }


def _files(case: Case) -> list[dict[str, str]]:
    definition = definition_for(case)
    labels = {field.id: field.label.say(JA) for field in definition.fields} if definition else {}
    return [
        {
            "question": labels.get(file.field, ""),
            "name": file.name,
            "kind": gettext(media_words(file.media_type)),
            "size": f"{max(1, round(file.size / 1024)):,} KB",
        }
        for file in case.files.defer("content").order_by("field", "name", "id")
    ]


def _notes(case: Case) -> list[str]:
    notes = [f"電子申請で届いた内容を、{settings.TODOKE.town.name}が印刷したものです。"]
    answered = case.corrections.exclude(answered_at=None).order_by("number")
    days = [wareki(legal_day(request.answered_at)) for request in answered if request.answered_at]
    if days:
        notes.append(f"補正された内容を含みます（補正の日：{'、'.join(days)}）。")
    return notes
