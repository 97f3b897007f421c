"""The case page and its moves. Views neither change nor read rows themselves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from todoke.core.cases.moves import Move
from todoke.core.cases.outcomes import needs_reasons
from todoke.core.errors import Refused
from todoke.core.refusal import N_, Refusal
from todoke.office.cases import commands, queries
from todoke.office.cases.appeals import appeal_of
from todoke.office.cases.downloads import inert_download
from todoke.office.cases.facts import allowed_outcomes, open_proposal
from todoke.office.cases.history import history_of
from todoke.office.cases.identity_shown import identity_shown
from todoke.office.cases.models import Case
from todoke.office.cases.next_steps import buttons, what_is_next
from todoke.office.cases.wording import faults_in
from todoke.office.cases.words import look, outcome_words, procedure_title, state_label
from todoke.office.numbers.queries import has_numbers
from todoke.web.jinja import say

UNKNOWN_MOVE = Refusal(
    code="case.move.unknown", message=N_("This button is not known. Open the case again and choose a button.")
)
OWN_PAGE = {
    Move.DECIDE: "cases:decide",
    Move.ISSUE: "notices:issue",
    Move.NOTIFY: "notices:notify",
    Move.PROPOSE: "cases:propose",
    Move.REQUEST_CORRECTION: "cases:correction",
    Move.SEND_BACK: "cases:send_back",
}


@login_required
def case_page(request: HttpRequest, case_id: UUID) -> HttpResponse:
    return _page(request, queries.get_own_case_or_404(request.user, case_id))


def _page(
    request: HttpRequest, case: Case, *, typed: Mapping[str, object] | None = None, status: int = 200
) -> HttpResponse:
    """The case page; `typed` is what a refused form held, shown again."""
    language = request.language
    proposal = open_proposal(case)
    outcomes = outcome_words(case, language)
    proposed = outcomes.get(proposal.outcome, proposal.outcome) if proposal else ""
    context = {
        "case": case,
        "title": procedure_title(case, language),
        "label": state_label(case),
        "look": look(case),
        "outcome": outcomes.get(case.outcome, case.outcome),
        "days": queries.days_left(case, timezone.localdate()) if case.is_open else None,
        "identity": identity_shown(case, language),
        "sections": queries.answer_sections(case, language),
        "questions": queries.questions_of(case, language),
        "files": queries.files_of(case, language),
        "has_numbers": has_numbers(case),
        "history": history_of(case, outcomes=outcomes),
        "waiting": case.corrections.filter(answered_at=None).order_by("-number").first(),
        "flags": [
            (f["at"], Refusal(code=f["code"], message=f["message"], params=f["params"])) for f in case.flags
        ],
        "get_messages": messages.get_messages,
        "next": what_is_next(case, outcome=proposed),
        "buttons": buttons(case, request.user),
        "actions": {move.value: reverse(OWN_PAGE.get(move, "cases:move"), args=[case.pk]) for move in Move},
        "outcomes": [
            (name, outcomes[name], needs_reasons(meaning)) for name, meaning in allowed_outcomes(case).items()
        ],
        "proposal": proposal,
        "proposed": proposed,
        "documents": case.documents.defer("content"),
        "typed": {**_untyped(case), **(typed or {})},
        "faults": faults_in(typed or {}),
    }
    return render(request, "cases/case.html", context, status=status)


def _untyped(case: Case) -> dict[str, object]:
    """What the forms hold before anybody typed."""
    return {
        "form": "", "outcome": "", "reasons": "", "appeal": appeal_of(case.section), "fields": (),
        "message": "", "due": "", "note": "", "return_reasons": "",
    }  # fmt: skip


def _attempt(
    request: HttpRequest,
    case: Case,
    *,
    command: Callable[[], object],
    typed: Mapping[str, object] | None = None,
) -> HttpResponse:
    """Do it and go back to the case, or say in a sentence why not. A form keeps what was typed."""
    try:
        command()
    except Refused as error:
        messages.error(request, say(error.refusals[0]))
        if typed is not None:
            case.refresh_from_db()
            return _page(request, case, typed=typed, status=422)
    return redirect("cases:case", case.pk)


@login_required
@require_POST
def plain_move(request: HttpRequest, case_id: UUID) -> HttpResponse:
    case = queries.get_own_case_or_404(request.user, case_id)
    name, note = request.POST.get("move", ""), request.POST.get("note", "")
    if name not in {move.value for move in commands.PLAIN_MOVES}:
        messages.error(request, say(UNKNOWN_MOVE))
        return redirect("cases:case", case.pk)
    return _attempt(
        request,
        case,
        command=lambda: commands.make_plain_move(case, Move(name), staff=request.user, note=note),
        typed={"form": name, "note": note} if note else None,
    )


@login_required
@require_POST
def correction(request: HttpRequest, case_id: UUID) -> HttpResponse:
    case = queries.get_own_case_or_404(request.user, case_id)
    fields = request.POST.getlist("fields")
    message, due = request.POST.get("message", ""), request.POST.get("due", "")
    return _attempt(
        request,
        case,
        command=lambda: commands.request_correction(
            case, staff=request.user, fields=fields, message=message, due=_day(due)
        ),
        typed={"form": "request_correction", "fields": fields, "message": message, "due": due},
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@login_required
@require_POST
def propose(request: HttpRequest, case_id: UUID) -> HttpResponse:
    case = queries.get_own_case_or_404(request.user, case_id)
    typed = {name: request.POST.get(name, "") for name in ("outcome", "reasons", "appeal")}
    return _attempt(
        request,
        case,
        command=lambda: commands.propose(case, staff=request.user, **typed),
        typed={"form": "propose", **typed},
    )


@login_required
@require_POST
def decide(request: HttpRequest, case_id: UUID) -> HttpResponse:
    case = queries.get_own_case_or_404(request.user, case_id)
    return _attempt(request, case, command=lambda: commands.decide(case, staff=request.user))


@login_required
@require_POST
def send_back(request: HttpRequest, case_id: UUID) -> HttpResponse:
    case = queries.get_own_case_or_404(request.user, case_id)
    reasons = request.POST.get("return_reasons", "")
    return _attempt(
        request,
        case,
        command=lambda: commands.send_back(case, staff=request.user, reasons=reasons),
        typed={"form": "send_back", "return_reasons": reasons},
    )


@login_required
def download(request: HttpRequest, case_id: UUID, file_id: UUID) -> HttpResponse:
    case = queries.get_own_case_or_404(request.user, case_id)
    file = get_object_or_404(case.files, pk=file_id)
    return inert_download(bytes(file.content), name=file.name)


@login_required
def picture(request: HttpRequest, case_id: UUID, file_id: UUID) -> HttpResponse:
    """A photo for the page to draw: still inert, and only where the bytes begin like the kind they claim."""
    case = queries.get_own_case_or_404(request.user, case_id)
    file = get_object_or_404(case.files, pk=file_id)
    kind = queries.picture_type(file)
    if kind is None:
        raise Http404
    return inert_download(bytes(file.content), name=file.name, media_type=kind)
