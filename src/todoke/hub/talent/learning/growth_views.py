"""Own growth: the plan from the role gap, and pairs."""

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
from todoke.core.talent.growing import plan_problems
from todoke.core.talent.people import KIND_WORDS, PersonKind
from todoke.hub.members.events import record
from todoke.hub.members.guards import refused, signed_in
from todoke.hub.talent.learning import forms, queries, together
from todoke.hub.talent.learning.models import Plan
from todoke.hub.talent.people.models import Person
from todoke.hub.talent.roles import typed
from todoke.hub.talent.roles.models_of import roles_of
from todoke.web.jinja import say

NO_PROFILE = Refusal(
    code="talent.learning.no-profile",
    message=N_("This page is for people with a profile of their own. Your account has none."),
)
MENTOR_GONE = Refusal(
    code="talent.pair.gone", message=N_("This colleague no longer takes questions. Choose somebody else.")
)
PLANNED = N_("The plan is kept.")
ASKED = N_("Asked. You see each other’s names once your colleague agrees.")
ANSWERED = N_("Kept.")


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest) -> HttpResponse:
    """First the role, then what is missing and which courses lead there."""
    person = queries.person_of(request.user)
    if person is None:
        return refused(request, NO_PROFILE)
    problems: dict[str, Refusal] = {}
    if request.method == "POST":
        given = forms.read_plan(request.POST)
        try:
            together.save_plan(person, given, by=request.user)
        except Refused as error:
            problems = _problems(person, given) or {"role": error.refusals[0]}
        else:
            messages.success(request, say(PLANNED))
            return redirect("learning:plan")
    return _plan(request, person, problems=problems)


def _problems(person: Person, given: together.PlanWords) -> dict[str, Refusal]:
    codes = {one.code for one in queries.tracks_taught()}
    known = (roles_of(person.home).by_id, codes)
    return plan_problems(given.role, given.tracks, by=given.by_day, known=known, today=timezone.localdate())


def _plan(request: HttpRequest, person: Person, *, problems: dict[str, Refusal]) -> HttpResponse:
    today, roles = timezone.localdate(), roles_of(person.home)
    code = request.POST.get("role", "") or request.GET.get("role", "")
    role = roles.by_id.get(code)
    plans = list(Plan.objects.filter(person=person).order_by("-made_at"))
    standing = next((one for one in plans if one.role == code), None)
    context = {
        "roles": roles,
        "role": role,
        "gap": queries.role_gap(person, role, on=today) if role else None,
        "plans": plans,
        "standing": standing,
        "titles": {one.code: one for one in queries.tracks_taught()},
        "counts": {one.track for one in queries.completions_of(person) if one.counts(today)},
        "skills": shipped_skills().by_id,
        "typed": request.POST,
        "problems": problems,
        "get_messages": messages.get_messages,
    }
    return render(request, "learning/plan.html", context, status=422 if problems else 200)


@signed_in
def mentoring(request: HttpRequest) -> HttpResponse:
    person = queries.person_of(request.user)
    return refused(request, NO_PROFILE) if person is None else _mentoring(request, person)


def _mentoring(request: HttpRequest, person: Person, *, problem: Refusal | None = None) -> HttpResponse:
    today, roles = timezone.localdate(), roles_of(person.home)
    code = request.POST.get("role", "") or request.GET.get("role", "")
    role = roles.by_id.get(code)
    gaps = queries.role_gap(person, role, on=today).gaps if role else ()
    candidates = queries.mentors_for(person, gaps, on=today)
    for one in candidates:
        record("person.read", f"person:{one.person.pk}", by=request.user, person=one.person.pk)
    context = {
        "person": person,
        "pairs": queries.pairs_of(person),
        "roles": roles,
        "role": role,
        "gaps": gaps,
        "candidates": candidates,
        "kind_words": {kind.value: words for kind, words in KIND_WORDS.items()},
        "skills": shipped_skills().by_id,
        "problem": problem,
        "typed": request.POST,
        "staff": PersonKind.STAFF.value,
        "get_messages": messages.get_messages,
    }
    return render(request, "learning/mentoring.html", context, status=422 if problem else 200)


@signed_in
@require_POST
def ask(request: HttpRequest, key: UUID) -> HttpResponse:
    person = queries.person_of(request.user)
    if person is None:
        return refused(request, NO_PROFILE)
    try:
        together.ask_mentor(person, key, words=typed.text(request.POST, "words"), by=request.user)
    except Refused as error:
        return _mentoring(request, person, problem=error.refusals[0])
    except Person.DoesNotExist:
        return _mentoring(request, person, problem=MENTOR_GONE)
    messages.success(request, say(ASKED))
    return redirect("learning:mentoring")


@signed_in
@require_POST
def answer(request: HttpRequest, key: UUID) -> HttpResponse:
    person = queries.person_of(request.user)
    if person is None:
        return refused(request, NO_PROFILE)
    pair = queries.get_pair_or_404(person, key)
    try:
        if request.POST.get("act") == "agree":
            together.agree(pair.pk, by=request.user)
        else:
            together.end(pair.pk, by=request.user)
    except Refused as error:
        return _mentoring(request, person, problem=error.refusals[0])
    messages.success(request, say(ANSWERED))
    return redirect("learning:mentoring")
