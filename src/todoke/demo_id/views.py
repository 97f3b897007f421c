"""What programs ask: discovery, keys, tokens, facts about a person. And the page that says what this is."""

from __future__ import annotations

from authlib.integrations.django_oauth2.resource_protector import return_error_response
from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import InvalidRequestError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from todoke.demo_id import metadata, signing_keys
from todoke.demo_id.facts import facts_about
from todoke.demo_id.people import PEOPLE
from todoke.demo_id.provider import protected, provider, subject_of


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "demo_id/about.html", {"people": PEOPLE})


@require_safe
def discovery(request: HttpRequest) -> HttpResponse:
    return JsonResponse(metadata.discovery())


@require_safe
def certs(request: HttpRequest) -> HttpResponse:
    return JsonResponse(signing_keys.published())


@csrf_exempt
@require_http_methods(["POST"])
def token(request: HttpRequest) -> HttpResponse:
    """Parameters in the address are refused: they would stay in logs on the way."""
    if request.GET:
        return return_error_response(InvalidRequestError("Parameters belong into the body."))
    return provider.create_token_response(request)


@csrf_exempt
@require_http_methods(["GET", "POST"])
def userinfo(request: HttpRequest) -> HttpResponse:
    if request.GET or request.POST:
        return return_error_response(InvalidRequestError("The token belongs into the Authorization header."))
    try:
        held = protected.acquire_token(request, "openid")
    except OAuth2Error as error:
        return return_error_response(error)
    person, client = held.get_user(), held.get_client()
    sub = subject_of(person, client=client)
    return JsonResponse({"sub": sub, **facts_about(person, scopes=held.scope.split())})
