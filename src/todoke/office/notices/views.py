"""Issue, notify, look up in 発行簿, download, print."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from todoke.core.errors import Refused
from todoke.office.cases.downloads import inert_download
from todoke.office.cases.queries import get_own_case_or_404, sections_of
from todoke.office.notices import commands, numbering
from todoke.office.notices.models import IssuedDocument, SealMode
from todoke.web.jinja import say

SHOWN = 200


def _own(request: HttpRequest, rows: QuerySet[IssuedDocument]) -> QuerySet[IssuedDocument]:
    return rows.filter(case__section__in=sections_of(request.user)).defer("content")


@login_required
def register(request: HttpRequest) -> HttpResponse:
    """Every number taken, also those without a document: the register has no silent gaps."""
    rows = _own(request, IssuedDocument.register.all()).select_related("case", "issued_by").order_by("-id")
    lines = [(document, numbering.remark(document)) for document in rows[:SHOWN]]
    return render(request, "notices/register.html", {"lines": lines})


@login_required
def download(request: HttpRequest, document_id: int) -> HttpResponse:
    document = get_object_or_404(_own(request, IssuedDocument.objects.all()), pk=document_id)
    return inert_download(bytes(document.content), name=document.file_name)


@login_required
def printing(request: HttpRequest, document_id: int) -> HttpResponse:
    """How many copies to print and what to do with them."""
    document = get_object_or_404(_own(request, IssuedDocument.objects.all()), pk=document_id)
    context = {"document": document, "case": document.case, "SealMode": SealMode}
    return render(request, "notices/printing.html", context)


@login_required
@require_POST
def issue(request: HttpRequest, case_id: UUID) -> HttpResponseRedirect:
    case = get_own_case_or_404(request.user, case_id)
    return _given(request, case_id, command=lambda: commands.issue(case, staff=request.user))


@login_required
@require_POST
def notify(request: HttpRequest, case_id: UUID) -> HttpResponseRedirect:
    case = get_own_case_or_404(request.user, case_id)
    return _given(request, case_id, command=lambda: commands.notify(case, staff=request.user))


def _given(
    request: HttpRequest, case_id: UUID, *, command: Callable[[], IssuedDocument]
) -> HttpResponseRedirect:
    """Back to the case; to the printer first, where the seal is set on paper."""
    try:
        document = command()
    except Refused as error:
        messages.error(request, say(error.refusals[0]))
        return redirect("cases:case", case_id)
    if document.seal == SealMode.PRINT_AND_SEAL:
        return redirect("notices:printing", document.pk)
    return redirect("cases:case", case_id)
