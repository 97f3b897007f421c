"""Choosing a new password: one's own, by whoever knows the present one and has just shown the second step."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from todoke.core.errors import Refused
from todoke.core.refusal import N_, Refusal
from todoke.web.jinja import say
from todoke.web.sign_in.passwords import SHORTEST, change_own
from todoke.web.sign_in.proofs import lately_proved_before_typing
from todoke.web.sign_in.site import site
from todoke.web.sign_in.views import status_of

CHANGED = N_("The password was changed. You were signed out everywhere else.")


@sensitive_post_parameters()
@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@lately_proved_before_typing
def password(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _page(request)
    typed = {name: request.POST.get(name, "") for name in ("current", "new", "again")}
    try:
        change_own(request, **typed)
    except Refused as error:
        return _page(request, refusal=error.refusals[0])
    messages.success(request, say(CHANGED))
    return redirect("sign_in:account")


def _page(request: HttpRequest, *, refusal: Refusal | None = None) -> HttpResponse:
    given = request.user.password_given  # type: ignore[union-attr]
    context = {"refusal": refusal, "least": SHORTEST, "given": given, "nav": "" if given else site().nav}
    return render(request, "sign_in/password.html", context, status=status_of(refusal))
