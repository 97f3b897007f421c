"""A code of 6 digits to a mailbox: to sign in, to sign in once more, or to give an account its address.

Invariants:
- asking does the same for every address, whether an account has it or not: nothing is looked up before the
  code is typed, so neither the page nor the time nor the mail tells who has an account.
- five tries for a code and ten codes an hour for a mailbox, counted in the database by single statements, so
  that neither many requests at once nor many sessions buy more.
- the session holds a keyed hash of the code, never the code.
"""

from __future__ import annotations

import secrets
import time
import unicodedata
from dataclasses import asdict, dataclass
from datetime import timedelta
from enum import StrEnum

from django.http import HttpRequest
from django.utils.crypto import constant_time_compare, salted_hmac

from todoke.core.errors import Refused
from todoke.core.refusal import N_, Refusal
from todoke.portal.identity import mails
from todoke.portal.identity.models import SignInWindow
from todoke.web.rate_limit import hit, network_of

STATE = "email_code"
LIVES = timedelta(minutes=10)
MOST_TRIES = 5
TO_ONE_MAILBOX = 10
FROM_ONE_ADDRESS = 2_000  # a thousand people behind one address, two codes each
WITHIN = timedelta(hours=1)

WRONG = Refusal(
    code="identity.code.wrong",
    message=N_("This is not the code we sent. Look at the newest e-mail and type its 6 digits."),
)
GONE = Refusal(
    code="identity.code.gone",
    message=N_("This code no longer works. Have a new one sent to you."),
)
TOO_MANY = N_(
    "Very many codes were sent to this address or from your internet connection within the last hour. "
    "Try again in %(minutes)s minutes, or sign in another way."
)


class Purpose(StrEnum):
    SIGN_IN = "sign_in"
    RENEW = "renew"
    ADD_ADDRESS = "add_address"


@dataclass(frozen=True, kw_only=True, slots=True)
class Waiting:
    """A code that was sent. `until` in seconds since 1970; `back` is a path of this site, or empty."""

    id: str
    purpose: Purpose
    address: str
    code_hash: str
    until: float
    back: str


def ask(request: HttpRequest, *, purpose: Purpose, address: str, back: str = "") -> None:
    """Send a code and remember in this session what it is for; an earlier one no longer works."""
    if refusal := _refuse_many(address, network=request.META.get("REMOTE_ADDR", "")):
        raise Refused(refusal)
    id, code = secrets.token_hex(16), f"{secrets.randbelow(10**6):06d}"
    waiting = Waiting(
        id=id,
        purpose=purpose,
        address=address,
        code_hash=_hash(id, code),
        until=time.time() + LIVES.total_seconds(),
        back=back,
    )
    request.session[STATE] = asdict(waiting)
    mails.send_code(address, code=code, language=request.language)


def waiting(request: HttpRequest) -> Waiting | None:
    held = request.session.get(STATE)
    if not isinstance(held, dict) or held["until"] <= time.time():
        return None
    return Waiting(**{**held, "purpose": Purpose(held["purpose"])})


def prove(request: HttpRequest, typed: str) -> Waiting:
    """What the code was sent for. Raises Refused; a try counts even when it is refused."""
    held = waiting(request)
    if held is None or hit(SignInWindow, f"code:{held.id}", limit=MOST_TRIES, window=WITHIN):
        forget(request)
        raise Refused(GONE)
    if not constant_time_compare(held.code_hash, _hash(held.id, digits_of(typed))):
        raise Refused(WRONG)
    forget(request)
    return held


def forget(request: HttpRequest) -> None:
    request.session.pop(STATE, None)


def digits_of(typed: str) -> str:
    """６ is a 6; blanks and hyphens are left out."""
    return "".join(one for one in unicodedata.normalize("NFKC", typed) if one in "0123456789")


def _refuse_many(address: str, *, network: str) -> Refusal | None:
    # Attacks: flooding a stranger's mailbox; guessing one person's codes from many sessions.
    name, _, host = address.rpartition("@")
    mailbox = f"{name.partition('+')[0]}@{host}"  # hanako+1@… and hanako+2@… are one mailbox
    found = hit(SignInWindow, f"to:{mailbox}", limit=TO_ONE_MAILBOX, window=WITHIN) or hit(
        SignInWindow, f"from:{network_of(network)}", limit=FROM_ONE_ADDRESS, window=WITHIN
    )
    return found and Refusal(code="identity.code.too-many", message=TOO_MANY, params=found.params)


def _hash(id: str, code: str) -> str:
    return salted_hmac("portal.identity.code", f"{id}:{code}", algorithm="sha256").hexdigest()
