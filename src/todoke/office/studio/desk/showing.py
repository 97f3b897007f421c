"""What the templates of the editor need to know about a sheet: its boxes, menus and buttons."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from todoke.core.cases.outcomes import OutcomeMeaning
from todoke.core.errors import Refused
from todoke.core.procedures.amounts import COUNTABLE
from todoke.core.procedures.conditions import sentence
from todoke.core.procedures.editing import Plain
from todoke.core.procedures.subjects import Shape, Subject
from todoke.core.refusal import N_
from todoke.office.staff.models import Section
from todoke.office.studio.desk import condition_form, ways
from todoke.office.studio.desk.entries import Entry, Kind, found
from todoke.office.studio.desk.forms import Asked
from todoke.office.studio.desk.kinds import KINDS
from todoke.office.studio.desk.lists import MEANINGS
from todoke.office.studio.desk.rows import Raw, Row, rows_of
from todoke.office.studio.desk.sheets import Sheet
from todoke.office.studio.desk.subject_menus import cells_to_sum

OPERATOR_WORDS: Mapping[str, str] = {
    "is": N_("is"),
    "is_not": N_("is not"),
    "has": N_("was ticked"),
    "lacks": N_("was not ticked"),
    "at_least": N_("or more"),
    "at_most": N_("or less"),
    "more": N_("more than this"),
    "less": N_("less than this"),
}
DATE_WORDS: Mapping[str, str] = OPERATOR_WORDS | {
    "at_least": N_("on or after"),
    "at_most": N_("on or before"),
    "more": N_("after"),
    "less": N_("before"),
}
assert set(MEANINGS) == {one.value for one in OutcomeMeaning}


@dataclass(frozen=True, kw_only=True, slots=True)
class ClauseBox:
    """One line of a condition; `subject` None until a question is chosen."""

    row: Row
    subject: Subject | None
    operators: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Box:
    """One entry as drawn."""

    entry: Entry
    rows: tuple[Row, ...] = ()
    choices: Mapping[str, str] = field(default_factory=dict)
    condition: ConditionBox | None = None
    more: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class ConditionBox:
    """`said` is the sentence the menus mean by language, empty while they say nothing complete."""

    name: str
    subjects: Mapping[str, Subject]
    clauses: tuple[ClauseBox, ...]
    said: Mapping[str, str]


def boxes(tree: Plain, sheet: Sheet, *, raw: Raw) -> list[Box]:
    return [_box(Asked(tree=tree, sheet=sheet, entry=entry), raw) for entry in sheet.entries]


def _box(asked: Asked, raw: Raw) -> Box:
    entry = asked.entry
    if entry.kind in {Kind.CONDITION, Kind.NEED}:
        return Box(entry=entry, condition=condition_box(entry.name, raw, subjects=asked.subjects))
    if entry.kind is Kind.WAY:
        return _way_box(asked, raw)
    choices = _sections() if entry.at == ("section",) else entry.choices
    if entry.kind is Kind.OUTCOMES:
        choices = MEANINGS
    return Box(
        entry=entry,
        rows=tuple(rows_of(raw, entry.name)),
        choices=_with_stored(choices, asked.old, entry=entry),
    )


def _with_stored(choices: Mapping[str, str], old: Any, *, entry: Entry) -> Mapping[str, str]:
    """What is stored and not offered is offered all the same: the form must not change it."""
    if entry.kind is not Kind.PICK or not isinstance(old, str) or not old or old in choices:
        return choices
    return {**choices, old: old}


def _sections() -> dict[str, str]:
    return {name: name for name in Section.objects.order_by("name").values_list("name", flat=True)}


def condition_box(name: str, raw: Raw, *, subjects: Mapping[str, Subject]) -> ConditionBox:
    clauses = tuple(_clause_box(row, subjects) for row in rows_of(raw, name))
    return ConditionBox(
        name=name, subjects=subjects, clauses=clauses, said=_said(name, raw, subjects=subjects)
    )


def _clause_box(row: Row, subjects: Mapping[str, Subject]) -> ClauseBox:
    subject = subjects.get((row.get("subject") or [""])[-1])
    if subject is None:
        return ClauseBox(row=row, subject=None)
    words = DATE_WORDS if subject.shape is Shape.DATE else OPERATOR_WORDS
    offered = condition_form.operators_for(subject)
    return ClauseBox(row=row, subject=subject, operators={one.value: words[one.value] for one in offered})


def _said(name: str, raw: Raw, *, subjects: Mapping[str, Subject]) -> dict[str, str]:
    try:
        condition = condition_form.read_menu(raw, name, subjects=subjects)
        condition_form.to_cel(condition, subjects)
    except Refused:
        return {}
    return {language: sentence(condition, subjects, language=language) for language in ("ja", "en")}


def _way_box(asked: Asked, raw: Raw) -> Box:
    subjects = asked.subjects
    days = {name: one for name, one in subjects.items() if one.shape is Shape.DATE}
    more = {
        "ways": ways.WAYS,
        "said": ways.fee_said(raw, subjects),
        "results": ways.RESULTS,
        "days": days,
        "counted": {name: one for name, one in subjects.items() if one.shape in {Shape.COUNT, Shape.SEVERAL}},
        "times": {name: one for name, one in subjects.items() if one.shape in COUNTABLE},
        "cells": cells_to_sum(asked.tree),
    }
    return Box(entry=asked.entry, condition=condition_box("fee.case", raw, subjects=subjects), more=more)


def can(sheet: Sheet) -> dict[str, bool]:
    """Which buttons stand above the form."""
    above = str(sheet.at[-2]) if len(sheet.at) > 1 else ""
    return {
        "move": above in {"steps", "fields", "checks", "stops", "computed"},
        "copy": above in {"steps", "fields", "computed"},
        "remove": above in {"steps", "fields", "checks", "stops", "computed"},
        "rules": above == "steps",
        "fields": sheet.at[:1] == ("steps",),
    }


def step_of(tree: Plain, sheet: Sheet) -> str:
    """The page the preview shows with a thing, "" for the first."""
    if sheet.at[:1] != ("steps",):
        return ""
    return str(found(tree, (*sheet.at[:2], "step")) or "")


def shelves() -> Iterator[tuple[str, list[tuple[str, str, str]]]]:
    """The menu of question types: heading, then type, words and hint of each."""
    for shelf in dict.fromkeys(kind.shelf for kind in KINDS.values()):
        yield shelf, [(name, one.words, one.hint) for name, one in KINDS.items() if one.shelf == shelf]
