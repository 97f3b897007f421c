"""What is handed over about a person, in the words of OpenID Connect (Core §5.1)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from todoke.core.refusal import N_
from todoke.demo_id.people import Person

GENDERS = {"1": "male", "2": "female"}
LABELS = {
    "name": N_("Name"),
    "address": N_("Address"),
    "birthdate": N_("Date of birth"),
    "gender": N_("Sex"),
}
SEXES = {"1": N_("male"), "2": N_("female")}


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownFact:
    """One line of the page of agreement. `ticked`: whether its box is full when the page is opened."""

    scope: str
    label: str
    value: str | date
    ticked: bool


def facts_about(person: Person, *, scopes: Collection[str]) -> dict[str, Any]:
    """Only what was asked for and agreed to. How the real service tells substitutes is not published: here
    the flags travel as in the certificate (domain.md §4), beside the text they are about."""
    facts: dict[str, Any] = {}
    if "name" in scopes:
        facts |= {"name": person.name} | _flags("name", person.name_flags)
    if "address" in scopes:
        facts |= {"address": {"formatted": person.address}} | _flags("address", person.address_flags)
    if "birthdate" in scopes:
        facts["birthdate"] = person.born.isoformat()
    if "gender" in scopes:
        facts["gender"] = GENDERS[person.sex]
    return facts


def shown_facts(person: Person, *, claims: Collection[str]) -> tuple[ShownFact, ...]:
    values: dict[str, str | date] = {
        "name": person.name,
        "address": person.address,
        "birthdate": person.born,
        "gender": SEXES[person.sex],
    }
    return tuple(
        ShownFact(
            scope=scope,
            label=LABELS[scope],
            value=values[scope],
            ticked=scope != "address" or person.hands_over_address,
        )
        for scope in claims
    )


def _flags(fact: str, flags: str) -> dict[str, str]:
    return {f"{fact}_substituted": flags} if "1" in flags else {}
