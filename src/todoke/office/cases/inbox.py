"""The inbox: which cases, in which order, one page at a time.

Invariants:
- pages go by key, never by offset: page 1,000 costs what page 1 costs.
- each section is read by itself, open cases and others apart, along an index in the order shown, and the
  pages are merged; one query over several sections would sort all their cases.
- a cursor names a place in the order of arrival, never a person: it stands in the address of the page.
- `is_open__in=(…,)` and never `is_open=…`: Django writes the latter without a comparison, and no index helps.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from todoke.core.cases.facts import READERS
from todoke.core.cases.states import STATES, State
from todoke.office.cases.models import Case, Proposal
from todoke.office.cases.places import first_place
from todoke.office.cases.search import Search, search_for
from todoke.office.staff.models import Staff

PAGE = 50
Key = tuple[str, int]
COUNTED_TO = 99
SORTS: Mapping[str, tuple[str, str]] = {
    "oldest": ("place", ""),
    "newest": ("place", "-"),
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
    "sort_name", "place", "arrived_at", "due_on",
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
    """Whose cases somebody may read."""
    reading = staff.memberships.filter(role__in=[role.value for role in READERS])
    return sorted(set(reading.values_list("section__name", flat=True)))


def filtered(staff: Staff, filters: Filters) -> QuerySet[Case]:
    """Every case of one's sections that fits."""
    cases = Case.objects.filter(section__in=sections_of(staff))
    return search_for(filters.query).within(_narrowed(cases, filters, staff=staff))


def _narrowed(cases: QuerySet[Case], filters: Filters, *, staff: Staff) -> QuerySet[Case]:
    if filters.state in list(State):
        cases = cases.filter(state=filters.state)
    elif filters.state != "all" and not filters.query.strip():
        cases = cases.filter(is_open__in=(True,))
    if filters.procedure:
        cases = cases.filter(procedure=filters.procedure)
    if filters.age in {str(days) for days in AGES}:
        before = timezone.now() - timedelta(days=int(filters.age))
        cases = cases.filter(place__lt=first_place(before))
    return _of_whom(cases, filters.who, staff=staff)


def _of_whom(cases: QuerySet[Case], who: str, *, staff: Staff) -> QuerySet[Case]:
    if who == "mine":
        return cases.filter(assignee=staff)
    if who == "nobody":
        return cases.filter(assignee=None)
    if who == "to_decide":
        undecided = Proposal.objects.filter(decided_at=None).values("case_id")
        return cases.filter(state=State.REVIEWING.value, pk__in=undecided)
    return cases


def inbox_page(
    staff: Staff, filters: Filters, *, sort: str = "", after: str = "", before: str = ""
) -> InboxPage:
    """The page after one cursor or before another; the first page without a readable cursor."""
    column, direction = SORTS.get(sort, SORTS["oldest"])
    back = _read_cursor(before, column, staff=staff)
    key = back or _read_cursor(after, column, staff=staff)
    downward = (direction == "-") != (back is not None)
    found = _read(staff, filters, column=column, downward=downward, key=key)
    more, rows = len(found) > PAGE, found[:PAGE]
    if back is not None:
        rows.reverse()
        return InboxPage(cases=rows, earlier=_end(rows, 0, wanted=more), later=_end(rows, -1, wanted=True))
    return InboxPage(
        cases=rows, earlier=_end(rows, 0, wanted=key is not None), later=_end(rows, -1, wanted=more)
    )


def _read(staff: Staff, filters: Filters, *, column: str, downward: bool, key: Key | None) -> list[Case]:
    """At most one case more than a page holds."""
    sign = "-" if downward else ""
    order = (f"{sign}place",) if column == "place" else (f"{sign}{column}", f"{sign}place")
    cases = _narrowed(Case.objects.filter(section__in=sections_of(staff)), filters, staff=staff)
    wanted = search_for(filters.query)
    chosen = filters.state in list(State) or bool(filters.procedure or filters.who)
    if not wanted.leads(cases, in_order=column == "place", filtered=chosen):
        nearest = _along_the_cases(
            staff, filters, wanted=wanted, order=order, beyond=_beyond(column, key, downward=downward)
        )
    elif column == "place":
        places = wanted.places(cases).filter(_beyond(column, key, downward=downward)).order_by(*order)
        nearest = list(places.values_list("place", flat=True).distinct()[: PAGE + 1])
    else:
        nearest = list(wanted.places(cases).values_list("place", flat=True))
    shown = Case.objects.filter(_beyond(column, key, downward=downward), place__in=nearest).select_related(
        "assignee"
    )
    return list(shown.only(*SHOWN).order_by(*order)[: PAGE + 1])


def _along_the_cases(
    staff: Staff, filters: Filters, *, wanted: Search, order: tuple[str, ...], beyond: Q
) -> list[int]:
    """A page of places from each section, open cases and others apart: each is one walk along an index."""
    nearest: list[int] = []
    for section in sections_of(staff):
        cases = _narrowed(Case.objects.filter(section=section), filters, staff=staff)
        if filters.procedure and not _handles(section, filters.procedure):
            continue
        for part in _parts(filters):
            found = wanted.within(cases.filter(beyond, part)).order_by(*order)
            nearest += found.values_list("place", flat=True)[: PAGE + 1]
    return nearest


def _handles(section: str, procedure: str) -> bool:
    return Case.objects.filter(section=section, procedure=procedure).exists()


def _parts(filters: Filters) -> list[Q]:
    """The walks that together see every case: a state has an index of its own, else open and other cases."""
    if filters.state in list(State) and not (filters.procedure or filters.who):
        return [Q()]
    if filters.state in list(State):
        return [Q(is_open__in=(not STATES[State(filters.state)].final,))]
    everything = filters.state == "all" or filters.query.strip()
    return [Q(is_open__in=(is_open,)) for is_open in ((True, False) if everything else (True,))]


def _beyond(column: str, key: Key | None, *, downward: bool) -> Q:
    """Everything after the key; the first condition lets the index jump to the place."""
    if key is None:
        return Q()
    compare = "lt" if downward else "gt"
    value, place = key
    if column == "place":
        return Q(**{f"place__{compare}": place})
    tie = Q(**{f"{column}__{compare}": value}) | Q(**{f"place__{compare}": place})
    return Q(**{f"{column}__{compare}e": value}) & tie


def _end(rows: list[Case], index: int, *, wanted: bool) -> str | None:
    if not (wanted and rows):
        return None
    return str(rows[index].place)


def _read_cursor(text: str, column: str, *, staff: Staff) -> Key | None:
    """None for a cursor that is not one of ours."""
    place = int(text) if text.isascii() and text.isdigit() and len(text) < 20 else 2**63
    if place >= 2**63 or column == "place":
        return None if place >= 2**63 else ("", place)
    here = Case.objects.filter(place=place, section__in=sections_of(staff))
    name = here.values_list(column, flat=True).first()
    return None if name is None else (name, place)


def counts(staff: Staff) -> dict[str, int]:
    """How many cases wait in each state, counted to COUNTED_TO + 1 at most, so that it stays cheap."""
    sections = sections_of(staff)
    found = {}
    for state in COUNTED:
        waiting = Case.objects.filter(section__in=sections, state=state.value)
        found[state.value] = waiting.order_by()[: COUNTED_TO + 1].count()
    return found
