"""The inbox, and its list as a file. Views neither change nor read rows themselves."""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from todoke.core.cases.states import STATES
from todoke.office.cases import inbox as finding
from todoke.office.cases.downloads import inert_download
from todoke.office.cases.export import Encoding, export, rows_for_export
from todoke.office.cases.inbox import Filters, InboxPage
from todoke.office.cases.queries import days_left
from todoke.office.cases.words import look, outcome_labels, procedure_title, published_titles, state_label

POSTCODE = re.compile(r"^〒\d{3}-\d{4} ")


def _filters(request: HttpRequest) -> Filters:
    names = Filters.__dataclass_fields__
    return Filters(**{name: request.GET.get(name, "") for name in names})


def _address(filters: Filters, **more: str) -> str:
    """The query of a link that keeps the filters."""
    kept = {name: value for name, value in {**asdict(filters), **more}.items() if value}
    return "?" + urlencode(kept)


@login_required
def inbox(request: HttpRequest) -> HttpResponse:
    chosen, sort = _filters(request), request.GET.get("sort", "")
    page = finding.inbox_page(
        request.user,
        chosen,
        sort=sort,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    context = {
        "rows": _rows(page, request.language),
        "chosen": chosen,
        "sort": sort if sort in finding.SORTS else "oldest",
        "links": _links(chosen, sort, page=page),
        "counts": finding.counts(request.user),
        "counted_to": finding.COUNTED_TO,
        "states": STATES,
        "ages": finding.AGES,
        "procedures": published_titles(request.language),
        "export_query": _address(chosen),
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


def _links(chosen: Filters, sort: str, *, page: InboxPage) -> dict[str, str | None]:
    return {
        "first": _address(chosen, sort=sort) if page.earlier else None,
        "earlier": _address(chosen, sort=sort, before=page.earlier) if page.earlier else None,
        "later": _address(chosen, sort=sort, after=page.later) if page.later else None,
    }


@login_required
def export_page(request: HttpRequest) -> HttpResponse:
    """What will be in the file, and which characters CP932 can't write, before anything is downloaded."""
    chosen = _filters(request)
    sheet = export(rows_for_export(finding.filtered(request.user, chosen)), Encoding.CP932)
    context = {
        "missing": sheet.missing,
        "count": sheet.count,
        "chosen": asdict(chosen),
        "query": _address(chosen),
    }
    return render(request, "cases/export.html", context)


@login_required
def export_csv(request: HttpRequest) -> HttpResponse:
    chosen = _filters(request)
    encoding = Encoding.CP932 if request.GET.get("encoding") == "cp932" else Encoding.UTF_8
    sheet = export(rows_for_export(finding.filtered(request.user, chosen)), encoding)
    return inert_download(sheet.content, name="cases.csv", media_type="text/csv")
