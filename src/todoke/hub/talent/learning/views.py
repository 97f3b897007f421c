"""Courses: the list, one of them, its next version, and what waits to be verified."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from todoke.catalogue.talent import shipped_skills
from todoke.core.errors import Refused
from todoke.core.refusal import N_, Refusal
from todoke.core.talent.growing import NOT_TRAINER, track_problems
from todoke.hub.members.events import record
from todoke.hub.members.guards import bodies_of, post_needed, refused, signed_in
from todoke.hub.members.models import Body, PostKind
from todoke.hub.talent.learning import commands, forms, queries
from todoke.hub.talent.learning.models import Track
from todoke.hub.talent.roles import typed
from todoke.web.jinja import say

ASKED = N_("Sent. A trainer of the organiser looks at it; you find the answer here.")
TICKED = N_("Kept.")
SAVED = N_("The new version is in force. What was completed in older ones still counts.")
SEEDED = N_("The courses that come with Todoke were taken over.")
VERIFIED = N_("Verified. It counts from now on.")
OPENING_READERS = (PostKind.COORDINATOR, PostKind.TRAINER, PostKind.AUDITOR)
"""Who reads which courses would open most."""
HANDED_BACK = N_("Handed back with your reason.")


@signed_in
def tracks(request: HttpRequest) -> HttpResponse:
    person = queries.person_of(request.user)
    context = {
        "person": person,
        "lines": queries.lines_for(person, on=timezone.localdate()),
        "today": timezone.localdate(),
        "organisers": queries.organisers_of(request.user),
        "to_verify": queries.to_verify(request.user).count(),
        "holds_courses": bool(bodies_of(request.user, *OPENING_READERS)),
        "skills": shipped_skills().by_id,
        "get_messages": messages.get_messages,
    }
    return render(request, "learning/tracks.html", context)


@signed_in
def track(request: HttpRequest, key: UUID) -> HttpResponse:
    return _track(request, queries.get_track_or_404(key))


def _track(request: HttpRequest, one: Track, *, problem: Refusal | None = None) -> HttpResponse:
    person = queries.person_of(request.user)
    lines = queries.lines_for(person, on=timezone.localdate()) if person else []
    context = {
        "track": one,
        "units": one.units.order_by("order"),
        "done": queries.units_done(one, person),
        "person": person,
        "line": next((line for line in lines if line.track.pk == one.pk), None),
        "versions": queries.versions_of(one),
        "trains": queries.trains(request.user, one.organiser),
        "skills": shipped_skills().by_id,
        "problem": problem,
        "get_messages": messages.get_messages,
    }
    return render(request, "learning/track.html", context, status=422 if problem else 200)


@signed_in
@require_POST
def progress(request: HttpRequest, key: UUID) -> HttpResponse:
    """The ticks; and with the other button the wish to be verified."""
    one, person = queries.get_track_or_404(key), queries.person_of(request.user)
    if person is None:
        return redirect("learning:track", key)
    units = [
        int(unit)
        for unit in request.POST.getlist("unit")
        if unit.isascii() and unit.isdigit() and len(unit) < 19
    ]
    try:
        commands.tick_units(one, units, person=person, by=request.user)
        if request.POST.get("act") == "ask":
            commands.ask_verification(one, person=person, by=request.user)
    except Refused as error:
        return _track(request, one, problem=error.refusals[0])
    messages.success(request, say(ASKED if request.POST.get("act") == "ask" else TICKED))
    return redirect("learning:track", key)


@post_needed(PostKind.TRAINER)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, key: UUID) -> HttpResponse:
    one = queries.get_track_or_404(key)
    if not queries.trains(request.user, one.organiser):
        return refused(request, NOT_TRAINER)
    return _write(request, one.organiser, of=one)


@post_needed(PostKind.TRAINER)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    mine = queries.organisers_of(request.user)
    if not mine:
        return refused(request, NOT_TRAINER)
    wanted = [one for one in mine if one.code == request.POST.get("organiser", "")]
    return _write(request, (wanted or list(mine))[0], of=None)


def _write(request: HttpRequest, organiser: Body, *, of: Track | None) -> HttpResponse:
    problems: dict[str, Refusal] = {}
    given = forms.typed_track(of) if of else {"opens": [], "gate": ""}
    if request.method == "POST":
        given, words = forms.shown_again(request.POST), forms.read_track(request.POST)
        problems = track_problems(words, skills=shipped_skills().by_id)
        try:
            saved = commands.save_track(organiser, words, of=of, by=request.user)
        except Refused as error:
            problems = problems or {"title": error.refusals[0]}
        else:
            messages.success(request, say(SAVED))
            return redirect("learning:track", saved.pk)
    context = {
        "track": of,
        "organiser": organiser,
        "organisers": queries.organisers_of(request.user),
        "given": given,
        "problems": problems,
        "skills": shipped_skills().skills,
    }
    return render(request, "learning/edit.html", context, status=422 if problems else 200)


@post_needed(PostKind.TRAINER)
@require_POST
def seed(request: HttpRequest) -> HttpResponse:
    for body in queries.organisers_of(request.user):
        if body.code == request.POST.get("organiser"):
            commands.seed_tracks(body, by=request.user)
            messages.success(request, say(SEEDED))
    return redirect("learning:tracks")


@post_needed(PostKind.TRAINER)
def verifying(request: HttpRequest) -> HttpResponse:
    return _verifying(request)


def _verifying(request: HttpRequest, *, at: str = "", problem: Refusal | None = None) -> HttpResponse:
    rows = list(queries.to_verify(request.user))
    for one in rows:
        record("person.read", f"person:{one.person_id}", by=request.user, person=one.person_id)
    context = {
        "rows": rows,
        "at": at,
        "problem": problem,
        "typed": request.POST,
        "today": timezone.localdate(),
        "get_messages": messages.get_messages,
    }
    return render(request, "learning/verifying.html", context, status=422 if problem else 200)


@post_needed(PostKind.TRAINER)
@require_POST
def decide(request: HttpRequest, key: UUID) -> HttpResponse:
    row = queries.get_asked_or_404(request.user, key)
    accepted = request.POST.get("act") == "verify"
    try:
        if accepted:
            commands.verify(row.pk, on=typed.day(request.POST, "on"), by=request.user)
        else:
            commands.hand_back(row.pk, reason=typed.text(request.POST, "reason"), by=request.user)
    except Refused as error:
        return _verifying(request, at=str(key), problem=error.refusals[0])
    messages.success(request, say(VERIFIED if accepted else HANDED_BACK))
    return redirect("learning:verifying")
