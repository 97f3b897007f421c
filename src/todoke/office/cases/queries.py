"""What one case page shows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext

from todoke.core.cases.clocks import legal_day
from todoke.core.procedures.answers import computed_shown, walk
from todoke.core.procedures.definition import Definition
from todoke.core.procedures.fields.base import AnswerContext, Field
from todoke.core.refusal import N_
from todoke.office.cases.facts import definition_for
from todoke.office.cases.inbox import sections_of
from todoke.office.cases.models import Case, CaseFile
from todoke.office.cases.words import media_words
from todoke.office.numbers.masking import answer_text, masked
from todoke.office.staff.models import Staff
from todoke.web.postcodes import lookup

__all__ = ["answer_sections", "days_left", "files_of", "get_own_case_or_404", "questions_of", "sections_of"]
WORKED_OUT = N_("Worked out from the answers")
SHOWABLE = {"image/jpeg": (b"\xff\xd8\xff",), "image/png": (b"\x89PNG\r\n\x1a\n",)}


def get_own_case_or_404(staff: Staff, case_id: UUID | str) -> Case:
    """A case of one's own sections; any other does not exist for this person."""
    return get_object_or_404(Case, pk=case_id, section__in=sections_of(staff))


def days_left(case: Case, today: date) -> int | None:
    return (case.due_on - today).days if case.due_on else None


def answer_sections(case: Case, language: str) -> list[dict[str, Any]]:
    """Answers by step of the definition, with what stood there before a correction; else as they came."""
    definition = definition_for(case)
    if definition is None:
        rows = [
            {"id": name, "label": name, "value": masked(value, language), "before": None}
            for name, value in case.answers.items()
        ]
        return [{"title": case.procedure, "rows": rows}]
    before = _before(case)
    sections = []
    for step in definition.steps:
        rows = [
            {
                "id": field.id,
                "label": field.label.say(language),
                "value": _shown(field, case.answers[field.id], language=language),
                "before": _shown(field, before[field.id], language=language) if field.id in before else None,
            }
            for field in step.fields
            if field.id in case.answers
        ]
        sections.append({"title": step.title.say(language), "rows": rows})
    worked_out = _worked_out(case, definition, language=language)
    return [*sections, {"title": gettext(WORKED_OUT), "rows": worked_out}]


def _worked_out(case: Case, definition: Definition, *, language: str) -> list[dict[str, Any]]:
    """A fee, an age, a sum: as the applicant saw them before sending, from the answers as they are now."""
    context = AnswerContext(today=legal_day(case.stored_at), postcodes=lookup())
    path = walk(definition, case.answers, context)
    return [
        {"id": f"computed-{number}", "label": label, "value": value, "before": None}
        for number, (label, value) in enumerate(computed_shown(definition, path, language))
    ]


def _before(case: Case) -> dict[str, Any]:
    """What stood there when the application arrived, for every answer that was corrected since."""
    first: dict[str, Any] = {}
    for request in case.corrections.exclude(answered_at=None).order_by("number"):
        first = {**request.before, **first}
    return first


def _shown(field: Field, value: Any, *, language: str) -> str:
    readable = value is not None and field.has_shape(value)
    return answer_text(field, value, language=language) if readable else masked(value or "", language)


def questions_of(case: Case, language: str) -> list[tuple[str, str]]:
    """(id, label) of everything the applicant can be asked to correct, unanswered questions too."""
    definition = definition_for(case)
    if definition is None:
        return [(name, name) for name in case.answers]
    return [(field.id, field.label.say(language)) for field in definition.fields]


def files_of(case: Case, language: str) -> list[dict[str, Any]]:
    """Every file with the question it answers and its kind in words."""
    labels: Mapping[str, str] = dict(questions_of(case, language))
    return [
        {
            "file": file,
            "question": labels.get(file.field, ""),
            "kind": media_words(file.media_type),
            "picture": file.media_type in SHOWABLE,
        }
        for file in case.files.defer("content").order_by("field", "name", "id")
    ]


def picture_type(file: CaseFile) -> str | None:
    """The kind of picture a browser may draw in the page; None for anything that only says so."""
    starts = SHOWABLE.get(file.media_type, ())
    return file.media_type if bytes(file.content).startswith(starts) and starts else None
