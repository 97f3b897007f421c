"""Whoever changes an account has just shown again that it is theirs.

Invariants:
- every change of an account and every sight of its recovery codes asks `is_fresh`, our own views by
  `needs_fresh_proof`, allauth's flows by the adapter.
- where the account has a passkey or an app, a code by e-mail alone is not enough, nor an ID service that
  asked for one factor.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from urllib.parse import urlencode

from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.models import Authenticator
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from todoke.portal.identity.queries import EMAIL_CODE, ID_SERVICE, by_two_factors, kind_of, records_of

LASTS = timedelta(minutes=10)
STRONG = (Authenticator.Type.WEBAUTHN, Authenticator.Type.TOTP)

View = Callable[..., HttpResponse]


def is_fresh(request: HttpRequest) -> bool:
    if not request.user.is_authenticated:
        return False
    times = [float(one["at"]) for one in records_of(request) if _counts(request, kind_of(one))]
    return bool(times) and 0 <= time.time() - max(times) < LASTS.total_seconds()


def _counts(request: HttpRequest, kind: str | None) -> bool:
    if kind == EMAIL_CODE or (kind == ID_SERVICE and not by_two_factors(request)):
        return not has_strong(request)
    return kind is not None


def has_strong(request: HttpRequest) -> bool:
    """Asked once per request."""
    held: bool | None = getattr(request, "_has_strong_way", None)
    if held is None:
        held = Authenticator.objects.filter(user_id=request.user.pk, type__in=STRONG).exists()
        request._has_strong_way = held  # type: ignore[attr-defined]
    return held


def require(request: HttpRequest) -> None:
    """Raises what WhereAccountsLive turns into the page that asks once more."""
    if not is_fresh(request):
        raise ReauthenticationRequired


def needs_fresh_proof(view: View) -> View:
    @wraps(view)
    @login_required
    def asked_first(request: HttpRequest, *args: object, **given: object) -> HttpResponse:
        require(request)
        return view(request, *args, **given)

    asked_first.needs_fresh_proof = True  # type: ignore[attr-defined]
    return asked_first


def ask_once_more(request: HttpRequest) -> HttpResponse:
    """What was typed is not kept: a form of an account has a line at most."""
    after = request.get_full_path() if request.method in {"GET", "HEAD"} else request.path
    return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': after})}")
