"""How the person wants pages shown; and a word for the load balancer."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_safe

from todoke.web.middleware import LANGUAGES, SIZES, THEMES, one_of

YEAR = 365 * 24 * 3600
CHOICES = {"language": LANGUAGES, "theme": THEMES, "size": SIZES}


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain")


@require_http_methods(["GET", "HEAD", "POST"])
def display(request: HttpRequest) -> HttpResponse:
    """Language, colours and text size, kept in cookies of this device."""
    if request.method != "POST":
        back = safe_path(request, request.GET.get("back", "/"))
        return render(request, "web/display.html", {"back_to": back})
    response = HttpResponseRedirect(safe_path(request, request.POST.get("back", "/")))
    for name, allowed in CHOICES.items():
        if name in request.POST:
            response.set_cookie(
                f"todoke_{name}",
                one_of(request.POST[name], allowed),
                max_age=YEAR,
                samesite="Lax",
                httponly=True,
                secure=settings.TODOKE.https,
            )
    return response


def safe_path(request: HttpRequest, path: str) -> str:
    """Only paths of this site: nobody is sent elsewhere from here."""
    if path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None):
        return path
    return "/"
