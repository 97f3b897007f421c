"""Sessions and sign-in, under /account/ and nowhere else.

Invariants:
- an application's pages pass one comparison of their path here, and no session and no statement.
- a session ends 30 minutes after its last page (SESSION_COOKIE_AGE) and 8 hours after the sign-in, whichever
  comes first; one that can't say when it began is over.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from allauth.account.middleware import AccountMiddleware
from allauth.core.exceptions import ReauthenticationRequired
from allauth.usersessions.middleware import UserSessionsMiddleware
from django.contrib.auth import logout
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse

from todoke.portal.identity.fresh import ask_once_more

PREFIX = "/account/"
LONGEST_SECONDS = 8 * 3600
SIGNED_IN_AT = "signed_in_at"

Respond = Callable[[HttpRequest], HttpResponse]


class WhereAccountsLive:
    """Django's and allauth's middlewares, in this order, for what lies under /account/."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response
        self._account = AccountMiddleware(UserSessionsMiddleware(get_response))
        limited = SessionLimits(self._account)
        self._chain = SessionMiddleware(AuthenticationMiddleware(MessageMiddleware(limited)))

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PREFIX):
            return self.get_response(request)
        return self._chain(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """allauth raises answers, such as the way to sign in once more."""
        if not request.path_info.startswith(PREFIX):
            return None
        if isinstance(exception, ReauthenticationRequired):
            return ask_once_more(request)
        answer: HttpResponse | None = self._account.process_exception(request, exception)
        return answer


class SessionLimits:
    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and is_over(request.session.get(SIGNED_IN_AT)):
            logout(request)
        return self.get_response(request)


def is_over(signed_in_at: float | None) -> bool:
    return signed_in_at is None or not 0 <= time.time() - signed_in_at < LONGEST_SECONDS
