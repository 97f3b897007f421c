"""Print the application as its form (様式)."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from todoke.office.cases.downloads import inert_download
from todoke.office.cases.queries import get_own_case_or_404
from todoke.office.forms.printing import form_pdf


@login_required
@require_GET
def form(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """My Numbers are masked here; with them it is printed from the page of the numbers, and recorded."""
    case = get_own_case_or_404(request.user, case_id)
    return inert_download(form_pdf(case), name=f"{case.receipt}.pdf", media_type="application/pdf")
