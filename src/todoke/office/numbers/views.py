"""The page of a case's My Numbers. No other page of the office shows one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from todoke.core.cases.number_policies import NumberCheck
from todoke.core.errors import Refused
from todoke.core.refusal import N_
from todoke.office.cases.downloads import inert_download
from todoke.office.cases.models import Case
from todoke.office.cases.queries import get_own_case_or_404
from todoke.office.cases.wording import faults_in
from todoke.office.cases.words import procedure_title
from todoke.office.forms.printing import form_pdf
from todoke.office.numbers import commands, queries, showing
from todoke.office.numbers.words import GIVEN_BY, REASONS
from todoke.web.jinja import say

CHECKED = N_("The confirmation was recorded.")
PARTED = N_("The My Number was deleted from the case.")
UNTYPED: Mapping[str, str] = dict.fromkeys(
    ("form", "place", "reason", "given_by", "number_how", "person_how", "authority_how", "why"), ""
)


@login_required
@require_GET
def numbers(request: HttpRequest, case_id: UUID) -> HttpResponse:
    case = get_own_case_or_404(request.user, case_id)
    return _page(request, case, shown=showing.take_shown(request, case))


def _page(
    request: HttpRequest,
    case: Case,
    *,
    shown: showing.Shown | None = None,
    typed: Mapping[str, str] | None = None,
) -> HttpResponse:
    """`typed` is what a refused form held, shown again."""
    context = {
        "case": case,
        "title": procedure_title(case, request.language),
        "numbers": queries.numbers_of(case, request.language),
        "refusal": queries.refuse_numbers(case, request.user),
        "shown": shown,
        "given_by": GIVEN_BY,
        "reasons": REASONS,
        "typed": {**UNTYPED, **(typed or {})},
        "faults": faults_in(typed or {}),
        "get_messages": messages.get_messages,
    }
    response = render(request, "numbers/numbers.html", context, status=422 if typed else 200)
    response["Cache-Control"] = "no-store"
    return response


def _attempt(
    request: HttpRequest, case: Case, *, command: Callable[[], object], form: str
) -> HttpResponse | None:
    """None when it was done; otherwise the page with the sentence and what was typed."""
    try:
        command()
    except Refused as error:
        messages.error(request, say(error.refusals[0]))
        return _page(request, case, typed={**_typed(request), "form": form})
    return None


def _typed(request: HttpRequest) -> dict[str, str]:
    return {name: request.POST.get(name, "") for name in UNTYPED}


@login_required
@require_POST
def show(request: HttpRequest, case_id: UUID) -> HttpResponse:
    case = get_own_case_or_404(request.user, case_id)
    typed = _typed(request)
    refused = _attempt(
        request,
        case,
        command=lambda: commands.record_showing(
            case, typed["place"], staff=request.user, reason=typed["reason"]
        ),
        form="show",
    )
    if refused is None:
        showing.note_to_show(request, case, place=typed["place"])
    return refused or redirect("numbers:numbers", case.pk)


@login_required
@require_POST
def check(request: HttpRequest, case_id: UUID) -> HttpResponse:
    case = get_own_case_or_404(request.user, case_id)
    typed = _typed(request)
    given = NumberCheck(
        given_by=typed["given_by"],
        number=typed["number_how"],
        person=typed["person_how"],
        authority=typed["authority_how"],
    )
    refused = _attempt(
        request,
        case,
        command=lambda: commands.record_check(case, typed["place"], staff=request.user, check=given),
        form="check",
    )
    if refused is None:
        messages.success(request, say(CHECKED))
    return refused or redirect("numbers:numbers", case.pk)


@login_required
@require_POST
def part(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The first confirmation leads to a page of its own with the second one."""
    case = get_own_case_or_404(request.user, case_id)
    place, why = request.POST.get("place", ""), request.POST.get("why", "")
    first, second = "first" in request.POST, "second" in request.POST
    known = queries.refuse_part(case, place, staff=request.user, why=why, confirmations=2)
    if first and known is None and not second:
        return _second_page(request, case, place=place, why=why)
    refused = _attempt(
        request,
        case,
        command=lambda: commands.part_with(
            case, place, staff=request.user, why=why, confirmations=int(first) + int(second)
        ),
        form="part",
    )
    if refused is None:
        messages.success(request, say(PARTED))
    return refused or redirect("numbers:numbers", case.pk)


def _second_page(request: HttpRequest, case: Case, *, place: str, why: str) -> HttpResponse:
    number = next(one for one in queries.numbers_of(case, request.language) if one.place == place)
    context = {"case": case, "number": number, "why": why, "reason": REASONS[why]}
    return render(request, "numbers/part.html", context)


@login_required
@require_POST
def form(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The printed form with the numbers in it."""
    case = get_own_case_or_404(request.user, case_id)
    opened: dict[str, str] = {}

    def command() -> None:
        reason = request.POST.get("reason", "")
        opened.update(commands.open_for_printing(case, staff=request.user, reason=reason))

    refused = _attempt(request, case, command=command, form="form")
    if refused is not None:
        return refused
    pdf = form_pdf(case, opened=opened)
    return inert_download(pdf, name=f"{case.receipt}.pdf", media_type="application/pdf")
