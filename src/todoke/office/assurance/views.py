"""Overview, one procedure's worksheets, deciding and printing them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from todoke.core.assurance import policies
from todoke.core.assurance.policies import SheetState, review_alarm
from todoke.core.assurance.practice import ASKED_WORDS, Excess
from todoke.core.assurance.problems import STEP_WORDS
from todoke.core.errors import Refused
from todoke.core.refusal import N_
from todoke.office.assurance import commands, papers, queries, showing
from todoke.office.assurance.facts import actor_of, facts_of
from todoke.office.assurance.models import Sheet
from todoke.office.cases.downloads import inert_download
from todoke.web.jinja import say

STARTED = N_("A new version was started. Go through the steps; each is kept when you press “Save and go on”.")
TAKEN_BACK = N_("The worksheet is yours again. Hand it in when it is ready.")
APPROVED = N_("The worksheet is approved. It counts from now on.")
RETURNED = N_("The worksheet was returned with your remark.")


@login_required
def overview(request: HttpRequest) -> HttpResponse:
    lines = queries.overview(today=timezone.localdate())
    only = request.GET.get("only", "")
    picked = {
        "more": lambda line: line.excess is not Excess.NONE,
        "review": lambda line: line.alarm in {policies.ReviewAlarm.NEVER, policies.ReviewAlarm.OVER},
        "decide": lambda line: line.open_sheet and line.open_sheet.state == SheetState.SUBMITTED.value,
        "differs": lambda line: line.differs,
    }
    counts = {name: sum(bool(fits(line)) for line in lines) for name, fits in picked.items()}
    shown = [line for line in lines if picked[only](line)] if only in picked else lines
    context = {"lines": shown, "total": len(lines), "counts": counts, "only": only}
    return render(request, "assurance/overview.html", context)


@login_required
def procedure_page(request: HttpRequest, procedure: str) -> HttpResponse:
    definition = queries.get_definition_or_404(procedure)
    stands = queries.standing(procedure)
    open_sheet = queries.open_sheet(procedure)
    context = {
        "procedure": procedure,
        "definition": definition,
        "stands": stands,
        "shown": showing.shown(stands.worksheet, table=queries.method_table()) if stands else None,
        "open_sheet": open_sheet,
        "versions": queries.versions_of(procedure),
        "alarm": review_alarm(
            stands.sheet.review_on if stands and stands.sheet else None, today=timezone.localdate()
        ),
        "refuse_write": policies.refuse_write(actor_of(request.user)),
        "asked_words": ASKED_WORDS,
        "get_messages": messages.get_messages,
    }
    return render(request, "assurance/procedure.html", context)


@login_required
@require_POST
def start(request: HttpRequest, procedure: str) -> HttpResponse:
    queries.get_definition_or_404(procedure)
    try:
        sheet = commands.start_version(procedure, by=request.user)
    except Refused as error:
        messages.error(request, say(error.refusals[0]))
        return redirect("assurance:procedure", procedure)
    return redirect("assurance:step", procedure, sheet.version, "redesign")


@login_required
def version_page(request: HttpRequest, procedure: str, version: int) -> HttpResponse:
    return _version(request, queries.get_sheet_or_404(procedure, version))


def _version(
    request: HttpRequest, sheet: Sheet, *, typed: dict[str, str] | None = None, status: int = 200
) -> HttpResponse:
    """The whole version, and the decision where it waits for one; `typed` is what a refused form held."""
    actor, facts = actor_of(request.user), facts_of(sheet)
    worksheet = showing.complete(sheet.content)
    waits = sheet.state == SheetState.SUBMITTED.value
    context = {
        "procedure": sheet.procedure,
        "definition": queries.get_definition_or_404(sheet.procedure),
        "sheet": sheet,
        "shown": showing.shown(worksheet, table=queries.table_at(sheet.methods_version))
        if worksheet
        else None,
        "waits": waits,
        "refuse_decide": policies.refuse_decide(facts, actor) if waits else None,
        "refuse_take_back": policies.refuse_take_back(facts, actor) if waits else None,
        "proposed_day": showing.proposed_review(worksheet, today=timezone.localdate()) if worksheet else None,
        "typed": typed or {},
        "events": sheet.events.order_by("pk"),
        "event_words": showing.EVENT_WORDS,
        "step_words": STEP_WORDS,
        "get_messages": messages.get_messages,
    }
    return render(request, "assurance/version.html", context, status=status)


def _attempt(request: HttpRequest, sheet: Sheet, *, command: Callable[[], object], done: str) -> HttpResponse:
    """Do it and go back to the version, or say why not; what was typed is kept."""
    try:
        command()
    except Refused as error:
        messages.error(request, say(error.refusals[0]))
        sheet.refresh_from_db()
        typed = {name: request.POST[name] for name in ("review_on", "remark") if name in request.POST}
        return _version(request, sheet, typed=typed, status=422)
    messages.success(request, say(done))
    return redirect("assurance:version", sheet.procedure, sheet.version)


@login_required
@require_POST
def take_back(request: HttpRequest, procedure: str, version: int) -> HttpResponse:
    sheet = queries.get_sheet_or_404(procedure, version)
    command = lambda: commands.take_back(sheet.pk, by=request.user)  # noqa: E731 - one line, used once
    return _attempt(request, sheet, command=command, done=TAKEN_BACK)


@login_required
@require_POST
def approve(request: HttpRequest, procedure: str, version: int) -> HttpResponse:
    sheet = queries.get_sheet_or_404(procedure, version)
    day = _day(request.POST.get("review_on", ""))
    return _attempt(
        request,
        sheet,
        command=lambda: commands.approve(sheet.pk, review_on=day, by=request.user),
        done=APPROVED,
    )


@login_required
@require_POST
def send_back(request: HttpRequest, procedure: str, version: int) -> HttpResponse:
    sheet = queries.get_sheet_or_404(procedure, version)
    remark = request.POST.get("remark", "")
    return _attempt(
        request,
        sheet,
        command=lambda: commands.send_back(sheet.pk, remark=remark, by=request.user),
        done=RETURNED,
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


@login_required
def document(request: HttpRequest, procedure: str, version: int) -> HttpResponse:
    """The PDF for the audit; version 0 is the proposal that ships."""
    definition = queries.get_definition_or_404(procedure)
    sheet = queries.get_sheet_or_404(procedure, version) if version else None
    paper = papers.worksheet_pdf(definition, procedure, sheet=sheet)
    name = papers.file_name(definition, version=version)
    return inert_download(paper, name=name, media_type="application/pdf")
