"""Fill in a worksheet step by step, check it, hand it in."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from todoke.core.assurance import policies
from todoke.core.assurance.problems import STEP_WORDS, Step, problems
from todoke.core.errors import Refused
from todoke.core.refusal import N_
from todoke.office.assurance import commands, queries, showing
from todoke.office.assurance.facts import actor_of, facts_of
from todoke.office.assurance.forms import StepRead, read_step
from todoke.office.assurance.models import Sheet
from todoke.web.jinja import say

STEPS = tuple(Step)
HANDED_IN = N_("The worksheet was handed in. A DX lead other than you decides on it.")


def _step_or_404(name: str) -> Step:
    if name not in set(STEPS):
        raise Http404
    return Step(name)


def _edit_of(request: HttpRequest) -> int:
    """-1 where the hidden number was tampered with: then somebody else's save is assumed."""
    text = request.POST.get("edit", "")
    return int(text) if text.isdecimal() and len(text) < 9 else -1


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def step_page(request: HttpRequest, procedure: str, version: int, step: str) -> HttpResponse:
    sheet, place = queries.get_sheet_or_404(procedure, version), _step_or_404(step)
    if request.method != "POST":
        if refusal := policies.refuse_edit(facts_of(sheet), actor_of(request.user)):
            messages.error(request, say(refusal))
            return redirect("assurance:version", procedure, version)
        return _page(request, sheet, step=place)
    read = read_step(place, request.POST, table=queries.method_table(), before=sheet.content)
    if read.refusals:
        return _page(request, sheet, step=place, read=read, status=422)
    try:
        commands.save_step(sheet.pk, read.answers, step=place, edit=_edit_of(request), by=request.user)
    except Refused as error:
        messages.error(request, say(error.refusals[0]))
        sheet.refresh_from_db()
        return _page(request, sheet, step=place, read=read, status=409)
    later = STEPS[STEPS.index(place) + 1 :]
    if not later:
        return redirect("assurance:check", procedure, version)
    return redirect("assurance:step", procedure, version, later[0].value)


def _page(
    request: HttpRequest, sheet: Sheet, *, step: Step, read: StepRead | None = None, status: int = 200
) -> HttpResponse:
    table = queries.method_table()
    content = {**sheet.content, **(read.answers if read else {})}
    place = STEPS.index(step)
    context = {
        "procedure": sheet.procedure,
        "definition": queries.get_definition_or_404(sheet.procedure),
        "sheet": sheet,
        "step": step,
        "steps": [(one, STEP_WORDS[one]) for one in STEPS],
        "number": place + 1,
        "before": STEPS[place - 1] if place else None,
        "content": content,
        "problems": read.refusals if read else {},
        "level": showing.level_so_far(content),
        "form": showing.form_words(),
        "lines": showing.method_lines(content, table=table),
        "measures": showing.measure_lines(content),
        "get_messages": messages.get_messages,
    }
    return render(request, f"assurance/step_{step.value}.html", context, status=status)


@login_required
def check_page(request: HttpRequest, procedure: str, version: int) -> HttpResponse:
    sheet = queries.get_sheet_or_404(procedure, version)
    if refusal := policies.refuse_edit(facts_of(sheet), actor_of(request.user)):
        messages.error(request, say(refusal))
        return redirect("assurance:version", procedure, version)
    return _check(request, sheet)


def _check(request: HttpRequest, sheet: Sheet, *, status: int = 200) -> HttpResponse:
    table = queries.method_table()
    worksheet = showing.complete(sheet.content)
    context = {
        "procedure": sheet.procedure,
        "definition": queries.get_definition_or_404(sheet.procedure),
        "sheet": sheet,
        "found": showing.problem_lines(problems(sheet.content, table)),
        "shown": showing.shown(worksheet, table=table) if worksheet else None,
        "get_messages": messages.get_messages,
    }
    return render(request, "assurance/check.html", context, status=status)


@login_required
@require_POST
def submit(request: HttpRequest, procedure: str, version: int) -> HttpResponse:
    sheet = queries.get_sheet_or_404(procedure, version)
    try:
        commands.submit(sheet.pk, edit=_edit_of(request), by=request.user)
    except Refused as error:
        messages.error(request, say(error.refusals[0]))
        sheet.refresh_from_db()
        return _check(request, sheet, status=422)
    messages.success(request, say(HANDED_IN))
    return redirect("assurance:version", procedure, version)
