"""The own profile: everything on one page, and a page for each change."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from functools import wraps

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from todoke.catalogue.talent import shipped_skills
from todoke.core.errors import Refused
from todoke.core.refusal import N_, Refusal
from todoke.core.talent import profiles
from todoke.core.talent.people import AUDIENCE_WORDS, KIND_WORDS, PURPOSE_WORDS, Audience, Purpose
from todoke.core.talent.profiles import METHOD_WORDS
from todoke.hub.members.guards import refused, signed_in
from todoke.hub.talent.people import commands, forms, own_data, queries
from todoke.hub.talent.people.bookings import booked_days
from todoke.hub.talent.people.models import Person
from todoke.hub.talent.roles import typed
from todoke.hub.talent.roles.models_of import roles_of
from todoke.web.jinja import say

SAVED = N_("It is saved.")
WITHDRAWN = N_("The consent is withdrawn. Nobody uses it from now on.")
ASKED = N_("Your request was handed on. The answer will stand here.")
LANES = (
    (Audience.COORDINATORS, Purpose.ALLOCATION),
    (Audience.MEMBER_TOWNS, Purpose.ALLOCATION),
    (Audience.HOSTS_PROPOSED, Purpose.ALLOCATION),
    (Audience.OTHER_PREFECTURES, Purpose.ALLOCATION),
    (Audience.MEMBER_TOWNS, Purpose.QUESTIONS),
    (Audience.MEMBER_TOWNS, Purpose.EVENTS),
)
"""What can be agreed to; other pairs make no sense."""


def own_profile(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For a member who is a person that can be lent; the view gets that person."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        person = queries.person_of(request.user)
        if person is None:
            return refused(request, profiles.NOT_A_PERSON, status=404)
        return view(request, person, *args, **kwargs)

    return signed_in(guarded)


@require_safe
@own_profile
def mine(request: HttpRequest, person: Person) -> HttpResponse:
    return mine_page(request, person)


def mine_page(
    request: HttpRequest, person: Person, *, problems: dict[str, Refusal] | None = None
) -> HttpResponse:
    today = timezone.localdate()
    months = queries.coming_months(today)
    booked = booked_days([person.pk], months).get(person.pk, {})
    context = {
        "person": person,
        "paused": person.paused_until is not None and person.paused_until >= today,
        "lines": queries.skill_lines(person, on=today),
        "months": queries.month_lines(person, months=months, booked=booked),
        "lanes": LANES,
        "consents": queries.consents_of(person, on=today),
        "corrections": person.corrections.select_related("answered_by").order_by("-at"),
        "skills": shipped_skills().by_id,
        "level_words": {one.level: one.words for one in shipped_skills().levels},
        "role_words": {one.role: one.name for one in roles_of(person.home).roles},
        "kind_words": KIND_WORDS,
        "audience_words": AUDIENCE_WORDS,
        "purpose_words": PURPOSE_WORDS,
        "method_words": METHOD_WORDS,
        "area_words": queries.area_words,
        "today": today,
        "problems": problems or {},
        "typed": request.POST,
        "get_messages": messages.get_messages,
    }
    return render(request, "people/mine.html", context, status=422 if problems else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@own_profile
def profile(request: HttpRequest, person: Person) -> HttpResponse:
    roles = roles_of(person.home)
    given = profiles.ProfileFacts(
        introduction=person.introduction, wishes=tuple(person.wishes), most_hosts=person.most_hosts
    )
    problems: dict[str, Refusal] = {}
    if request.method == "POST":
        given = forms.read_profile(request.POST)
        problems = profiles.profile_problems(given, roles=roles.by_id)
        if not problems:
            commands.save_profile(given, by=request.user)
            return told(request, SAVED)
    context = {"given": given, "roles": roles.roles, "problems": problems, "typed": request.POST}
    return render(request, "people/profile.html", context, status=422 if problems else 200)


@require_POST
@own_profile
def pause(request: HttpRequest, person: Person) -> HttpResponse:
    """`do` is "resume", or anything else to pause until a day."""
    try:
        if request.POST.get("do") == "resume":
            commands.resume(by=request.user)
        else:
            commands.pause(typed.day(request.POST, "paused_until"), by=request.user)
    except Refused as error:
        return mine_page(request, person, problems={"paused_until": error.refusals[0]})
    return told(request, SAVED)


@require_http_methods(["GET", "HEAD", "POST"])
@own_profile
def claim(request: HttpRequest, person: Person, skill: str = "") -> HttpResponse:
    """A new skill, or the one named."""
    row = person.claims.filter(skill=skill).first() if skill else None
    shown = row.evidence[0] if row and row.evidence else {}
    given = profiles.ClaimFacts(
        skill=row.skill if row else "",
        level=row.level if row else None,
        evidence=shown.get("words", ""),
        link=shown.get("link", ""),
    )
    problems: dict[str, Refusal] = {}
    if request.method == "POST":
        given = forms.read_claim(request.POST, skill=skill)
        problems = profiles.claim_problems(given, skills=shipped_skills().by_id)
        if not problems:
            commands.claim(given, by=request.user)
            return told(request, SAVED, "#skills")
    context = {"given": given, "row": row, "list": shipped_skills(), "problems": problems, "skill": skill}
    return render(request, "people/claim.html", context, status=422 if problems else 200)


@require_POST
@own_profile
def unclaim(request: HttpRequest, person: Person, skill: str) -> HttpResponse:
    commands.unclaim(skill, by=request.user)
    return told(request, SAVED, "#skills")


@require_http_methods(["GET", "HEAD", "POST"])
@own_profile
def days(request: HttpRequest, person: Person) -> HttpResponse:
    months = queries.coming_months(timezone.localdate())
    booked = booked_days([person.pk], months).get(person.pk, {})
    lines = queries.month_lines(person, months=months, booked=booked)
    given = tuple(
        profiles.MonthFacts(
            month=one.month, days=one.days, zones=one.zones, remote=one.remote, typed=plain(one.days)
        )
        for one in lines
    )
    refusals: tuple[Refusal, ...] = ()
    if request.method == "POST":
        given = forms.read_days(request.POST, months=months)
        try:
            commands.save_days(given, by=request.user)
        except Refused as error:
            refusals = error.refusals
        else:
            return told(request, SAVED, "#days")
    bad = {one.month: profiles.refuse_month(one, zones=queries.zones()) for one in given} if refusals else {}
    context = {
        "given": given,
        "booked": booked,
        "zones": queries.zones(),
        "area_words": queries.area_words,
        "problems": {f"days.{month:%Y-%m}": one for month, one in bad.items() if one},
    }
    return render(request, "people/days.html", context, status=422 if refusals else 200)


def plain(days: Decimal) -> str:
    """2.0 as 2, none as nothing."""
    return f"{float(days):g}" if days else ""


@require_POST
@own_profile
def consents(request: HttpRequest, person: Person) -> HttpResponse:
    """`do` is "give" or "withdraw"; `lane` is audience and purpose."""
    audience, _, purpose = request.POST.get("lane", "").partition(".")
    lanes = {(one.value, other.value): (one, other) for one, other in LANES}
    chosen = lanes.get((audience, purpose))
    if chosen is None:
        return mine_page(request, person, problems={"consents": profiles.CONSENT_UNKNOWN})
    withdraws = request.POST.get("do") == "withdraw"
    change = commands.withdraw if withdraws else commands.consent
    try:
        change(*chosen, by=request.user)
    except Refused as error:
        return mine_page(request, person, problems={"consents": error.refusals[0]})
    return told(request, WITHDRAWN if withdraws else SAVED, "#consents")


@require_safe
@own_profile
def seen(request: HttpRequest, person: Person) -> HttpResponse:
    before = request.GET.get("before", "")
    place = int(before) if before.isdecimal() and len(before) < 18 else 0
    found = queries.seen_by(person, before=place)
    context = {"seen": found, "bodies": queries.bodies_of_actors(found.events)}
    return render(request, "people/seen.html", context)


@require_safe
@own_profile
def download(request: HttpRequest, person: Person) -> HttpResponse:
    """Everything kept about the person, by the person alone."""
    commands.note_download(person, by=request.user)
    content = json.dumps(own_data.own_data(person), ensure_ascii=False, indent=1)
    answer = HttpResponse(content, content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="todoke-my-data.json"'
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
@own_profile
def correct(request: HttpRequest, person: Person) -> HttpResponse:
    try:
        commands.ask_correction(
            request.POST.get("about", ""), typed.text(request.POST, "text"), by=request.user
        )
    except Refused as error:
        return mine_page(request, person, problems={"text": error.refusals[0]})
    return told(request, ASKED, "#corrections")


def told(request: HttpRequest, words: str, place: str = "") -> HttpResponse:
    messages.success(request, say(words))
    answer = redirect("people:mine")
    answer["Location"] += place
    return answer
