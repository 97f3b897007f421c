"""What stands before every page of a site with sign-in: limits of a session, and the second factor.

Invariants:
- a session ends 30 minutes after the last request and 8 hours after signing in, whatever its cookie says.
- a session without a proved second factor reaches the pages that set one up, and no others.
- a session that began with a password made for somebody reaches the page where they choose their own.
- neither asks the database on a page that is simply read, but once a minute to note that somebody was there,
  and once a session whose password it is.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from todoke.web.sign_in.proofs import factor_was_proved

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=8)
NOTED_EVERY = timedelta(minutes=1)
BEGAN, SEEN = "todoke_began", "todoke_seen"
# Whoever has lost their session here is where they would be sent to anyway.
STAYS = ("/login", "/logout", "/display", "/healthz")

OPEN_VIEWS = frozenset(
    {
        *("account_login", "account_logout", "mfa_authenticate", "web:display", "web:healthz"),
        *("sign_in:set_up", "sign_in:add_app", "sign_in:add_passkey"),
    }
)
"""All that a person reaches whose session holds no second factor."""
WITH_GIVEN_PASSWORD = OPEN_VIEWS | {"sign_in:password", "sign_in:prove", "sign_in:codes"}
OWN_PASSWORD = "todoke_own_password"  # noqa: S105 - a key of the session

Respond = Callable[[HttpRequest], HttpResponse]


class SessionLimits:
    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if SESSION_KEY not in request.session:
            return self.get_response(request)
        why = over(request)
        if why:
            logout(request)
            if not request.path.startswith(STAYS):
                return to_sign_in(request, why)
        else:
            note_presence(request)
        return self.get_response(request)


def over(request: HttpRequest) -> str:
    """Why this session has ended, or nothing."""
    now, session = time.time(), request.session
    if now - session.get(BEGAN, now) >= LONGEST.total_seconds():
        return "long"
    if now - session.get(SEEN, now) >= IDLE.total_seconds():
        return "idle"
    return ""


def note_presence(request: HttpRequest) -> None:
    now, session = time.time(), request.session
    session.setdefault(BEGAN, now)
    if now - session.get(SEEN, 0) >= NOTED_EVERY.total_seconds():
        session[SEEN] = now
        UserSession.objects.filter(session_key=session.session_key).update(last_seen_at=timezone.now())


def to_sign_in(request: HttpRequest, why: str) -> HttpResponseRedirect:
    after = request.get_full_path() if request.method in ("GET", "HEAD") else ""
    return redirect(f"{reverse('account_login')}?{urlencode({'why': why, 'next': after})}")


class FactorFirst:
    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *called: Any) -> HttpResponse | None:
        if SESSION_KEY not in request.session:
            return None
        name = request.resolver_match.view_name if request.resolver_match else ""
        if not factor_was_proved(request):
            return None if name in OPEN_VIEWS else redirect("sign_in:set_up")
        if name in WITH_GIVEN_PASSWORD or chose_own_password(request):
            return None
        return redirect("sign_in:password")


def chose_own_password(request: HttpRequest) -> bool:
    """Asked once a session: giving a new password ends the session, choosing one's own sets it here."""
    if request.session.get(OWN_PASSWORD) or not request.user.is_authenticated:
        return True  # where a session was ended from elsewhere, the page itself sends to the sign-in
    if not request.user.password_given:  # type: ignore[union-attr]
        request.session[OWN_PASSWORD] = True
    return bool(request.session.get(OWN_PASSWORD))
