"""What is done with the My Numbers of a case: shown, confirmed, handed over. Each is recorded first.

Invariants:
- a number in clear is handed to the caller and kept nowhere: no event, no session, no log holds it.
- nothing is shown that was not recorded with who, when and why.
"""

from __future__ import annotations

from django.utils import timezone

from todoke.core.cases import number_policies as policies
from todoke.core.cases.number_policies import NumberCheck, Parting
from todoke.core.errors import Refused
from todoke.core.lexicon.text import clean_text
from todoke.core.refusal import Refusal
from todoke.office.cases.changing import author_of, locked, record
from todoke.office.cases.facts import actor_for, facts_of
from todoke.office.cases.models import Case
from todoke.office.numbers import queries
from todoke.office.numbers.keeping import forget_number
from todoke.office.numbers.words import CHECKED, PARTED, PRINTED, SHOWN
from todoke.office.staff.models import Staff
from todoke.web.database import write


def _require(refusal: Refusal | None) -> None:
    if refusal is not None:
        raise Refused(refusal)


def _kept(text: str) -> str:
    return clean_text(text, multiline=True)


def record_showing(case: Case, place: str, *, staff: Staff, reason: str) -> None:
    """Record that the number is shown to this person, for this reason; `queries.digits_at` then opens it."""
    with write():
        case = locked(case)
        held = place in queries.sealed_places(case)
        _require(policies.refuse_show(facts_of(case), actor_for(case, staff), held=held, reason=reason))
        queries.digits_at(case, place)  # what cannot be opened is not recorded as shown
        body = {"place": place, "question": queries.question_of(case, place), "reason": _kept(reason)}
        record(case, SHOWN, by=author_of(staff), at=timezone.now(), body=body)


def open_for_printing(case: Case, *, staff: Staff, reason: str) -> dict[str, str]:
    """Place → number in clear, of every number the case still holds; recorded as printed."""
    with write():
        case = locked(case)
        places = queries.sealed_places(case)
        refusal = policies.refuse_show(
            facts_of(case), actor_for(case, staff), held=bool(places), reason=reason
        )
        _require(refusal)
        opened = {place: queries.digits_at(case, place) for place in places}
        questions = "、".join(queries.question_of(case, place) for place in places)
        body = {"places": list(places), "question": questions, "reason": _kept(reason)}
        record(case, PRINTED, by=author_of(staff), at=timezone.now(), body=body)
    return opened


def record_check(case: Case, place: str, *, staff: Staff, check: NumberCheck) -> None:
    """番号確認・身元確認 (番号法 16条) of the number at this place."""
    with write():
        case = locked(case)
        held = place in queries.sealed_places(case)
        _require(policies.refuse_check(facts_of(case), actor_for(case, staff), held=held, check=check))
        number, person, authority = (_kept(text) for text in check.said())
        body = {
            "place": place,
            "question": queries.question_of(case, place),
            "given_by": check.given_by,
            "number_how": number,
            "person_how": person,
            "authority_how": authority,
        }
        record(case, CHECKED, by=author_of(staff), at=timezone.now(), body=body)


def part_with(case: Case, place: str, *, staff: Staff, why: str, confirmations: int) -> None:
    """Delete the number from the case for good; the answer keeps the day it went."""
    now = timezone.now()
    with write():
        case = locked(case)
        _require(queries.refuse_part(case, place, staff=staff, why=why, confirmations=confirmations))
        forget_number(case, place, at=now)
        body = {"place": place, "question": queries.question_of(case, place)}
        record(case, PARTED[Parting(why)], by=author_of(staff), at=now, body=body)
