"""Adding and removing ways of signing in. Every view asks for a fresh proof first."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.socialaccount.models import SocialAccount
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from todoke.core.errors import Refused
from todoke.core.refusal import N_, Refusal
from todoke.portal.identity import app_codes, codes, commands, forms, passkeys, ways
from todoke.portal.identity.adapter import SecondFactorAdapter
from todoke.portal.identity.codes import Purpose
from todoke.portal.identity.fresh import needs_fresh_proof
from todoke.web.jinja import called
from todoke.web.qr import data_uri

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What the page says before something is removed."""

    title: str
    words: str
    act: str


PASSKEY = Asked(
    title=N_("Remove this passkey"),
    words=N_("It then no longer signs in here. Delete it on the device as well."),
    act=N_("Remove this passkey"),
)
APP = Asked(
    title=N_("Remove the authenticator app"),
    words=N_("Its codes then no longer work here. Delete the account in the app as well."),
    act=N_("Remove the authenticator app"),
)
ADDRESS = Asked(
    title=N_("Remove the address"),
    words=N_("You then sign in without codes by e-mail, and the recovery codes no longer work."),
    act=N_("Remove the address"),
)
SERVICE = Asked(
    title=N_("Remove this ID service"),
    words=N_("It then no longer signs in to this account."),
    act=N_("Remove this ID service"),
)


def _page(
    request: HttpRequest, template: str, *, refused: Refused | None = None, **more: object
) -> HttpResponse:
    context = {"refusal": refused and refused.refusals[0], **more}
    return render(request, f"identity/{template}.html", context, status=422 if refused else 200)


def _removal(
    request: HttpRequest,
    asked: Asked,
    *,
    name: str,
    refused: Refused | None = None,
    barred: Callable[[ways.Ways], Refusal | None] | None = None,
) -> HttpResponse:
    """Where it will be refused, the sentence stands there before anybody presses the button."""
    known = barred(ways.ways_of(request.user)) if barred else None
    return _page(request, "remove", refused=refused, asked=asked, name=name, barred=known)


def _own(request: HttpRequest, kind: Authenticator.Type, **which: object) -> Authenticator:
    return get_object_or_404(Authenticator, user=request.user, type=kind, **which)


@never_cache
@GET_OR_POST
@needs_fresh_proof
def add_passkey(request: HttpRequest) -> HttpResponse:
    back, refused = forms.read_back(request), None
    if request.method == "POST":
        had_codes = ways.ways_of(request.user).codes_left is not None
        try:
            answer = request.POST.get("credential", "")
            commands.add_passkey(request, answer, name=forms.read_name(request))
            return _after_adding(request, back=back, had_codes=had_codes)
        except Refused as error:
            refused = error
    options = json.dumps(passkeys.options_to_add(request.user))
    return _page(request, "passkey_add", refused=refused, options=options, back_to=back)


def _after_adding(request: HttpRequest, *, back: str, had_codes: bool) -> HttpResponse:
    """Recovery codes that were just made are shown before anything else."""
    if request.user.email and not had_codes:
        return redirect(f"{reverse('identity:codes')}?{urlencode({'next': back})}")
    return redirect(back or "identity:overview")


@never_cache
@GET_OR_POST
@needs_fresh_proof
def remove_passkey(request: HttpRequest, id: int) -> HttpResponse:
    passkey = _own(request, Authenticator.Type.WEBAUTHN, pk=id)
    refused = None
    if request.method == "POST":
        try:
            commands.remove_passkey(request, passkey)
            return redirect("identity:overview")
        except Refused as error:
            refused = error
    return _removal(request, PASSKEY, refused=refused, name=passkey.wrap().name, barred=ways.refuse_removing)


@never_cache
@GET_OR_POST
@needs_fresh_proof
def add_app(request: HttpRequest) -> HttpResponse:
    held, back = ways.ways_of(request.user), forms.read_back(request)
    if held.has_app:
        return redirect(back or "identity:overview")
    if refusal := ways.refuse_app(held):
        return _page(request, "app_add", refused=Refused(refusal), secret=None, picture=None)
    if request.method != "POST":
        return _app_page(request, app_codes.secret_for_new())
    try:
        commands.add_app(request, request.POST.get("code", ""))
    except Refused as refused:
        return _app_page(request, app_codes.secret_of_session(), refused=refused)
    return _after_adding(request, back=back, had_codes=held.codes_left is not None)


def _app_page(request: HttpRequest, secret: str, *, refused: Refused | None = None) -> HttpResponse:
    picture = data_uri(SecondFactorAdapter().build_totp_url(request.user, secret))
    shown = app_codes.shown_secret(secret)
    back = forms.read_back(request)
    return _page(request, "app_add", refused=refused, secret=shown, picture=picture, back_to=back)


@never_cache
@GET_OR_POST
@needs_fresh_proof
def remove_app(request: HttpRequest) -> HttpResponse:
    app = _own(request, Authenticator.Type.TOTP)
    if request.method == "POST":
        commands.remove_app(request, app)
        return redirect("identity:overview")
    return _removal(request, APP, name="")


@never_cache
@require_safe
@needs_fresh_proof
def show_codes(request: HttpRequest) -> HttpResponse:
    held = RecoveryCodes(_own(request, Authenticator.Type.RECOVERY_CODES))
    after = forms.read_back(request) or reverse("identity:overview")
    return _page(request, "codes", left=held.get_unused_codes(), after=after)


@never_cache
@require_POST
@needs_fresh_proof
def make_codes(request: HttpRequest) -> HttpResponse:
    _own(request, Authenticator.Type.RECOVERY_CODES)
    commands.make_codes(request)
    return redirect("identity:codes")


@never_cache
@GET_OR_POST
@needs_fresh_proof
def address(request: HttpRequest) -> HttpResponse:
    refused = None
    if request.method == "POST":
        try:
            codes.ask(request, purpose=Purpose.ADD_ADDRESS, address=forms.read_address(request))
            return redirect("identity:code")
        except Refused as error:
            refused = error
    typed = request.POST.get("address", "")
    return _page(request, "address", refused=refused, typed=typed, now=request.user.email)


@never_cache
@GET_OR_POST
@needs_fresh_proof
def remove_address(request: HttpRequest) -> HttpResponse:
    refused = None
    if request.method == "POST":
        try:
            commands.remove_address(request)
            return redirect("identity:overview")
        except Refused as error:
            refused = error
    return _removal(
        request,
        ADDRESS,
        refused=refused,
        name=request.user.email or "",
        barred=ways.refuse_removing_address,
    )


@never_cache
@GET_OR_POST
@needs_fresh_proof
def remove_service(request: HttpRequest, id: int) -> HttpResponse:
    service = get_object_or_404(SocialAccount, user=request.user, pk=id)
    refused = None
    if request.method == "POST":
        try:
            commands.remove_service(request, service)
            return redirect("identity:overview")
        except Refused as error:
            refused = error
    shown = next(one for one in ways.ways_of(request.user).services if one.id == service.pk)
    return _removal(request, SERVICE, refused=refused, name=called(shown), barred=ways.refuse_removing)
