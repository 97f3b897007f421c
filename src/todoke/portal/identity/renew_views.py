"""Showing once more who one is: before a change of the account, or for a form that asks for a newer proof."""

from __future__ import annotations

import json
import time
from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from todoke.core.errors import Refused
from todoke.portal.identity import app_codes, codes, commands, forms, passkeys
from todoke.portal.identity.codes import Purpose
from todoke.portal.identity.oidc.providers import id_provider
from todoke.portal.identity.queries import PASSKEY, TOTP, records_of, times_of
from todoke.portal.identity.ways import Ways, ways_of

JUST_NOW = timedelta(minutes=1)
ADDING = {PASSKEY: "identity:passkey_add", TOTP: "identity:app_add"}


@never_cache
@require_safe
def reach(request: HttpRequest) -> HttpResponse:
    """To a proof by the method a form asks for: signing in, showing it once more, or setting it up first."""
    method, back = request.GET.get("method", ""), forms.read_back(request)
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path(), reverse("account_login"))
    at = times_of(records_of(request)).get(method)
    if at is not None and time.time() - at < JUST_NOW.total_seconds():
        return redirect(back or "identity:overview")
    held = ways_of(request.user)
    lacks = {PASSKEY: not held.passkeys, TOTP: not held.has_app}.get(method, False)
    page = ADDING[method] if lacks else "account_reauthenticate"
    return redirect(f"{reverse(page)}?{urlencode({'next': back})}")


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def renew(request: HttpRequest) -> HttpResponse:
    back, refused = forms.read_back(request), None
    if request.method == "POST":
        try:
            return _renewed(request, back=back)
        except Refused as error:
            refused = error
    held = ways_of(request.user)
    context = {
        "back_to": back,
        "ways": held,
        "services": _still_offered(held),
        "options": json.dumps(passkeys.options_to_prove(request.user)) if held.passkeys else None,
        "refusal": refused and refused.refusals[0],
    }
    return render(request, "identity/renew.html", context, status=422 if refused else 200)


def _renewed(request: HttpRequest, *, back: str) -> HttpResponse:
    if "credential" in request.POST:
        commands.renew_by(request, passkeys.proved_with(request.user, request.POST["credential"]))
    elif "code" in request.POST:
        commands.renew_by(request, app_codes.proved_with(request.user, request.POST["code"]))
    elif request.user.email:
        codes.ask(request, purpose=Purpose.RENEW, address=request.user.email, back=back)
        return redirect("identity:code")
    return redirect(back or "identity:overview")


def _still_offered(held: Ways) -> list[object]:
    found = (id_provider(one.provider) for one in held.services)
    return [one for one in found if one]
