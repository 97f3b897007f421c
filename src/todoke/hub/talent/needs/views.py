"""Needs: the list, one of them, the rubric, and what the town may still do with a need."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from todoke.core.errors import Refused
from todoke.core.refusal import N_, Refusal
from todoke.core.talent.needs import (
    CRITERION_WORDS,
    IMPORTANT_FROM,
    POINTS,
    URGENT_FROM,
    URGENT_IN,
    WEIGHTS,
    NeedState,
    Priority,
)
from todoke.core.talent.posting import BEFORE_WORK, OPEN_STATES
from todoke.hub.members.guards import post_needed, refused, signed_in
from todoke.hub.members.models import Body, PostKind
from todoke.hub.talent.needs import commands, queries, showing
from todoke.hub.talent.needs.answers import answers_of, known_for
from todoke.hub.talent.needs.models import Need
from todoke.hub.talent.roles import typed
from todoke.hub.talent.roles.models_of import roles_of
from todoke.hub.talent.roles.queries import TOWNS, led_towns
from todoke.web.jinja import say

READERS = tuple(PostKind)
ON_A_PAGE = 24
WITHDRAWN = N_("The need is withdrawn.")
DISCARDED = N_("The draft is deleted.")
TIED = N_("The two needs are tied: both are filled, or neither.")
UNTIED = N_("The needs stand alone again.")
NOBODY_CHOSEN = Refusal(code="talent.pair.none", message=N_("Choose the other need."))


@post_needed(*READERS)
def listed(request: HttpRequest) -> HttpResponse:
    """Open needs of all towns, the most urgent first."""
    asked = {name: request.GET.get(name, "") for name in ("state", "town", "role")}
    pages = Paginator(queries.by_priority(queries.posted(**asked)), ON_A_PAGE)
    context = {
        "page": pages.get_page(request.GET.get("page")),
        "asked": asked,
        "kept": urlencode(asked),
        "drafts": queries.drafts_of(request.user),
        "led": led_towns(request.user),
        "towns": Body.objects.filter(kind__in=TOWNS, merged_into=None).order_by("code"),
        "roles": roles_of(None).by_id,
        "states": [(one.value, showing.STATE_WORDS[one]) for one in queries.SHOWN],
        "state_words": showing.STATE_WORDS,
        "priority_words": showing.PRIORITY_WORDS,
        "get_messages": messages.get_messages,
    }
    return render(request, "needs/list.html", context)


@signed_in
def need(request: HttpRequest, key: UUID) -> HttpResponse:
    found = queries.get_need_or_404(request.user, key)
    if found.state == NeedState.DRAFT.value:
        return redirect("needs:check", key)
    return _need(request, found)


def _need(request: HttpRequest, found: Need, *, problems: dict[str, Refusal] | None = None) -> HttpResponse:
    state, leads = NeedState(found.state), queries.leads(request.user, found.host)
    context = {
        "need": found,
        "state": showing.STATE_WORDS[state],
        "priority": queries.weighed_needs().get(found.pk) or queries.priority(found),
        "by_points": queries.priority(found),
        "priority_words": showing.PRIORITY_WORDS,
        "sections": showing.sections(answers_of(found), known=known_for(found.host)),
        "pair": queries.paired_with(found),
        "partners": queries.partners(found) if leads and state in OPEN_STATES else (),
        "may_change": leads and state in OPEN_STATES,
        "may_withdraw": leads and state in BEFORE_WORK,
        "history": queries.history(found),
        "event_words": showing.EVENT_WORDS,
        "problems": problems or {},
        "typed": request.POST,
        "get_messages": messages.get_messages,
    }
    return render(request, "needs/need.html", context, status=422 if problems else 200)


def _attempt(
    request: HttpRequest, found: Need, *, command: Callable[[], object], field: str, done: str
) -> HttpResponse:
    """Do it, or say why not beside `field`."""
    try:
        command()
    except Refused as error:
        if not queries.leads(request.user, found.host):
            return refused(request, error.refusals[0])
        return _need(request, found, problems={field: error.refusals[0]})
    messages.success(request, say(done))
    return redirect("needs:need", found.pk)


@post_needed(PostKind.DX_LEAD)
@require_POST
def withdraw(request: HttpRequest, key: UUID) -> HttpResponse:
    found = queries.get_need_or_404(request.user, key)
    reason, both = typed.text(request.POST, "reason"), "both" in request.POST
    command = lambda: commands.withdraw(key, reason=reason, by=request.user, also_pair=both)  # noqa: E731
    return _attempt(request, found, command=command, field="reason", done=WITHDRAWN)


@post_needed(PostKind.DX_LEAD)
@require_POST
def discard(request: HttpRequest, key: UUID) -> HttpResponse:
    queries.get_need_or_404(request.user, key)
    try:
        commands.discard(key, by=request.user)
    except Refused as error:
        return refused(request, error.refusals[0])
    messages.success(request, say(DISCARDED))
    return redirect("needs:list")


@post_needed(PostKind.DX_LEAD)
@require_POST
def tie(request: HttpRequest, key: UUID) -> HttpResponse:
    found = queries.get_need_or_404(request.user, key)
    try:
        other = UUID(request.POST.get("other", ""))
    except ValueError:
        return _need(request, found, problems={"other": NOBODY_CHOSEN})
    try:
        command = lambda: commands.tie(key, other, by=request.user)  # noqa: E731 - one line, used once
        return _attempt(request, found, command=command, field="other", done=TIED)
    except Need.DoesNotExist:
        raise Http404 from None


@post_needed(PostKind.DX_LEAD)
@require_POST
def untie(request: HttpRequest, key: UUID) -> HttpResponse:
    found = queries.get_need_or_404(request.user, key)
    command = lambda: commands.untie(key, by=request.user)  # noqa: E731 - one line, used once
    return _attempt(request, found, command=command, field="other", done=UNTIED)


@signed_in
def rubric(request: HttpRequest) -> HttpResponse:
    """The published rubric, and per town how often each criterion was claimed."""
    context = {
        "criteria": [(one, CRITERION_WORDS[one], points) for one, points in POINTS.items()],
        "weights": [(showing.PRIORITY_WORDS[one], WEIGHTS[one]) for one in Priority],
        "urgent_from": URGENT_FROM,
        "important_from": IMPORTANT_FROM,
        "urgent_in": URGENT_IN,
        "claims": queries.claims(),
    }
    return render(request, "needs/rubric_page.html", context)
