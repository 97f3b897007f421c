"""Team picture: of one town, of all, and the two pages from a wished change to the roles it takes."""

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
from todoke.core.talent.bodies import SEAT_WORDS, DxSeat
from todoke.core.talent.needs import SOURCE_WORDS, Source
from todoke.core.talent.roles import roles_for
from todoke.core.talent.team import WAY_WORDS, placement_problems
from todoke.hub.members.guards import NOT_YOURS, post_needed, refused
from todoke.hub.members.models import Body, PostKind
from todoke.hub.talent.roles import commands, forms, queries, typed
from todoke.hub.talent.roles.models_of import roles_of
from todoke.web.jinja import say

READERS = tuple(PostKind)
WANTED = N_("Kept. The team picture shows what is missing.")
PLACED = N_("Kept.")
REMOVED = N_("The line was taken out.")
NO_CHOICE = Refusal(
    code="talent.team.nothing-chosen", message=N_("Choose at least one sentence that fits your town.")
)


@post_needed(*READERS)
def team(request: HttpRequest) -> HttpResponse:
    """The own town's picture for its DX lead, all towns for everybody else."""
    own = queries.led_towns(request.user)
    return redirect("roles:town", own[0].code) if len(own) == 1 else redirect("roles:towns")


@post_needed(*READERS)
def towns(request: HttpRequest) -> HttpResponse:
    lines = queries.town_lines(on=timezone.localdate())
    readable = {one.body.pk for one in lines if queries.may_read_team(request.user, one.body)}
    return render(request, "roles/towns.html", {"lines": lines, "readable": readable})


@post_needed(*READERS)
def town(request: HttpRequest, code: str) -> HttpResponse:
    body = queries.get_town_or_404(code)
    if not queries.may_read_team(request.user, body):
        return refused(request, NOT_YOURS)
    return _town(request, body)


def _town(request: HttpRequest, body: Body, *, problem: Refusal | None = None) -> HttpResponse:
    shown = queries.picture(body, on=timezone.localdate())
    commands.note_reading(shown.staff, by=request.user)
    context = {
        "body": body,
        "seat": SEAT_WORDS[DxSeat(body.dx_seat)],
        "picture": shown,
        "skills": shipped_skills().by_id,
        "leads": queries.leads(request.user, body),
        "way_words": WAY_WORDS,
        "source_words": {one.value: words for one, words in SOURCE_WORDS.items()},
        "share": queries.share(body.procedures_own, body.procedures_total),
        "problem": problem,
        "typed": request.POST,
        "get_messages": messages.get_messages,
    }
    return render(request, "roles/town.html", context, status=422 if problem else 200)


@post_needed(PostKind.DX_LEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def changes(request: HttpRequest, code: str) -> HttpResponse:
    """First what shall change, then the roles that leads to. Going back keeps what was chosen."""
    body = queries.get_town_or_404(code)
    if not queries.leads(request.user, body):
        return refused(request, NOT_YOURS)
    roles = roles_of(body)
    chosen, words = typed.several(request.POST, "changes"), typed.text(request.POST, "words")
    context = {"body": body, "roles": roles, "chosen": chosen, "words": words, "problems": {}}
    stage = request.POST.get("stage", "")
    if stage in {"", "back"}:
        return render(request, "roles/changes.html", context)
    led = roles_for(chosen, roles)
    if not led:
        return render(
            request, "roles/changes.html", context | {"problems": {"changes": NO_CHOICE}}, status=422
        )
    context |= {"led": led, "skills": shipped_skills().by_id, "people": forms.read_people(request.POST)}
    if stage != "save":
        return render(request, "roles/led.html", context)
    said = "\n".join([*chosen, *([words] if words else [])])
    try:
        commands.set_demands(body, forms.read_people(request.POST), change_wanted=said, by=request.user)
    except Refused as error:
        return render(
            request, "roles/led.html", context | {"problems": {"people": error.refusals[0]}}, status=422
        )
    messages.success(request, say(WANTED))
    return redirect("roles:town", code)


@post_needed(PostKind.DX_LEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def place(request: HttpRequest, code: str, key: UUID | None = None) -> HttpResponse:
    """Somebody in a role: a new line, or the one named."""
    body = queries.get_town_or_404(code)
    if not queries.leads(request.user, body):
        return refused(request, NOT_YOURS)
    if request.method != "POST":
        if key is None:
            return _placing(request, body, given={"role": request.GET.get("role", "")}, key=key)
        row = queries.get_placement_or_404(body, key)
        return _placing(request, body, given=forms.typed_placement(queries.placement_facts(row)), key=key)
    if key is not None:
        queries.get_placement_or_404(body, key)
    try:
        commands.place(body, forms.read_placement(request.POST), by=request.user, key=key)
    except Refused:
        return _placing(request, body, given=request.POST.dict(), key=key, status=422)
    messages.success(request, say(PLACED))
    return redirect("roles:town", code)


def _placing(
    request: HttpRequest, body: Body, *, given: dict[str, object], key: UUID | None, status: int = 200
) -> HttpResponse:
    roles = roles_of(body)
    problems = {}
    if request.method == "POST":
        facts = forms.read_placement(request.POST)
        problems = placement_problems(facts, roles=roles.by_id, today=timezone.localdate())
    context = {
        "body": body,
        "roles": roles,
        "given": given,
        "problems": problems,
        "key": key,
        "sources": [(one.value, SOURCE_WORDS[one]) for one in Source],
    }
    return render(request, "roles/place.html", context, status=status)


@post_needed(PostKind.DX_LEAD)
@require_POST
def remove(request: HttpRequest, code: str, key: UUID) -> HttpResponse:
    body = queries.get_town_or_404(code)
    try:
        commands.remove_placement(body, key, by=request.user)
    except Refused as error:
        return refused(request, error.refusals[0])
    messages.success(request, say(REMOVED))
    return redirect("roles:town", code)


@post_needed(PostKind.DX_LEAD)
@require_POST
def figures(request: HttpRequest, code: str) -> HttpResponse:
    body = queries.get_town_or_404(code)
    if not queries.leads(request.user, body):
        return refused(request, NOT_YOURS)
    own, total = typed.whole(request.POST, "own"), typed.whole(request.POST, "total")
    try:
        commands.set_figures(body, own=own, total=total, by=request.user)
    except Refused as error:
        return _town(request, body, problem=error.refusals[0])
    messages.success(request, say(PLACED))
    return redirect("roles:town", code)
