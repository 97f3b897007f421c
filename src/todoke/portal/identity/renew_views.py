"""Showing once more who one is: before a change of the account, or for a form that asks for a newer proof."""

from __future__ import annotations

import json

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from todoke.core.errors import Refused
from todoke.portal.identity import app_codes, codes, commands, forms, passkeys
from todoke.portal.identity.codes import Purpose
from todoke.portal.identity.oidc.providers import id_provider
from todoke.portal.identity.ways import Ways, ways_of


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
