"""Codes of authenticator apps (RFC 6238) and recovery codes: each is taken once, and few may be tried.

Invariants:
- a code of the app is taken only for a later time step than the last one taken, in one statement.
- tries are counted by person in the database, so more processes or sessions give no more of them.
"""

from __future__ import annotations

import unicodedata
from datetime import timedelta

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import decrypt

from todoke.core.refusal import N_, Refusal
from todoke.web.database import write
from todoke.web.rate_limit import hit, take_back
from todoke.web.sign_in.accounts import TwoStepAccount, accounts
from todoke.web.sign_in.site import site

TRIES, WINDOW = 5, timedelta(minutes=15)
WRONG = Refusal(
    code="staff.code.wrong",
    message=N_("This code is not right, or was used already. Type the newest code; each works once."),
)


def refuse_too_many(staff: TwoStepAccount) -> Refusal | None:
    """Counts a try."""
    return hit(site().window, _key(staff), limit=TRIES, window=WINDOW)


def forgive(staff: TwoStepAccount) -> None:
    """The try that was right does not count."""
    take_back(site().window, _key(staff))


def take(staff: TwoStepAccount, typed: str) -> Authenticator | None:
    """What the code belongs to, used up now; None where it is wrong or was used."""
    code = normal(typed)
    for held in Authenticator.objects.filter(user=staff).exclude(type=Authenticator.Type.WEBAUTHN):
        with write():
            totp = held.type == Authenticator.Type.TOTP
            if take_step(staff, code, secret=secret_of(held)) if totp else held.wrap().validate_code(code):
                return held
    return None


def take_step(staff: TwoStepAccount, code: str, *, secret: str) -> bool:
    """Whether the code is right and newer than every one taken before."""
    step = step_of(secret, code)
    if step is None:
        return False
    # Two sessions with the same code at the same moment: one statement lets one of them through.
    later = accounts().filter(pk=staff.pk, last_code__lt=step)
    return later.update(last_code=step) == 1


def step_of(secret: str, code: str) -> int | None:
    for step in yield_hotp_counters_from_time():
        if compare_user_code(actual=code, expected=code_at(secret, step)):
            return step
    return None


def code_at(secret: str, step: int) -> str:
    return str(format_hotp_value(hotp_value(secret, step)))


def secret_of(held: Authenticator) -> str:
    return str(decrypt(held.data["secret"]))


def next_code(staff: TwoStepAccount) -> str:
    """Demo only: a code that is taken now; empty for at most half a minute, or where there is no app."""
    held = Authenticator.objects.filter(user=staff, type=Authenticator.Type.TOTP).first()
    if held is None:
        return ""
    last = accounts().values_list("last_code", flat=True).get(pk=staff.pk)
    _, present, ahead = yield_hotp_counters_from_time()
    step = next((step for step in (present, ahead) if step > last), None)
    return code_at(secret_of(held), step) if step else ""


def normal(typed: str) -> str:
    """As typed on a Japanese keyboard: full-width digits are digits."""
    return unicodedata.normalize("NFKC", typed)


def _key(staff: TwoStepAccount) -> str:
    return f"code:{staff.pk}"
