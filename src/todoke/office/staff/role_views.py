"""Who holds which role in which section; giving and taking them."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from todoke.core.errors import Refused
from todoke.core.refusal import N_, Refusal
from todoke.office.staff import roles
from todoke.office.staff.models import Staff
from todoke.web.jinja import say
from todoke.web.sign_in.factor_views import visible
from todoke.web.sign_in.proofs import lately_proved

FIELDS = ("login", "section", "role", "note")
GIVEN = N_("The role was given. It counts from now on.")
SIGNED_OUT = N_("This person was signed out everywhere.")
TAKEN = N_("The role was taken away. It counts no more from now on.")


@login_required
@require_safe
def show_roles(request: HttpRequest) -> HttpResponse:
    if not roles.may_look(request.user):
        raise PermissionDenied
    return _page(request)


@login_required
@require_POST
@lately_proved
def give_role(request: HttpRequest) -> HttpResponse:
    return _attempt(request, roles.give, done=GIVEN)


@login_required
@require_POST
@lately_proved
def take_role(request: HttpRequest) -> HttpResponse:
    return _attempt(request, roles.take, done=TAKEN)


@login_required
@require_POST
@lately_proved
def end_sessions_of(request: HttpRequest) -> HttpResponse:
    """Of somebody in a section one administers; what they had not saved is lost to them."""
    if not roles.may_look(request.user):
        raise PermissionDenied
    try:
        roles.sign_out(visible(request.POST.get("login", ""))[:200], by=request.user)
    except Refused as error:
        return _page(request, refusal=error.refusals[0])
    messages.success(request, say(SIGNED_OUT))
    return redirect("staff:roles")


def _attempt(request: HttpRequest, command: Callable[..., None], *, done: str) -> HttpResponse:
    if not roles.may_look(request.user):
        raise PermissionDenied
    typed = {name: visible(request.POST.get(name, ""))[:200] for name in FIELDS}
    try:
        command(roles.RoleWish(**typed), by=request.user)
    except Refused as error:
        return _page(request, typed=typed, refusal=error.refusals[0])
    messages.success(request, say(done))
    return redirect("staff:roles")


def _page(
    request: HttpRequest, *, typed: dict[str, str] | None = None, refusal: Refusal | None = None
) -> HttpResponse:
    context = {
        "refusal": refusal,
        "typed": typed or {"login": "", "section": "", "role": "", "note": ""},
        "mine": roles.administered_by(request.user),
        "own_people": roles.people_of(request.user),
        "holders": roles.holders(),
        "people": Staff.objects.filter(is_active=True).order_by("name", "login"),
        "role_words": roles.ROLE_WORDS,
        "events": roles.latest_events(),
        "words": roles.EVENT_WORDS,
        "get_messages": messages.get_messages,
    }
    return render(request, "staff/roles.html", context, status=422 if refusal else 200)
