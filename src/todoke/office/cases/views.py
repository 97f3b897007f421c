"""Pages of a caseworker. Views neither change nor read rows themselves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from todoke.core.cases.moves import Move
from todoke.core.cases.states import STATES
from todoke.core.errors import Refused
from todoke.core.refusal import N_, Refusal
from todoke.office.cases import commands, queries
from todoke.office.cases.downloads import inert_download
from todoke.office.cases.export import Encoding, export
from todoke.office.cases.facts import allowed_outcomes, open_proposal
from todoke.office.cases.history import sentence
from todoke.office.cases.models import Case
from todoke.web.jinja import say

UNKNOWN_MOVE = Refusal(
    code="case.move.unknown", message=N_("This button is not known. Open the case again and choose a button.")
)

NOTHING_TYPED: Mapping[str, object] = {
    "outcome": "", "reasons": "", "asking": False, "fields": (), "message": "", "due": "",
}


def _filters(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET.get(name, "") for name in ("state", "query", "sort")}


@login_required
def inbox(request: HttpRequest) -> HttpResponse:
    chosen = _filters(request)
    cases = queries.filtered(request.user, state=chosen["state"], query=chosen["query"])
    page = queries.inbox_page(cases, sort=chosen["sort"], after=request.GET.get("after", ""))
    today = timezone.localdate()
    rows = [
        {"case": c, "label": queries.state_label(c), "days": queries.days_left(c, today)} for c in page.cases
    ]
    context = {"rows": rows, "older": page.older, "states": STATES, **chosen}
    return render(request, "cases/inbox.html", context)


@login_required
def export_csv(request: HttpRequest) -> HttpResponse:
    chosen = _filters(request)
    encoding = Encoding.CP932 if request.GET.get("encoding") == "cp932" else Encoding.UTF_8
    cases = queries.filtered(request.user, state=chosen["state"], query=chosen["query"])
    sheet = export(cases.order_by("arrived_at", "id").iterator(), encoding)
    return inert_download(sheet.content, name="cases.csv", media_type="text/csv")


@login_required
def case_page(request: HttpRequest, case_id: UUID) -> HttpResponse:
    return _page(request, queries.get_own_case_or_404(request.user, case_id))


def _page(
    request: HttpRequest, case: Case, *, typed: Mapping[str, object] | None = None, status: int = 200
) -> HttpResponse:
    """The case page; `typed` is what a refused form held, shown again."""
    context = {
        "case": case,
        "typed": {**NOTHING_TYPED, **(typed or {})},
        "label": queries.state_label(case),
        "days": queries.days_left(case, timezone.localdate()),
        "sections": queries.answer_sections(case, request.language),
        "files": case.files.defer("content"),
        "history": [(event, sentence(event)) for event in case.events.order_by("-at", "-id")],
        "flags": [
            Refusal(code=f["code"], message=f["message"], params=f["params"]) for f in case.flags
        ],
        "actions": _actions(case),
        "get_messages": messages.get_messages,
        "buttons": queries.buttons(case, request.user),
        "outcomes": list(allowed_outcomes(case)),
        "proposal": open_proposal(case),
        "documents": case.documents.defer("content"),
    }
    return render(request, "cases/case.html", context, status=status)


def _actions(case: Case) -> dict[str, str]:
    """Where each move's button sends to."""
    own = {Move.DECIDE: "cases:decide", Move.ISSUE: "notices:issue", Move.NOTIFY: "notices:notify"}
    return {move.value: reverse(own.get(move, "cases:move"), args=[case.pk]) for move in Move}


def _attempt(
    request: HttpRequest,
    case: Case,
    command: Callable[[], object],
    *,
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
    name = request.POST.get("move", "")
    if name not in {move.value for move in commands.PLAIN_MOVES}:
        messages.error(request, say(UNKNOWN_MOVE))
        return redirect("cases:case", case.pk)
    return _attempt(request, case, lambda: commands.make_plain_move(case, Move(name), staff=request.user))


@login_required
@require_POST
def correction(request: HttpRequest, case_id: UUID) -> HttpResponse:
    case = queries.get_own_case_or_404(request.user, case_id)
    fields = request.POST.getlist("fields")
    message, due = request.POST.get("message", "").strip(), request.POST.get("due", "")
    return _attempt(
        request,
        case,
        lambda: commands.request_correction(
            case, staff=request.user, fields=fields, message=message, due=_day(due)
        ),
        typed={"asking": True, "fields": fields, "message": message, "due": due},
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
    outcome, reasons = request.POST.get("outcome", ""), request.POST.get("reasons", "")
    return _attempt(
        request,
        case,
        lambda: commands.propose(case, staff=request.user, outcome=outcome, reasons=reasons),
        typed={"outcome": outcome, "reasons": reasons},
    )


@login_required
@require_POST
def decide(request: HttpRequest, case_id: UUID) -> HttpResponse:
    case = queries.get_own_case_or_404(request.user, case_id)
    return _attempt(request, case, lambda: commands.decide(case, staff=request.user))


@login_required
def download(request: HttpRequest, case_id: UUID, file_id: UUID) -> HttpResponse:
    case = queries.get_own_case_or_404(request.user, case_id)
    file = get_object_or_404(case.files, pk=file_id)
    return inert_download(bytes(file.content), name=file.name)
