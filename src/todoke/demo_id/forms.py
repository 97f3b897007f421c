"""What people send on the pages: who they are and how, what they hand over, the PIN of the signature."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.http import QueryDict

from todoke.core.errors import Refused
from todoke.core.refusal import N_, Refusal
from todoke.demo_id.asking import Asked
from todoke.demo_id.people import SIGN_IN_PIN, SIGNING_PIN, Person, person_of


class Act(StrEnum):
    """Which button was pressed."""

    SIGN_IN = "sign_in"
    HAND_OVER = "hand_over"
    SIGN = "sign"
    SWITCH = "switch"
    CANCEL = "cancel"


NO_PERSON = Refusal(code="demo-id.person.missing", message=N_("Choose as whom you want to sign in."))
NO_WAY = Refusal(code="demo-id.way.missing", message=N_("Choose how you want to sign in."))
WRONG_PIN = Refusal(
    code="demo-id.pin.wrong",
    message=N_("This is not the PIN. In this demo it is always %(pin)s."),
    params={"pin": SIGN_IN_PIN},
)
WRONG_SIGNING_PIN = Refusal(
    code="demo-id.signing-pin.wrong",
    message=N_("This is not the PIN. In this demo it is always %(pin)s."),
    params={"pin": SIGNING_PIN},
)


@dataclass(frozen=True, kw_only=True, slots=True)
class SignIn:
    person: Person
    acr: str


def read_act(form: QueryDict) -> Act | None:
    given = form.get("act", "")
    return Act(given) if given in set(Act) else None


def read_sign_in(form: QueryDict) -> SignIn:
    """Raises Refused with every mistake there is."""
    person, acr = person_of(form.get("person", "")), form.get("acr", "")
    mistakes = []
    if person is None:
        mistakes.append(NO_PERSON)
    if acr not in ("aal3", "aal2"):
        mistakes.append(NO_WAY)
    if form.get("pin", "").strip() != SIGN_IN_PIN:
        mistakes.append(WRONG_PIN)
    if person is None or mistakes:
        raise Refused(*mistakes)
    return SignIn(person=person, acr=acr)


def read_scope(form: QueryDict, *, asked: Asked) -> str:
    """What was asked for, less the facts whose box is empty."""
    kept = set(form.getlist("hand_over"))
    return " ".join(scope for scope in asked.scopes if scope not in asked.claims or scope in kept)


def read_signing(form: QueryDict) -> None:
    """Raises Refused. Letters in either case and either width: a card's PIN is in capitals."""
    if form.get("pin", "").strip().upper() != SIGNING_PIN:
        raise Refused(WRONG_SIGNING_PIN)
