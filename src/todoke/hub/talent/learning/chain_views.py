"""Syllabuses for private people and who is where on the way."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from todoke.core.errors import Refused
from todoke.core.refusal import N_, Refusal
from todoke.core.talent.bodies import BodyKind
from todoke.core.talent.chain import PRIVATE, STAGE_WORDS, STEPS, Stage
from todoke.core.talent.growing import NOT_TRAINER
from todoke.hub.members.events import record
from todoke.hub.members.guards import post_needed, refused, signed_in
from todoke.hub.members.models import Body, Member, PostKind
from todoke.hub.talent.learning import chain, queries
from todoke.hub.talent.learning.growth_views import NO_PROFILE
from todoke.hub.talent.learning.models import Enrolment, Programme
from todoke.hub.talent.roles import typed
from todoke.web.jinja import say

OPENED = N_("The syllabus is open. People from companies can begin.")
STEPPED = N_("Kept.")


@signed_in
def programmes(request: HttpRequest) -> HttpResponse:
    person = queries.person_of(request.user)
    rows = Programme.objects.select_related("organiser").order_by("-made_at")
    mine = Enrolment.objects.filter(person=person).select_related("programme") if person else ()
    context = {
        "rows": rows,
        "mine": {one.programme_id: STAGE_WORDS[Stage(one.stage)] for one in mine},
        "organisers": queries.organisers_of(request.user),
        "get_messages": messages.get_messages,
    }
    return render(request, "learning/programmes.html", context)


@post_needed(PostKind.TRAINER)
@require_http_methods(["GET", "HEAD", "POST"])
def new_programme(request: HttpRequest) -> HttpResponse:
    mine = queries.organisers_of(request.user)
    if not mine:
        return refused(request, NOT_TRAINER)
    problems: dict[str, object] = {}
    if request.method == "POST":
        title, syllabus = typed.text(request.POST, "title"), typed.text(request.POST, "syllabus")
        tracks = typed.several(request.POST, "tracks")
        wanted = [one for one in mine if one.code == request.POST.get("organiser", "")]
        problems = chain.programme_problems(title, syllabus, tracks=tracks)
        if not problems:
            body = (wanted or list(mine))[0]
            made = chain.open_programme(body, title, syllabus=syllabus, tracks=tracks, by=request.user)
            messages.success(request, say(OPENED))
            return redirect("learning:programme", made.pk)
    context = {
        "organisers": mine,
        "tracks": queries.tracks_taught(),
        "typed": request.POST,
        "ticked": typed.several(request.POST, "tracks"),
        "problems": problems,
    }
    return render(request, "learning/new_programme.html", context, status=422 if problems else 200)


@signed_in
def programme(request: HttpRequest, key: UUID) -> HttpResponse:
    return _programme(request, chain.get_programme_or_404(key))


def _programme(request: HttpRequest, one: Programme, *, problem: Refusal | None = None) -> HttpResponse:
    person = queries.person_of(request.user)
    rows = _rows(request.user, one)
    titles = {track.code: track.title for track in queries.tracks_taught()}
    context = {
        "programme": one,
        "person": person,
        "may_begin": person is not None and person.kind in PRIVATE and one.closed_at is None,
        "rows": rows,
        "titles": titles,
        "stage_words": {stage.value: words for stage, words in STAGE_WORDS.items()},
        "towns": Body.objects.exclude(kind=BodyKind.COMPANY.value).filter(merged_into=None).order_by("code"),
        "trains": queries.trains(request.user, one.organiser),
        "problem": problem,
        "get_messages": messages.get_messages,
    }
    return render(request, "learning/programme.html", context, status=422 if problem else 200)


def _rows(member: Member, programme: Programme) -> list[dict[str, object]]:
    """The person sees themselves; trainers and coordinators everybody, and that is recorded."""
    found = []
    rows = Enrolment.objects.filter(programme=programme).select_related(
        "person__member", "town", "programme__organiser"
    )
    for one in rows.prefetch_related("steps__by", "steps__town").order_by("pk"):
        actor = chain.actor_for(one, member)
        if not actor:
            continue
        own = one.person.member_id == member.pk
        if not own:
            record("person.read", f"person:{one.person_id}", by=member, person=one.person_id)
        stage = Stage(one.stage)
        nexts = [after for (before, after), who in STEPS.items() if before is stage and who in actor]
        found.append({"row": one, "own": own, "missing": chain.tracks_missing(one), "nexts": nexts})
    return found


@signed_in
@require_POST
def begin(request: HttpRequest, key: UUID) -> HttpResponse:
    person = queries.person_of(request.user)
    if person is None:
        return refused(request, NO_PROFILE)
    one = chain.get_programme_or_404(key)
    try:
        chain.enrol(one.pk, person=person, by=request.user)
    except Refused as error:
        return _programme(request, one, problem=error.refusals[0])
    return redirect("learning:programme", key)


@signed_in
@require_POST
def step(request: HttpRequest, key: UUID) -> HttpResponse:
    """One person one stage on; `key` is the enrolment."""
    row = Enrolment.objects.filter(pk=key).select_related("programme__organiser", "person").first()
    if row is None or not chain.actor_for(row, request.user):
        return redirect("learning:programmes")
    wanted = request.POST.get("stage", "")
    town = Body.objects.filter(code=request.POST.get("town", "")).first()
    one = chain.get_programme_or_404(row.programme_id)
    try:
        stage = Stage(wanted) if wanted in set(Stage) else Stage(row.stage)
        chain.step(row.pk, stage, town=town, by=request.user)
    except Refused as error:
        return _programme(request, one, problem=error.refusals[0])
    messages.success(request, say(STEPPED))
    return redirect("learning:programme", row.programme_id)


@post_needed(PostKind.TRAINER)
@require_POST
def close(request: HttpRequest, key: UUID) -> HttpResponse:
    one = chain.get_programme_or_404(key)
    try:
        chain.close_programme(one.pk, by=request.user)
    except Refused as error:
        return refused(request, error.refusals[0])
    return redirect("learning:programme", key)
