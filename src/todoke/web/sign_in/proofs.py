"""What this session has proved, and when: read from allauth's records, which hold it by person."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
    record_authentication,
)
from allauth.account.internal.flows.reauthentication import STATE_SESSION_KEY, suspend_request
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from todoke.web.sign_in.accounts import TwoStepAccount

FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
View = Callable[..., HttpResponse]


def proved_at(request: HttpRequest) -> float | None:
    """When a second factor was last proved in this session by the person it belongs to; asks no database."""
    session = request.session
    if session.get(_AUTHENTICATION_METHODS_USER_SESSION_KEY) != session.get(SESSION_KEY):
        return None
    records = session.get(AUTHENTICATION_METHODS_SESSION_KEY) or []
    times = [record["at"] for record in records if record.get("method") == "mfa"]
    return max(times, default=None)


def factor_was_proved(request: HttpRequest) -> bool:
    return proved_at(request) is not None


def record_factor(request: HttpRequest, staff: TwoStepAccount, authenticator: Authenticator) -> None:
    """This session holds the factor from now on; older records of the same kind are not kept."""
    session = request.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        record
        for record in session.get(AUTHENTICATION_METHODS_SESSION_KEY) or []
        if record["method"] != "mfa"
    ]
    authenticator.record_usage()
    record_authentication(request, staff, "mfa", id=authenticator.pk, type=authenticator.type)


def has_factor(staff: TwoStepAccount) -> bool:
    return bool(is_mfa_enabled(staff, FACTORS))


def proved_lately(request: HttpRequest) -> bool:
    at = proved_at(request)
    return at is not None and time.time() - at <= settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def lately_proved(view: View) -> View:
    """Only within five minutes of a proof; else it is asked for first, and what was sent is kept."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated and not proved_lately(request):
            return suspend_request(request, reverse("sign_in:prove"))
        return view(request, *args, **kwargs)

    return guarded


def lately_proved_before_typing(view: View) -> View:
    """Like `lately_proved`, for a form of secrets: what was sent is not kept, the empty form comes again."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated and not proved_lately(request):
            request.session.pop(STATE_SESSION_KEY, None)
            return redirect(f"{reverse('sign_in:prove')}?{urlencode({'next': request.path})}")
        return view(request, *args, **kwargs)

    return guarded


def may_add_factor(view: View) -> View:
    """Like `lately_proved`; and for the very first factor, when the password is all there is yet."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if factor_was_proved(request):
            return lately_proved(view)(request, *args, **kwargs)
        if has_factor(request.user):  # set up in another window since: that one has to be proved
            logout(request)
            return redirect("account_login")
        return view(request, *args, **kwargs)

    return guarded
