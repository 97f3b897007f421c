"""The pages a person meets: sign in, agree to what is handed over, sign.

The request stays in the address, so that a page can be reloaded; each time all of it is checked again.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from authlib.common.urls import add_params_to_uri
from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant
from authlib.oidc.core.errors import ConsentRequiredError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from todoke.core.errors import Refused
from todoke.demo_id import forms, signing
from todoke.demo_id.asking import Asked, OneSource, asked, returnable_client
from todoke.demo_id.facts import shown_facts
from todoke.demo_id.forms import Act
from todoke.demo_id.metadata import ACR
from todoke.demo_id.people import PEOPLE, SIGN_IN_PIN, SIGNING_PIN
from todoke.demo_id.provider import provider, session_state_of
from todoke.demo_id.signed_in import Granted, SignedIn, remember, signed_in, still_counts
from todoke.web.middleware import POLICY


@require_http_methods(["GET", "HEAD", "POST"])
def authorize(request: HttpRequest) -> HttpResponse:
    """Whatever is wrong with the request goes back to the site, once it is sure whose site that is."""
    client = returnable_client(request.GET)
    if client is None:
        return render(request, "demo_id/unknown_site.html", status=400)
    try:
        return allowing_way_back(_authorize(request), request.GET["redirect_uri"])
    except OAuth2Error as error:
        error.redirect_uri, error.state = request.GET["redirect_uri"], request.GET.get("state")
        return allowing_way_back(provider.handle_error_response(None, error), error.redirect_uri)


def _authorize(request: HttpRequest) -> HttpResponse:
    query = request.GET
    if query.get("response_type") != "code":
        raise OAuth2Error(error="unsupported_response_type")
    client = returnable_client(query)
    held = signed_in(request.session)
    # The prompt is looked at below, where max_age and acr_values are looked at too.
    grant = provider.get_consent_grant(OneSource(request, query), end_user=held and held.person)
    wanted = asked(query, client=client)
    if request.method == "POST":
        return _act(request, wanted, grant=grant, held=held)
    if not still_counts(held, asked=wanted, now=timezone.now()):
        _refuse_silent(wanted, "login_required")
        return _sign_in_page(request, wanted)
    _refuse_silent(wanted, ConsentRequiredError.error)
    return _agreement_page(request, wanted, held=held)


def _refuse_silent(wanted: Asked, error: str) -> None:
    """prompt=none: the site wants no page to be shown, and here there always is one."""
    if "none" in wanted.prompts:
        raise OAuth2Error(error=error)


def _act(
    request: HttpRequest, wanted: Asked, *, grant: AuthorizationCodeGrant, held: SignedIn | None
) -> HttpResponse:
    match forms.read_act(request.POST):
        case Act.CANCEL:
            response = provider.create_authorization_response(grant.request, grant_user=None, grant=grant)
            signing.decline(wanted)
            return response
        case Act.SIGN_IN:
            return _sign_in(request, wanted)
        case Act.HAND_OVER | Act.SIGN if held and still_counts(held, asked=wanted, now=timezone.now()):
            return _finish(request, wanted, grant=grant, held=held)
        case Act.SWITCH:
            request.session.flush()
    return HttpResponseRedirect(request.get_full_path())


def _sign_in(request: HttpRequest, wanted: Asked) -> HttpResponse:
    try:
        given = forms.read_sign_in(request.POST)
    except Refused as refused:
        return _sign_in_page(request, wanted, refused=refused)
    remember(request.session, given.person, acr=given.acr, asked=wanted, now=timezone.now())
    return HttpResponseRedirect(request.get_full_path())


def _finish(
    request: HttpRequest, wanted: Asked, *, grant: AuthorizationCodeGrant, held: SignedIn
) -> HttpResponse:
    """The code, and beside it the opaque `session_state` that the real service returns too."""
    granted = Granted(
        person=held.person,
        scope=forms.read_scope(request.POST, asked=wanted),
        acr=held.acr,
        authenticated_at=held.at,
    )
    cms = None
    if wanted.transaction:
        try:
            cms = signing.signature(request.POST, wanted.transaction, person=held.person)
        except Refused as refused:
            return _agreement_page(request, wanted, held=held, refused=refused)
    response = provider.create_authorization_response(grant.request, grant_user=granted, grant=grant)
    if cms is not None:
        signing.keep(wanted.transaction, cms)
    response["Location"] = add_params_to_uri(
        response["Location"], [("session_state", session_state_of(granted))]
    )
    return response


def _sign_in_page(request: HttpRequest, wanted: Asked, *, refused: Refused | None = None) -> HttpResponse:
    chosen = request.POST.get("acr") or next((one for one in wanted.acr_values if one in ACR), ACR[0])
    context = {"people": PEOPLE, "chosen": request.POST.get("person", ""), "acr": chosen}
    return _page(request, "demo_id/sign_in.html", wanted=wanted, refused=refused, pin=SIGN_IN_PIN, **context)


def _agreement_page(
    request: HttpRequest, wanted: Asked, *, held: SignedIn, refused: Refused | None = None
) -> HttpResponse:
    if wanted.transaction:
        context = {"digest": bytes(wanted.transaction.digest).hex(), "pin": SIGNING_PIN}
        context |= signing.choice(request.POST)
        return _page(request, "demo_id/sign.html", wanted=wanted, refused=refused, held=held, **context)
    facts = shown_facts(held.person, claims=wanted.claims)
    return _page(request, "demo_id/consent.html", wanted=wanted, held=held, facts=facts)


def _page(
    request: HttpRequest, template: str, *, wanted: Asked, refused: Refused | None = None, **context: Any
) -> HttpResponse:
    context |= {"asked": wanted, "refusals": refused.refusals if refused else ()}
    return render(request, template, context, status=422 if refused else 200)


def allowing_way_back(response: HttpResponse, redirect_uri: str) -> HttpResponse:
    """The page's form ends at the site, and browsers hold a form's redirects to `form-action` as well."""
    parts = urlsplit(redirect_uri)
    target = f"form-action 'self' {parts.scheme}://{parts.netloc}"
    response.headers["Content-Security-Policy"] = POLICY.replace("form-action 'self'", target)
    return response
