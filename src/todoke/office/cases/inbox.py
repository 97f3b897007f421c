"""The inbox: which cases, in which order, one page at a time.

Invariants:
- pages go by key, never by offset: page 1,000 costs what page 1 costs.
- each section is read by itself, along an index in the order shown, and the pages are merged; one query over
  several sections would sort all their cases.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from todoke.core.cases.states import State
from todoke.office.cases.models import Case, Proposal
from todoke.office.cases.search import FEW, search_for
from todoke.office.staff.models import Staff

PAGE = 50
COUNTED_TO = 99
SORTS: Mapping[str, tuple[str, str]] = {
    "oldest": ("arrived_at", ""),
    "newest": ("arrived_at", "-"),
    "name": ("sort_name", ""),
    "name_back": ("sort_name", "-"),
}
AGES = (7, 14, 30)
COUNTED = (
    State.ARRIVED,
    State.CORRECTED,
    State.ACCEPTED,
    State.REVIEWING,
    State.CORRECTION_REQUESTED,
    State.DECIDED,
)
SHOWN = (
    "receipt", "procedure", "revision", "act", "section", "state", "outcome", "applicant", "address",
    "sort_name", "arrived_at", "due_on",
    "is_open", "assignee__name",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class Filters:
    """`state` is a value of State, "all", or empty: open cases, or every case where one is searched for.

    `who` is "mine", "nobody", "to_decide" or empty; `age` the fewest days since arrival, as typed.
    """

    state: str = ""
    query: str = ""
    procedure: str = ""
    who: str = ""
    age: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class InboxPage:
    """Cursors of the pages before and after; None where there is none."""

    cases: list[Case]
    earlier: str | None
    later: str | None


def sections_of(staff: Staff) -> list[str]:
    return sorted(set(staff.memberships.values_list("section__name", flat=True)))


def filtered(staff: Staff, filters: Filters) -> QuerySet[Case]:
    """Every case of one's sections that fits."""
    cases = Case.objects.filter(section__in=sections_of(staff))
    return search_for(filters.query).within(_narrowed(cases, staff, filters=filters))


def _narrowed(cases: QuerySet[Case], staff: Staff, *, filters: Filters) -> QuerySet[Case]:
    if filters.state in list(State):
        cases = cases.filter(state=filters.state)
    elif filters.state != "all" and not filters.query.strip():
        cases = cases.filter(is_open=True)
    if filters.procedure:
        cases = cases.filter(procedure=filters.procedure)
    if filters.age in {str(days) for days in AGES}:
        cases = cases.filter(arrived_at__lte=timezone.now() - timedelta(days=int(filters.age)))
    return _of_whom(cases, staff, who=filters.who)


def _of_whom(cases: QuerySet[Case], staff: Staff, *, who: str) -> QuerySet[Case]:
    if who == "mine":
        return cases.filter(assignee=staff)
    if who == "nobody":
        return cases.filter(assignee=None)
    if who == "to_decide":
        undecided = Proposal.objects.filter(decided_at=None).values("case_id")
        return cases.filter(state=State.REVIEWING.value, pk__in=undecided[:FEW])
    return cases


def inbox_page(
    staff: Staff, filters: Filters, *, sort: str = "", after: str = "", before: str = ""
) -> InboxPage:
    """The page after one cursor or before another; the first page without a readable cursor."""
    column, direction = SORTS.get(sort, SORTS["oldest"])
    back = _read_cursor(before, column)
    key = back or _read_cursor(after, column)
    downward = (direction == "-") != (back is not None)
    found = _read(staff, filters, column=column, downward=downward, key=key)
    more, rows = len(found) > PAGE, found[:PAGE]
    if back is not None:
        rows.reverse()
        return InboxPage(
            cases=rows,
            earlier=_end(rows, 0, column=column, wanted=more),
            later=_end(rows, -1, column=column, wanted=True),
        )
    return InboxPage(
        cases=rows,
        earlier=_end(rows, 0, column=column, wanted=key is not None),
        later=_end(rows, -1, column=column, wanted=more),
    )


def _read(
    staff: Staff, filters: Filters, *, column: str, downward: bool, key: tuple[Any, UUID] | None
) -> list[Case]:
    sign = "-" if downward else ""
    order = (f"{sign}{column}", f"{sign}id")
    nearest: list[UUID] = []
    wanted = search_for(filters.query)
    for section in sections_of(staff):
        cases = wanted.within(_narrowed(Case.objects.filter(section=section), staff, filters=filters))
        beyond = _beyond(cases, column=column, downward=downward, key=key)
        nearest += beyond.order_by(*order).values_list("pk", flat=True)[: PAGE + 1]
    shown = Case.objects.filter(pk__in=nearest).select_related("assignee").only(*SHOWN)
    return list(shown.order_by(*order)[: PAGE + 1])


def _beyond(
    cases: QuerySet[Case], *, column: str, downward: bool, key: tuple[Any, UUID] | None
) -> QuerySet[Case]:
    """The first condition lets the index jump to the place; the second breaks ties there."""
    if key is None:
        return cases
    compare = "lt" if downward else "gt"
    tie = Q(**{f"{column}__{compare}": key[0]}) | Q(**{f"id__{compare}": key[1]})
    return cases.filter(**{f"{column}__{compare}e": key[0]}).filter(tie)


def _end(rows: list[Case], index: int, *, column: str, wanted: bool) -> str | None:
    if not (wanted and rows):
        return None
    value = getattr(rows[index], column)
    shown = value.isoformat() if isinstance(value, datetime) else value
    return base64.urlsafe_b64encode(json.dumps([shown, str(rows[index].pk)]).encode()).decode()


def _read_cursor(text: str, column: str) -> tuple[Any, UUID] | None:
    """None for a cursor that is not one of ours."""
    try:
        value, pk = json.loads(base64.urlsafe_b64decode(text.encode()))
        return (_aware(value) if column == "arrived_at" else str(value)), UUID(pk)
    except (ValueError, TypeError, AttributeError):
        return None


def _aware(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a cursor — an aware time — a naive one")
    return moment


def counts(staff: Staff) -> dict[str, int]:
    """How many cases wait in each state, counted to COUNTED_TO + 1 at most, so that it stays cheap."""
    sections = sections_of(staff)
    found = {}
    for state in COUNTED:
        waiting = Case.objects.filter(section__in=sections, state=state.value)
        found[state.value] = waiting.order_by()[: COUNTED_TO + 1].count()
    return found
