"""Posting a need, page by page, there and back; the same pages change an open need."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from todoke.core.errors import Refused
from todoke.core.refusal import N_, Refusal
from todoke.core.talent.needs import NeedState
from todoke.core.talent.posting import (
    NOT_THE_TOWNS,
    STEP_WORDS,
    NeedAnswers,
    Step,
    problems_on,
    refuse_change,
    unfinished,
)
from todoke.hub.members.guards import post_needed, refused
from todoke.hub.members.models import PostKind
from todoke.hub.talent.needs import commands, queries, showing
from todoke.hub.talent.needs.answers import answers_of, known_for, read
from todoke.hub.talent.needs.models import Need
from todoke.hub.talent.roles import typed
from todoke.hub.talent.roles.queries import get_town_or_404
from todoke.web.jinja import say

STEPS = tuple(Step)
POSTED = N_("The need is posted. It takes part in the next round.")
CHANGED = N_("The change is kept.")


@post_needed(PostKind.DX_LEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, code: str) -> HttpResponse:
    """The first page; the draft begins when it is answered."""
    host = get_town_or_404(code)
    if not queries.leads(request.user, host):
        return refused(request, NOT_THE_TOWNS)
    given, problems = NeedAnswers(problem=typed.text(request.POST, "problem")), {}
    role = request.POST.get("role", request.GET.get("role", ""))
    if request.method == "POST":
        try:
            need = commands.begin(host, problem=given.problem, by=request.user, role=role)
            return redirect("needs:step", need.pk, Step.OUTCOME.value)
        except Refused:
            problems = problems_on(Step.PROBLEM, given, known=known_for(host))
    context = {"host": host, "need": None, "given": given, "problems": problems, "whole": (), "role": role}
    context |= _frame(Step.PROBLEM) | {"done": frozenset(), "base": 0}
    return render(request, "needs/problem.html", context, status=422 if problems else 200)


def _frame(step: Step) -> dict[str, object]:
    place = STEPS.index(step)
    return {
        "step": step,
        "steps": [(one, STEP_WORDS[one]) for one in STEPS],
        "place": place + 1,
        "before": STEPS[place - 1] if place else None,
    }


@post_needed(PostKind.DX_LEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, key: UUID, name: Step) -> HttpResponse:
    need = queries.get_need_or_404(request.user, key)
    refusal = refuse_change(
        NeedState(need.state), leads=queries.leads(request.user, need.host), edit=0, base=0
    )
    if refusal is not None:
        return refused(request, refusal)
    if request.method != "POST":
        return _page(request, need, name=name, given=answers_of(need))
    base = typed.whole(request.POST, "edit")
    try:
        commands.save_step(key, name, sent=request.POST, base=-1 if base is None else base, by=request.user)
    except Refused as error:
        given = read(name, answers_of(need), sent=request.POST, roles=known_for(need.host).roles)
        return _page(request, need, name=name, given=given, refusals=error.refusals)
    return _onward(request, need, name=name)


def _onward(request: HttpRequest, need: Need, *, name: Step) -> HttpResponse:
    """A draft goes on to the next page, or to where the person came from; an open need back to itself."""
    if need.state == NeedState.OPEN.value:
        messages.success(request, say(CHANGED))
        return redirect("needs:need", need.pk)
    place = STEPS.index(name) + 1
    if request.POST.get("then") == "check" or place == len(STEPS):
        return redirect("needs:check", need.pk)
    return redirect("needs:step", need.pk, STEPS[place].value)


def _page(
    request: HttpRequest,
    need: Need,
    *,
    name: Step,
    given: NeedAnswers,
    refusals: tuple[Refusal, ...] = (),
) -> HttpResponse:
    """Refused: what was typed is in the boxes, also what could not be read as a number or a day."""
    known = known_for(need.host)
    problems = problems_on(name, given, known=known) if refusals else {}
    context = {
        "host": need.host,
        "need": need,
        "given": given,
        "typed": request.POST if refusals else {},
        "problems": problems,
        "whole": [one for one in refusals if one not in problems.values()],
        "base": Need.objects.values_list("edit", flat=True).get(pk=need.pk),
        "done": frozenset(Step) - frozenset(unfinished(answers_of(need), known=known)),
        **_frame(name),
        **showing.for_page(name, need=need, given=given, known=known),
    }
    return render(request, f"needs/{name.value}.html", context, status=422 if refusals else 200)


@post_needed(PostKind.DX_LEAD)
def check(request: HttpRequest, key: UUID) -> HttpResponse:
    """All answers with the way back to each, and what is still missing."""
    need = queries.get_need_or_404(request.user, key)
    if not queries.leads(request.user, need.host):
        return refused(request, NOT_THE_TOWNS)
    if need.state != NeedState.DRAFT.value:
        return redirect("needs:need", key)
    return _check(request, need)


def _check(request: HttpRequest, need: Need, *, status: int = 200) -> HttpResponse:
    known, given = known_for(need.host), answers_of(need)
    context = {
        "need": need,
        "missing": unfinished(given, known=known),
        "step_words": STEP_WORDS,
        "sections": showing.sections(given, known=known),
        "priority": queries.priority(need),
        "priority_words": showing.PRIORITY_WORDS,
    }
    return render(request, "needs/check.html", context, status=status)


@post_needed(PostKind.DX_LEAD)
@require_POST
def post(request: HttpRequest, key: UUID) -> HttpResponse:
    need = queries.get_need_or_404(request.user, key)
    try:
        commands.post(key, by=request.user)
    except Refused as error:
        if not queries.leads(request.user, need.host) or need.state != NeedState.DRAFT.value:
            return refused(request, error.refusals[0])
        return _check(request, need, status=422)
    messages.success(request, say(POSTED))
    return redirect("needs:need", key)
