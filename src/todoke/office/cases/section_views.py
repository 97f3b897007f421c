"""What a section writes into its decisions."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from todoke.core.errors import Refused
from todoke.core.refusal import N_
from todoke.office.cases import appeals
from todoke.office.cases.inbox import sections_of
from todoke.office.cases.wording import faults_in
from todoke.web.jinja import say

KEPT = N_("The text was saved.")


@login_required
@require_http_methods(["GET", "POST"])
def texts(request: HttpRequest) -> HttpResponse:
    if request.method == "GET":
        return _page(request)
    section, text = request.POST.get("section", ""), request.POST.get("appeal", "")
    try:
        appeals.write_appeal(section, text, staff=request.user)
    except Refused as error:
        messages.error(request, say(error.refusals[0]))
        return _page(request, typed={section: text}, status=422)
    messages.success(request, say(KEPT))
    return redirect("cases:texts")


def _page(request: HttpRequest, *, typed: dict[str, str] | None = None, status: int = 200) -> HttpResponse:
    sections = sections_of(request.user)
    kept, faults = appeals.appeals_of(sections), faults_in(typed or {})
    rows = [
        {
            "name": section,
            "appeal": (typed or {}).get(section, kept[section]),
            "fault": faults.get(section),
            "refusal": appeals.refuse_write_appeal(request.user, section),
        }
        for section in sections
    ]
    context = {"rows": rows, "get_messages": messages.get_messages}
    return render(request, "cases/texts.html", context, status=status)
