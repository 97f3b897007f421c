"""The My Numbers (個人番号) of a case: which there are, how they were confirmed, and what one says.

Invariant: `digits_at` is the only place where a number is opened; its caller has recorded the showing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from todoke.core.cases import number_policies as policies
from todoke.core.envelope.sealed_value import MY_NUMBER_PURPOSE, open_value
from todoke.core.errors import Refused, UntrustedEnvelope
from todoke.core.procedures.sealed_numbers import SEALED, numbers_in, place_words
from todoke.core.refusal import N_, Refusal
from todoke.office.cases.facts import actor_for, definition_for, facts_of
from todoke.office.cases.models import Case
from todoke.office.exchange import keyring, site
from todoke.office.numbers.masking import number_text
from todoke.office.numbers.words import CHECKED, check_words
from todoke.office.staff.models import Staff

UNOPENABLE = Refusal(
    code="case.number.unopenable",
    message=N_("No key of this office opens this number. Ask the operator whether keys were changed."),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Check:
    """One record of 番号確認・身元確認."""

    at: datetime
    who: str
    words: str


@dataclass(frozen=True, kw_only=True, slots=True)
class HeldNumber:
    """`text` is masked, or the day it was deleted; `held`: it is still there."""

    place: str
    label: str
    text: str
    held: bool
    checks: tuple[Check, ...]


def numbers_of(case: Case, language: str) -> list[HeldNumber]:
    """In the order of the form."""
    definition = definition_for(case)
    checks = _checks(case)
    return [
        HeldNumber(
            place=place,
            label=place_words(definition, place, language=language),
            text=number_text(value, language),
            held=SEALED in value,
            checks=tuple(checks.get(place, ())),
        )
        for place, value in numbers_in(case.answers, definition).items()
    ]


def _checks(case: Case) -> Mapping[str, list[Check]]:
    found: dict[str, list[Check]] = {}
    for event in case.events.filter(name=CHECKED).order_by("at", "id"):
        check = Check(at=event.at, who=event.actor_name, words=check_words(event.body))
        found.setdefault(str(event.body.get("place")), []).append(check)
    return found


def has_numbers(case: Case) -> bool:
    return bool(numbers_in(case.answers))


def sealed_places(case: Case) -> tuple[str, ...]:
    """Where a number still is."""
    found = numbers_in(case.answers, definition_for(case))
    return tuple(place for place, value in found.items() if SEALED in value)


def question_of(case: Case, place: str) -> str:
    """The question in the office's words, as events keep it."""
    return place_words(definition_for(case), place, language="ja")


def digits_at(case: Case, place: str) -> str:
    """The number in clear. Refused where no key of this office opens it."""
    sealed = numbers_in(case.answers)[place][SEALED]
    try:
        return open_value(
            sealed, ring=keyring.ring(), municipality=site.town_code(), purpose=MY_NUMBER_PURPOSE
        )
    except UntrustedEnvelope as error:
        raise Refused(UNOPENABLE) from error


def refuse_numbers(case: Case, staff: Staff) -> Refusal | None:
    return policies.refuse_numbers(facts_of(case), actor_for(case, staff))


def refuse_part(case: Case, place: str, *, staff: Staff, why: str, confirmations: int) -> Refusal | None:
    return policies.refuse_part(
        facts_of(case),
        actor_for(case, staff),
        held=place in sealed_places(case),
        why=why,
        confirmations=confirmations,
    )
