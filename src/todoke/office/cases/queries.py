"""The inbox and what one case page shows."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404

from todoke.core.cases import policies
from todoke.core.cases.moves import MOVES, Move, verb
from todoke.core.cases.states import State, state_words
from todoke.core.refusal import Refusal
from todoke.office.cases.facts import actor_for, definition_for, facts_of
from todoke.office.cases.models import Case
from todoke.office.cases.search import search
from todoke.office.staff.models import Staff

PAGE = 50
SORTS: Mapping[str, tuple[str, str]] = {
    "oldest": ("arrived_at", ""),
    "newest": ("arrived_at", "-"),
    "name": ("sort_name", ""),
}
SHOWN_MOVES = (
    Move.ACCEPT, Move.START_REVIEW, Move.CONSULT, Move.END_CONSULT, Move.DECIDE, Move.NOTIFY, Move.ISSUE,
    Move.CLOSE,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class InboxPage:
    cases: list[Case]
    older: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class MoveButton:
    """A move with its verb; the refusal is what the disabled button says."""

    move: Move
    words: str
    refusal: Refusal | None


def sections_of(staff: Staff) -> list[str]:
    return sorted(set(staff.memberships.values_list("section__name", flat=True)))


def get_own_case_or_404(staff: Staff, case_id: UUID | str) -> Case:
    """A case of one's own sections; any other does not exist for this person."""
    return get_object_or_404(Case, pk=case_id, section__in=sections_of(staff))


def filtered(staff: Staff, *, state: str = "", query: str = "") -> QuerySet[Case]:
    cases = Case.objects.filter(section__in=sections_of(staff))
    if state in list(State):
        cases = cases.filter(state=state)
    return search(cases, query) if query.strip() else cases


def inbox_page(cases: QuerySet[Case], *, sort: str, after: str) -> InboxPage:
    """One page by key, never by offset: page 1,000 costs what page 1 costs."""
    column, direction = SORTS.get(sort, SORTS["oldest"])
    key = _read_cursor(after, column)
    if key is not None:
        compare = "lt" if direction else "gt"
        tie = Q(**{column: key[0], f"id__{compare}": key[1]})
        cases = cases.filter(Q(**{f"{column}__{compare}": key[0]}) | tie)
    cases = cases.defer("answers", "reply_key", "flags").select_related("assignee")
    rows = list(cases.order_by(f"{direction}{column}", f"{direction}id")[: PAGE + 1])
    older = _cursor(rows[PAGE - 1], column) if len(rows) > PAGE else None
    return InboxPage(cases=rows[:PAGE], older=older)


def _cursor(case: Case, column: str) -> str:
    value = getattr(case, column)
    shown = value.isoformat() if isinstance(value, datetime) else value
    return base64.urlsafe_b64encode(json.dumps([shown, str(case.pk)]).encode()).decode()


def _read_cursor(text: str, column: str) -> tuple[Any, UUID] | None:
    """None for a cursor that is not one of ours."""
    try:
        value, pk = json.loads(base64.urlsafe_b64decode(text.encode()))
        return (datetime.fromisoformat(value) if column == "arrived_at" else str(value)), UUID(pk)
    except (ValueError, TypeError, AttributeError):
        return None


def days_left(case: Case, today: date) -> int | None:
    return (case.due_on - today).days if case.due_on else None


def state_label(case: Case) -> str:
    return state_words(case.act, State(case.state)).label


def answer_sections(case: Case, language: str) -> list[dict[str, Any]]:
    """Answers by step of the definition; without one, as they came."""
    definition = definition_for(case)
    if definition is None:
        rows = [
            {"id": name, "label": name, "value": str(value), "href": ""}
            for name, value in case.answers.items()
        ]
        return [{"title": case.procedure, "rows": rows}]
    sections = []
    for step in definition.steps:
        rows = [_row(field, case.answers, language) for field in step.fields if field.id in case.answers]
        sections.append({"title": step.title.say(language), "rows": rows})
    return sections


def _row(field: Any, answers: Mapping[str, Any], language: str) -> dict[str, str]:
    value = answers[field.id]
    readable = value is not None and field.has_shape(value)
    shown = field.show(value, language) if readable else str(value or "")
    return {"id": field.id, "label": field.label.say(language), "value": shown, "href": ""}


def buttons(case: Case, staff: Staff) -> list[MoveButton]:
    """Every move whose time has come, refused in words where this person may not make it."""
    facts, actor = facts_of(case), actor_for(case, staff)
    return [
        MoveButton(move=move, words=verb(case.act, move), refusal=refuse(facts, actor, move))
        for move in SHOWN_MOVES
        if facts.state in MOVES[move].sources
    ]


def refuse(facts: Any, actor: Any, move: Move) -> Refusal | None:
    if move is Move.DECIDE:
        return policies.refuse_decide(facts, actor)
    if move is Move.ISSUE:
        return policies.refuse_issue(facts, actor)
    return policies.refuse_move(facts, move, actor)
