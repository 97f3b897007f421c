"""Interests: declared by the person, looked through by coordinators; towns' own rules."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from todoke.core.errors import Refused
from todoke.core.refusal import N_, Refusal
from todoke.core.talent.conflicts import EFFECT_WORDS, INTEREST_WORDS, Effect, InterestKind
from todoke.core.talent.interests import CONTRADICTION_WORDS, YEAR
from todoke.hub.members.guards import NOT_YOURS, post_needed, refused, signed_in
from todoke.hub.members.models import Body, PostKind
from todoke.hub.talent.people.models import Person
from todoke.hub.talent.permits import commands, forms, interest_commands, interest_queries
from todoke.hub.talent.permits.interest_commands import MOST_LINES, Declaration, Line, NewTownRule
from todoke.hub.talent.permits.speaking import person_of, spoken_for
from todoke.hub.talent.permits.views import shown
from todoke.hub.talent.permits.words import CATEGORIES
from todoke.hub.talent.roles import typed
from todoke.web.jinja import say

DECLARED = N_("Your interests are declared. You are reminded before the year is over.")
CONFIRMED = N_("You have confirmed it.")
TAKEN = N_("It is taken over. The person is asked to confirm it.")
RULE_ENTERED = N_("The town’s rule is entered and applied to everybody it names.")
RULE_ENDED = N_("The town’s rule is ended. Restrictions that followed from it stay until they are lifted.")
FEWEST_LINES, MORE_LINES = 3, 3
CHOICES = {
    "kinds": [(one.value, words) for one, words in INTEREST_WORDS.items()],
    "effects": [(one.value, words) for one, words in EFFECT_WORDS.items()],
    "categories": list(CATEGORIES.items()),
    "doubt_words": {one.value: words for one, words in CONTRADICTION_WORDS.items()},
}


def read_declaration(request: HttpRequest) -> Declaration:
    sent = request.POST
    places = range(min(typed.whole(sent, "lines") or 0, MOST_LINES))
    return Declaration(
        since=typed.day(sent, "since"),
        until=typed.day(sent, "until"),
        none=sent.get("none") == "yes",
        lines=[
            Line(
                supplier=typed.text(sent, f"supplier.{place}"),
                code=typed.text(sent, f"code.{place}"),
                host=forms.host(sent.get(f"host.{place}", "")),
                category=forms.category(sent.get(f"category.{place}", ""), whole=True),
                kind=forms.choice(InterestKind, sent.get(f"kind.{place}", "")),
            )
            for place in places
        ],
    )


def _page(request: HttpRequest, person: Person, *, template: str, prefill: bool) -> HttpResponse:
    """The boxes as typed; on the first look those of the newest declaration."""
    given = read_declaration(request) if request.method == "POST" else _first(person, prefill=prefill)
    more = request.POST.get("more") == "yes"
    asked = request.method == "POST" and not more
    problems: dict[str, Refusal] = dict(interest_commands.declaration_problems(given)) if asked else {}
    lines = list(given.lines)
    wanted = min(MOST_LINES, max(FEWEST_LINES, len(lines) + (MORE_LINES if more else 0)))
    lines += [Line(supplier="", code="", host=None, category="*", kind=None)] * (wanted - len(lines))
    context = shown(
        request,
        person=person,
        lines=lines,
        since=request.POST.get("since", given.since),
        until=request.POST.get("until", given.until),
        nothing=given.none,
        hosts=forms.hosts(),
        problems=problems,
        **CHOICES,
    )
    return render(request, template, context, status=422 if problems else 200)


def _first(person: Person, *, prefill: bool) -> Declaration:
    today = timezone.localdate()
    rows = interest_queries.newest_ties(person) if prefill else ()
    return Declaration(
        since=today,
        until=_year_on(today),
        none=False,
        lines=[
            Line(
                supplier=row.supplier,
                code=row.supplier_code,
                host=row.host,
                category=row.category,
                kind=InterestKind(row.kind),
            )
            for row in rows
        ],
    )


def _year_on(today: date) -> date:
    return today + YEAR - timedelta(days=2)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def declare(request: HttpRequest) -> HttpResponse:
    person = person_of(request.user)
    if person is None:
        return refused(request, NOT_YOURS)
    if request.method == "POST" and request.POST.get("more") != "yes":
        try:
            interest_commands.declare(person, read_declaration(request), by=request.user)
        except Refused:
            return _page(request, person, template="permits/declare.html", prefill=False)
        messages.success(request, say(DECLARED))
        return redirect("permits:list")
    return _page(request, person, template="permits/declare.html", prefill=True)


@require_POST
@signed_in
def confirm(request: HttpRequest, key: UUID) -> HttpResponse:
    try:
        interest_commands.confirm(key, by=request.user)
    except Refused as error:
        return refused(request, error.refusals[0])
    messages.success(request, say(CONFIRMED))
    return redirect("permits:list")


@require_safe
@post_needed(PostKind.COORDINATOR, PostKind.AUDITOR)
def interests(request: HttpRequest) -> HttpResponse:
    lines = interest_queries.people_with_interests(request.user)
    for one in lines:
        if one.own.ties or one.own.restrictions:
            commands.note_reading(one.person, by=request.user)
    return render(request, "permits/interests.html", shown(request, lines=lines, **CHOICES))


@require_http_methods(["GET", "HEAD", "POST"])
@post_needed(PostKind.COORDINATOR)
def take_over(request: HttpRequest, key: UUID) -> HttpResponse:
    line = interest_queries.person_line_or_404(request.user, key)
    commands.note_reading(line.person, by=request.user)
    if request.method == "POST" and request.POST.get("more") != "yes":
        try:
            interest_commands.take_over(line.person, read_declaration(request), by=request.user)
        except Refused as error:
            if error.refusals[0] is interest_commands.NOT_COORDINATOR:
                return refused(request, error.refusals[0])
            return _page(request, line.person, template="permits/take_over.html", prefill=False)
        messages.success(request, say(TAKEN))
        return redirect("permits:person", key)
    return _page(request, line.person, template="permits/take_over.html", prefill=False)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def town_rules(request: HttpRequest) -> HttpResponse:
    """Everybody reads them; the DX lead enters those of the own town."""
    own = list(Body.objects.filter(pk__in=spoken_for(request.user, PostKind.DX_LEAD)).order_by("code"))
    problems: dict[str, Refusal] = {}
    if request.method == "POST":
        host = next((one for one in own if str(one.pk) == request.POST.get("host")), None)
        if host is None:
            return refused(request, interest_commands.NOT_TOWN)
        new = NewTownRule(
            host=host,
            category=forms.category(request.POST.get("category", ""), whole=True),
            interest=forms.choice(InterestKind, request.POST.get("interest", "")),
            effect=forms.choice(Effect, request.POST.get("effect", "")),
            source=typed.text(request.POST, "source"),
        )
        try:
            interest_commands.enter_town_rule(new, by=request.user)
        except Refused:
            problems = dict(interest_commands.town_rule_problems(new))
        else:
            messages.success(request, say(RULE_ENTERED))
            return redirect("permits:town_rules")
    context = shown(
        request,
        rules=interest_queries.town_rules(),
        own=own,
        own_keys=[one.pk for one in own],
        given=request.POST,
        problems=problems,
        **CHOICES,
    )
    return render(request, "permits/town_rules.html", context, status=422 if problems else 200)


@require_POST
@signed_in
def end_town_rule(request: HttpRequest, key: UUID) -> HttpResponse:
    try:
        interest_commands.end_town_rule(key, by=request.user)
    except Refused as error:
        return refused(request, error.refusals[0])
    messages.success(request, say(RULE_ENDED))
    return redirect("permits:town_rules")
