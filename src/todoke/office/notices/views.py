"""Issue, notify, look up in 発行簿, download."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from todoke.core.errors import Refused
from todoke.office.cases.downloads import inert_download
from todoke.office.cases.queries import get_own_case_or_404, sections_of
from todoke.office.notices import commands
from todoke.office.notices.models import IssuedDocument
from todoke.web.jinja import say


def _issued_here(request: HttpRequest):  # type: ignore[no-untyped-def]
    return IssuedDocument.objects.filter(case__section__in=sections_of(request.user)).defer("content")


@login_required
def register(request: HttpRequest) -> HttpResponse:
    documents = _issued_here(request).select_related("case", "issued_by").order_by("-id")[:200]
    return render(request, "notices/register.html", {"documents": documents})


@login_required
def download(request: HttpRequest, document_id: int) -> HttpResponse:
    document = get_object_or_404(_issued_here(request), pk=document_id)
    return inert_download(bytes(document.content), name=f"{document.symbol}-{document.serial}.pdf")


@login_required
@require_POST
def issue(request: HttpRequest, case_id: str) -> HttpResponseRedirect:
    case = get_own_case_or_404(request.user, case_id)
    try:
        commands.issue(case, staff=request.user)
    except Refused as error:
        messages.error(request, say(error.refusals[0]))
    return redirect("cases:case", case.pk)


@login_required
@require_POST
def notify(request: HttpRequest, case_id: str) -> HttpResponseRedirect:
    case = get_own_case_or_404(request.user, case_id)
    try:
        commands.notify(case, staff=request.user)
    except Refused as error:
        messages.error(request, say(error.refusals[0]))
    return redirect("cases:case", case.pk)
