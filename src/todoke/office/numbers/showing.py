"""One number, shown once: between recording and the page that shows it, only its place is remembered.

Invariants:
- the session holds the place and the time, never the number.
- whatever page of the numbers is opened next takes the note away, so that reading it again hides the number.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils import timezone

from todoke.core.errors import Refused
from todoke.office.cases.models import Case
from todoke.office.numbers.masking import in_groups
from todoke.office.numbers.queries import digits_at, refuse_numbers, sealed_places

NOTE = "number_to_show"
SECONDS = 60


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """A number in clear, for this one page."""

    place: str
    text: str


def note_to_show(request: HttpRequest, case: Case, *, place: str) -> None:
    """After the showing was recorded."""
    request.session[NOTE] = {"case": str(case.pk), "place": place, "at": timezone.now().timestamp()}


def take_shown(request: HttpRequest, case: Case) -> Shown | None:
    """What may be shown on this page, once and within a minute; None otherwise."""
    note = request.session.pop(NOTE, None)
    if note is None or note["case"] != str(case.pk):
        return None
    age = timezone.now().timestamp() - note["at"]
    allowed = refuse_numbers(case, request.user) is None  # the role may have gone meanwhile
    if not 0 <= age <= SECONDS or not allowed or note["place"] not in sealed_places(case):
        return None
    try:
        return Shown(place=note["place"], text=in_groups(digits_at(case, note["place"])))
    except Refused:
        return None
