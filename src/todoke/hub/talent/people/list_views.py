"""People as coordinators, approvers, trainers and auditors see them. Every look is recorded."""

from __future__ import annotations

from decimal import Decimal
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from todoke.catalogue.talent import shipped_skills
from todoke.core.errors import Refused
from todoke.core.refusal import Refusal
from todoke.core.talent import profiles
from todoke.core.talent.people import KIND_WORDS, PersonKind
from todoke.core.talent.profiles import METHOD_WORDS, Sight
from todoke.hub.members.guards import post_needed, refused
from todoke.hub.members.models import PostKind
from todoke.hub.talent.people import forms, list_queries, queries, record_commands
from todoke.hub.talent.people.bookings import booked_days
from todoke.hub.talent.people.models import Person
from todoke.hub.talent.people.views import SAVED
from todoke.hub.talent.roles import typed
from todoke.hub.talent.roles.models_of import prefecture, roles_of
from todoke.web.jinja import say

READERS = (PostKind.COORDINATOR, PostKind.APPROVER, PostKind.TRAINER, PostKind.AUDITOR)
FILTERS = ("role", "skill", "level", "days", "kind", "month")


def read_wanted(sent: QueryDict) -> list_queries.Wanted:
    """A filter that cannot be read lets everybody through."""
    months = queries.coming_months(timezone.localdate())
    month = next((one for one in months if f"{one:%Y-%m}" == sent.get("month")), months[1])
    days, level, kind = forms.number(sent.get("days", "")), typed.whole(sent, "level"), sent.get("kind", "")
    return list_queries.Wanted(
        month=month,
        role=sent.get("role", ""),
        skill=sent.get("skill", ""),
        level=level if profiles.is_level(level) and level else 1,
        days=days if days is not None and days > 0 else Decimal(0),
        kind=PersonKind(kind) if kind in set(PersonKind) else None,
    )


@require_safe
@post_needed(*READERS)
def people(request: HttpRequest) -> HttpResponse:
    today, roles = timezone.localdate(), roles_of(prefecture())
    wanted = read_wanted(request.GET)
    lines = list_queries.people_lines(request.user, wanted=wanted, roles=roles, on=today)
    page = list_queries.page_of(lines, typed.whole(request.GET, "page") or 1)
    record_commands.note_listing([one.person for one in page.lines], by=request.user)
    coordinates = request.user.holds(PostKind.COORDINATOR)
    context = {
        "page": page,
        "wanted": wanted,
        "months": queries.coming_months(today),
        "roles": roles.by_id,
        "skills": shipped_skills(),
        "kind_words": KIND_WORDS,
        "area_words": queries.area_words,
        "pseudonym": queries.pseudonym,
        "coordinates": coordinates,
        "hidden": queries.hidden_people(request.user, on=today) if coordinates else 0,
        "query": urlencode({name: request.GET[name] for name in FILTERS if request.GET.get(name)}),
        "get_messages": messages.get_messages,
    }
    return render(request, "people/list.html", context)


def _seen_or_404(request: HttpRequest, key: UUID) -> tuple[Person, Sight]:
    person = queries.get_person_or_404(key)
    return person, queries.sight_of(request.user, person, on=timezone.localdate())


@require_safe
@post_needed(*READERS)
def record(request: HttpRequest, key: UUID) -> HttpResponse:
    return record_page(request, key)


def record_page(
    request: HttpRequest, key: UUID, *, problems: dict[str, Refusal] | None = None
) -> HttpResponse:
    person, seen = _seen_or_404(request, key)
    if seen is Sight.NOTHING:
        return refused(request, profiles.NOT_AGREED)
    record_commands.note_reading(person, by=request.user)
    today = timezone.localdate()
    months = queries.coming_months(today)
    booked = booked_days([person.pk], months).get(person.pk, {})
    context = {
        "person": person,
        "named": seen is Sight.NAMED,
        "alias": queries.pseudonym(person),
        "paused": person.paused_until is not None and person.paused_until >= today,
        "lines": queries.skill_lines(person, on=today),
        "months": queries.month_lines(person, months=months, booked=booked),
        "may_assess": person.member_id != request.user.pk
        and queries.may_assess(request.user, person, on=today),
        "corrections": person.corrections.select_related("answered_by").order_by("-at"),
        "skills": shipped_skills().by_id,
        "level_words": {one.level: one.words for one in shipped_skills().levels},
        "role_words": {one.role: one.name for one in roles_of(person.home).roles},
        "kind_words": KIND_WORDS,
        "method_words": METHOD_WORDS,
        "area_words": queries.area_words,
        "today": today,
        "problems": problems or {},
        "typed": request.POST,
        "get_messages": messages.get_messages,
    }
    return render(request, "people/record.html", context, status=422 if problems else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@post_needed(PostKind.COORDINATOR, PostKind.TRAINER)
def assess(request: HttpRequest, key: UUID, skill: str) -> HttpResponse:
    person, _ = _seen_or_404(request, key)
    today = timezone.localdate()
    refusal = profiles.refuse_assess(
        may=queries.may_assess(request.user, person, on=today), oneself=person.member_id == request.user.pk
    )
    if refusal is not None:
        return refused(request, refusal)
    claim = person.claims.filter(skill=skill).first()
    if claim is None:
        raise Http404
    given = profiles.AssessmentFacts(level=None, method="", reason="", valid_until=None)
    problems: dict[str, Refusal] = {}
    if request.method == "POST":
        given = forms.read_assessment(request.POST)
        problems = profiles.assessment_problems(given, today=today)
        if not problems:
            record_commands.assess(claim, given, by=request.user)
            messages.success(request, say(SAVED))
            return redirect("people:record", key)
    record_commands.note_reading(person, by=request.user)
    context = {
        "person": person,
        "claim": claim,
        "name": shipped_skills().by_id[skill].name,
        "levels": shipped_skills().levels,
        "methods": METHOD_WORDS,
        "given": given,
        "problems": problems,
        "typed": request.POST,
    }
    return render(request, "people/assess.html", context, status=422 if problems else 200)


@require_POST
@post_needed(PostKind.COORDINATOR, PostKind.TRAINER)
def answer(request: HttpRequest, key: UUID, correction: UUID) -> HttpResponse:
    person, seen = _seen_or_404(request, key)
    if seen is not Sight.NAMED:
        return refused(request, profiles.NOT_AGREED)
    row = person.corrections.filter(pk=correction).first()
    if row is None:
        raise Http404
    try:
        record_commands.answer(row, typed.text(request.POST, "answer"), by=request.user)
    except Refused as error:
        return record_page(request, key, problems={f"answer-{row.pk}": error.refusals[0]})
    messages.success(request, say(SAVED))
    return redirect("people:record", key)
