"""What waits for one, and the bodies with the seat of their digital function."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_http_methods, require_safe

from todoke.core.errors import Refused
from todoke.core.refusal import N_
from todoke.core.talent.bodies import KIND_WORDS, SEAT_WORDS, DxSeat
from todoke.core.talent.posts import POST_TASKS, POST_WORDS, refuse_describe
from todoke.hub.members import commands, queries
from todoke.hub.members.forms import BodyForm, SeatForm
from todoke.hub.members.guards import post_needed, refused, signed_in
from todoke.hub.members.models import PostKind
from todoke.hub.members.waiting import waiting_for
from todoke.web.jinja import say

SAVED = N_("It is saved.")
WORDS = {"kind_words": KIND_WORDS, "seat_words": SEAT_WORDS, "post_words": POST_WORDS}


@require_safe
@signed_in
def home(request: HttpRequest) -> HttpResponse:
    context = {
        "waiting": waiting_for(request.user),
        "posts": queries.posts_of(request.user),
        "tasks": POST_TASKS,
        **WORDS,
    }
    return render(request, "members/home.html", context)


@require_safe
def placement(request: HttpRequest) -> HttpResponse:
    """職業安定法29条: a body's free placement service is notified, and says its scope and complaint route.

    Public, so that people who are not members can read it and complain.
    """
    try:
        notified = parse_date(settings.TODOKE.placement_notified_on)
    except ValueError:  # a day no calendar has, such as 2026-02-30
        notified = None
    context = {
        "notified": notified,
        "scope": settings.TODOKE.placement_scope,
        "complaints": settings.TODOKE.placement_complaints,
    }
    return render(request, "members/placement.html", context)


@require_safe
@signed_in
def bodies(request: HttpRequest) -> HttpResponse:
    public = queries.public_bodies()
    context = {
        "bodies": public,
        "companies": queries.companies(),
        "seats": queries.seats_compared(public),
        "may_add": request.user.holds(PostKind.ADMINISTRATOR),
        "get_messages": messages.get_messages,
        **WORDS,
    }
    return render(request, "members/bodies.html", context)


@require_safe
@signed_in
def body(request: HttpRequest, code: str) -> HttpResponse:
    found = queries.get_body_or_404(code)
    context = {
        "body": found,
        "speakers": queries.speakers_of(found),
        "neighbours": found.neighbours.order_by("code"),
        "may_describe": queries.may_describe(request.user, found),
        "tasks": POST_TASKS,
        "get_messages": messages.get_messages,
        **WORDS,
    }
    return render(request, "members/body.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def describe(request: HttpRequest, code: str) -> HttpResponse:
    found = queries.get_body_or_404(code)
    refusal = refuse_describe(DxSeat.NOBODY, "", may=queries.may_describe(request.user, found))
    if refusal is not None:
        return refused(request, refusal)
    held = {"seat": found.dx_seat, "powers": found.dx_powers, "reports_to": found.dx_reports_to}
    form = SeatForm(request.POST if request.method == "POST" else held)
    refusals = []
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            commands.describe_seat(
                found, given["seat"], powers=given["powers"], reports_to=given["reports_to"], by=request.user
            )
        except Refused as error:
            refusals = list(error.refusals)
        else:
            messages.success(request, say(SAVED))
            return redirect("members:body", code)
    context = {"body": found, "form": form, "refusals": refusals, **WORDS}
    return render(request, "members/describe.html", context, status=status_of(request, form, refusals))


@require_http_methods(["GET", "HEAD", "POST"])
@post_needed(PostKind.ADMINISTRATOR)
def add_body(request: HttpRequest) -> HttpResponse:
    form, refusals = BodyForm(request.POST or None), []
    if request.method == "POST" and form.is_valid():
        try:
            made = commands.add_body(form.as_body(), by=request.user)
        except Refused as error:
            refusals = list(error.refusals)
        else:
            messages.success(request, say(SAVED))
            return redirect("members:body", made.code)
    context = {"form": form, "refusals": refusals, **WORDS}
    return render(request, "members/add_body.html", context, status=status_of(request, form, refusals))


def status_of(request: HttpRequest, form: object, refusals: list[object]) -> int:
    return 422 if request.method == "POST" and (refusals or not form.is_valid()) else 200  # type: ignore[attr-defined]
