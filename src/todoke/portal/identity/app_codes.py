"""The second factors that are typed: the code of an authenticator app, and recovery codes.

Invariants:
- five wrong codes within five minutes or twenty a day end the trying for that account, not for its network.
- a code of an app works once, even in the seconds in which its time is not over.
"""

from __future__ import annotations

from datetime import timedelta

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.http import HttpRequest

from todoke.core.errors import Refused
from todoke.core.refusal import N_, Refusal
from todoke.portal.identity.codes import digits_of
from todoke.portal.identity.models import Account, SignInWindow
from todoke.web.rate_limit import hit, take_back

LIMITS = ((5, timedelta(minutes=5)), (20, timedelta(days=1)))
ONE_TIME = timedelta(minutes=3)  # longer than a code counts, tolerance included

WRONG = Refusal(
    code="identity.app.wrong",
    message=N_("This code is not right, or was used before. Wait for the next one in the app and type that."),
)
TOO_OFTEN = N_("Wrong codes were typed too often. Try again in %(minutes)s minutes.")


def proved_with(account: Account, typed: str) -> Authenticator:
    """The app or the recovery codes this code belongs to. Raises Refused."""
    _count(account)
    code = digits_of(typed)
    found = next((one for one in _typed_kinds(account) if one.wrap().validate_code(code)), None)
    # Attack: reading a code over the shoulder. allauth forgets it after 30 s, it counts for 90 s.
    if found is None or (found.type == Authenticator.Type.TOTP and _was_used(account, code)):
        raise Refused(WRONG)
    for number, _window in enumerate(LIMITS):
        take_back(SignInWindow, _key(account, number))
    return found


def secret_for_new() -> str:
    """Kept in the session until its first code was typed."""
    secret: str = totp.get_totp_secret(regenerate=True)
    return secret


def secret_of_session() -> str:
    secret: str = totp.get_totp_secret(regenerate=False)
    return secret


def read_new(account: Account, typed: str) -> str:
    """The secret of the session, once a code of it was typed. Raises Refused."""
    _count(account)
    secret, code = secret_of_session(), digits_of(typed)
    if not totp.validate_totp_code(secret, code) or _was_used(account, code):
        raise Refused(WRONG)
    return secret


def keep(request: HttpRequest, account: Account, *, secret: str) -> Authenticator:
    kept: Authenticator = totp.TOTP.activate(account, secret).instance
    totp.clear_totp_secret(request)
    return kept


def shown_secret(secret: str) -> str:
    """In groups of four, to be typed where no picture can be read."""
    return " ".join(secret[place : place + 4] for place in range(0, len(secret), 4))


def _typed_kinds(account: Account) -> list[Authenticator]:
    rows = Authenticator.objects.filter(user=account).exclude(type=Authenticator.Type.WEBAUTHN)
    return list(rows.order_by("-type"))


def _count(account: Account) -> None:
    for number, (limit, window) in enumerate(LIMITS):
        if found := hit(SignInWindow, _key(account, number), limit=limit, window=window):
            raise Refused(Refusal(code="identity.app.too-often", message=TOO_OFTEN, params=found.params))


def _key(account: Account, number: int) -> str:
    return f"typed:{number}:{account.pk}"


def _was_used(account: Account, code: str) -> bool:
    return hit(SignInWindow, f"used:{account.pk}:{code}", limit=1, window=ONE_TIME) is not None
