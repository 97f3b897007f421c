"""The navigation for whoever is signed in with both steps: `request.places()`, asked when a page draws it."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from todoke.hub.members.places import lines_for
from todoke.web.sign_in.proofs import factor_was_proved


class Navigation:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if factor_was_proved(request):
            request.places = lambda: lines_for(request.user)  # type: ignore[attr-defined,arg-type]
        return self.get_response(request)
