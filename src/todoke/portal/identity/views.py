"""Signing in: by a code to a mailbox, by a passkey, with a second factor; and signing out."""

from __future__ import annotations

import json

from allauth.account.stages import LoginStageController
from allauth.mfa.base.internal.flows import post_authentication
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from todoke.core.errors import Refused
from todoke.portal.identity import app_codes, codes, commands, forms, passkeys
from todoke.portal.identity.codes import Purpose
from todoke.portal.identity.oidc.providers import id_providers
from todoke.portal.identity.queries import read_mailbox
from todoke.portal.identity.stages import SecondFactor
from todoke.portal.identity.ways import ways_of

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@GET_OR_POST
def sign_in(request: HttpRequest) -> HttpResponse:
    """POST: send a code to the mailbox."""
    back = forms.read_back(request)
    if request.user.is_authenticated:
        return redirect(_with_back("account_reauthenticate", back) if back else "identity:overview")
    if request.method != "POST":
        return _sign_in_page(request, back=back)
    try:
        codes.ask(request, purpose=Purpose.SIGN_IN, address=forms.read_address(request), back=back)
    except Refused as refused:
        return _sign_in_page(request, back=back, refused=refused)
    return redirect("identity:code")


def _sign_in_page(
    request: HttpRequest, *, back: str, refused: Refused | None = None, of: str = "address"
) -> HttpResponse:
    context = {
        "back_to": back,
        "typed": request.POST.get("address", ""),
        "refusal": refused and refused.refusals[0],
        "refused_at": of,
        "options": json.dumps(passkeys.options_to_sign_in()),
        "services": id_providers(),
    }
    return render(request, "identity/sign_in.html", context, status=422 if refused else 200)


def _with_back(name: str, back: str) -> str:
    return f"{reverse(name)}?{urlencode({'next': back})}" if back else reverse(name)


@never_cache
@GET_OR_POST
def code(request: HttpRequest) -> HttpResponse:
    """The code that was sent, whatever for."""
    held = codes.waiting(request)
    if held is None:
        return redirect("account_login")
    if request.method != "POST":
        return _code_page(request, held)
    try:
        proved = codes.prove(request, request.POST.get("code", ""))
        return _go_on(request, proved)
    except Refused as refused:
        return _code_page(request, held, refused=refused)


def _go_on(request: HttpRequest, proved: codes.Waiting) -> HttpResponse:
    if proved.purpose == Purpose.SIGN_IN:
        return commands.sign_in_by_email(request, proved.address, back=proved.back)
    if not request.user.is_authenticated:  # signed out meanwhile
        return redirect("account_login")
    if proved.purpose == Purpose.RENEW:
        if proved.address != request.user.email:  # changed meanwhile: the former mailbox proves nothing
            return redirect("account_reauthenticate")
        commands.renew_by_email(request, proved.address)
    else:
        commands.use_address(request, proved.address)
    return redirect(proved.back or "identity:overview")


def _code_page(request: HttpRequest, held: codes.Waiting, *, refused: Refused | None = None) -> HttpResponse:
    context = {
        "held": held,
        "again": "identity:address" if held.purpose == Purpose.ADD_ADDRESS else "account_login",
        "refusal": refused and refused.refusals[0],
        "over": refused is not None and refused.refusals[0] is not codes.WRONG,
    }
    return render(request, "identity/code.html", context, status=422 if refused else 200)


@never_cache
@require_POST
def passkey_sign_in(request: HttpRequest) -> HttpResponse:
    back = forms.read_back(request)
    try:
        return commands.sign_in_by_passkey(request, request.POST.get("credential", ""), back=back)
    except Refused as refused:
        return _sign_in_page(request, back=back, refused=refused, of="passkey")


@never_cache
@GET_OR_POST
def passkey_account(request: HttpRequest) -> HttpResponse:
    """An account begun with a passkey and nothing else."""
    if request.user.is_authenticated:
        return redirect("identity:overview")
    back, refused = forms.read_back(request), None
    if request.method == "POST":
        try:
            return commands.begin_account_by_passkey(
                request, request.POST.get("credential", ""), name=forms.read_name(request), back=back
            )
        except Refused as error:
            refused = error
    options = json.dumps(passkeys.options_to_add(commands.account_to_be(request)))
    context = {"back_to": back, "options": options, "refusal": refused and refused.refusals[0]}
    return render(request, "identity/passkey_account.html", context, status=422 if refused else 200)


@never_cache
@GET_OR_POST
def second_factor(request: HttpRequest) -> HttpResponse:
    """Between the code by e-mail and being signed in."""
    stage = LoginStageController.enter(request, SecondFactor.key)
    if stage is None:
        return redirect("account_login")
    account, refused = stage.login.user, None
    if request.method == "POST":
        try:
            post_authentication(request, _factor(request, account))
            return stage.exit()
        except Refused as error:
            refused = error
    held = ways_of(account)
    context = {
        "ways": held,
        "options": json.dumps(passkeys.options_to_prove(account)) if held.passkeys else None,
        "refusal": refused and refused.refusals[0],
    }
    return render(request, "identity/second_factor.html", context, status=422 if refused else 200)


@never_cache
@GET_OR_POST
def begin_anew(request: HttpRequest) -> HttpResponse:
    """The way on for who has lost the passkeys, the app and the recovery codes."""
    stage = LoginStageController.enter(request, SecondFactor.key)
    # Attack: an account deleted by who can use an ID service of its owner's and not the mailbox.
    if stage is None or not stage.login.user.email or not read_mailbox(request, stage.login.user):
        return redirect("account_login")
    if request.method == "POST":
        return commands.begin_anew(request, stage.login.user, back=stage.login.redirect_url or "")
    return render(request, "identity/begin_anew.html", {"address": stage.login.user.email})


def _factor(request: HttpRequest, account: object):
    if "credential" in request.POST:
        return passkeys.proved_with(account, request.POST["credential"])
    return app_codes.proved_with(account, request.POST.get("code", ""))


@never_cache
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("account_login")
