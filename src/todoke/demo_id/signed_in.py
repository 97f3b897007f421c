"""Who sits at this browser: a signed cookie for half an hour, and when it counts no longer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.contrib.sessions.backends.base import SessionBase

from todoke.demo_id.asking import Asked
from todoke.demo_id.people import Person, person_of

SURER = {"aal3": {"aal3"}, "aal2": {"aal2", "aal3"}}
FRESH_ANYWAY = frozenset({"login", "select_account"})


@dataclass(frozen=True, kw_only=True, slots=True)
class SignedIn:
    """`for_request`: the fingerprint of the request that this sign-in answered."""

    person: Person
    acr: str
    at: datetime
    for_request: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Granted:
    """What the person agreed to."""

    person: Person
    scope: str
    acr: str
    authenticated_at: datetime


def remember(session: SessionBase, person: Person, *, acr: str, asked: Asked, now: datetime) -> None:
    session.flush()
    session.update({"person": person.id, "acr": acr, "at": now.timestamp(), "for": asked.fingerprint})


def signed_in(session: SessionBase) -> SignedIn | None:
    person = person_of(session.get("person", ""))
    if person is None:
        return None
    at = datetime.fromtimestamp(session["at"], UTC)
    return SignedIn(person=person, acr=session["acr"], at=at, for_request=session["for"])


def still_counts(held: SignedIn | None, *, asked: Asked, now: datetime) -> bool:
    """Whether this sign-in answers what was asked. One made for this very request always does: the person
    may not reach the level that was asked for, and the site has to hear that from `acr`."""
    if held is None:
        return False
    if held.for_request == asked.fingerprint:
        return True
    if asked.prompts & FRESH_ANYWAY:
        return False
    if asked.max_age is not None and now - held.at > timedelta(seconds=asked.max_age):
        return False
    wanted = [value for value in asked.acr_values if value in SURER]
    return not wanted or any(held.acr in SURER[value] for value in wanted)
