"""The inbox, and its list as a file. Views neither change nor read rows themselves."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from todoke.core.cases.states import STATES
from todoke.core.refusal import Refusal
from todoke.office.cases import inbox as finding
from todoke.office.cases.downloads import inert_download
from todoke.office.cases.export import Encoding, export, rows_for_export
from todoke.office.cases.inbox import InboxPage
from todoke.office.cases.queries import days_left
from todoke.office.cases.searches import Asked, asked_in, keep
from todoke.office.cases.words import look, outcome_labels, procedure_title, published_titles, state_label
from todoke.web.jinja import say
from todoke.web.sign_in.proofs import lately_proved

POSTCODE = re.compile(r"^〒\d{3}-\d{4} ")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def inbox(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        sort = request.POST.get("sort", "")
        return redirect(reverse("cases:inbox") + keep(request.POST, request.session).address(sort=sort))
    asked, sort = asked_in(request.GET, request.session), request.GET.get("sort", "")
    page = finding.inbox_page(
        request.user,
        asked.filters,
        sort=sort,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    context = {
        "rows": _rows(page, request.language),
        "chosen": asked.filters,
        "told": asked.told,
        "get_messages": messages.get_messages,
        "sort": sort if sort in finding.SORTS else "oldest",
        "links": _links(asked, sort, page=page),
        "counts": finding.counts(request.user),
        "counted_to": finding.COUNTED_TO,
        "states": STATES,
        "ages": finding.AGES,
        "procedures": published_titles(request.language),
        "export_query": asked.address(),
    }
    return render(request, "cases/inbox.html", context)


def _rows(page: InboxPage, language: str) -> list[dict[str, Any]]:
    today = timezone.localdate()
    outcomes = outcome_labels(page.cases, language)
    return [
        {
            "case": case,
            "title": procedure_title(case, language),
            "label": state_label(case),
            "look": look(case),
            "outcome": outcomes[case.procedure, case.revision, case.outcome],
            "place": POSTCODE.sub("", case.address),
            "days": days_left(case, today) if case.is_open else None,
        }
        for case in page.cases
    ]


def _links(asked: Asked, sort: str, *, page: InboxPage) -> dict[str, str | None]:
    return {
        "first": asked.address(sort=sort) if page.earlier else None,
        "earlier": asked.address(sort=sort, before=page.earlier) if page.earlier else None,
        "later": asked.address(sort=sort, after=page.later) if page.later else None,
    }


def _back_to_the_inbox(request: HttpRequest, asked: Asked, *, told: Refusal) -> HttpResponse:
    """Never a file of more than was asked for."""
    messages.error(request, say(told))
    return redirect(reverse("cases:inbox") + asked.address())


@login_required
@lately_proved
def export_page(request: HttpRequest) -> HttpResponse:
    """What will be in the file, and which characters CP932 can't write, before anything is downloaded."""
    asked = asked_in(request.GET, request.session)
    if asked.told:
        return _back_to_the_inbox(request, asked, told=asked.told)
    sheet = export(rows_for_export(finding.filtered(request.user, asked.filters)), Encoding.CP932)
    context = {
        "missing": sheet.missing,
        "count": sheet.count,
        "chosen": asked.kept,
        "query": asked.address(),
    }
    return render(request, "cases/export.html", context)


@login_required
@lately_proved
def export_csv(request: HttpRequest) -> HttpResponse:
    asked = asked_in(request.GET, request.session)
    if asked.told:
        return _back_to_the_inbox(request, asked, told=asked.told)
    encoding = Encoding.CP932 if request.GET.get("encoding") == "cp932" else Encoding.UTF_8
    sheet = export(rows_for_export(finding.filtered(request.user, asked.filters)), encoding)
    return inert_download(sheet.content, name="cases.csv", media_type="text/csv")
