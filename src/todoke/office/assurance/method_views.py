"""The method table: read it, change it, look at what it was."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from todoke.catalogue.assurance import shipped_methods
from todoke.core.assurance import policies
from todoke.core.assurance.methods import MethodTable
from todoke.core.errors import Refused
from todoke.core.refusal import N_, Refusal
from todoke.office.assurance import commands, queries, showing
from todoke.office.assurance.facts import actor_of
from todoke.office.assurance.method_form import read_table

KEPT = N_(
    "The method table is saved as version %(version)s. Look at the overview: worksheets may need a review."
)


@login_required
def table_page(request: HttpRequest) -> HttpResponse:
    return _table(request, queries.method_table())


@login_required
def old_table(request: HttpRequest, version: int) -> HttpResponse:
    return _table(request, queries.table_at(version))


def _table(request: HttpRequest, table: MethodTable) -> HttpResponse:
    context = {
        "table": table,
        "newest": queries.method_table().version,
        "first": shipped_methods().version,
        "versions": queries.table_versions(),
        "words": showing.method_words(),
        "refuse": policies.refuse_lead(actor_of(request.user)),
        "get_messages": messages.get_messages,
    }
    return render(request, "assurance/methods.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_table(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _form(request)
    text = request.POST.get("edit", "")
    edit = int(text) if text.isdecimal() and len(text) < 9 else -1
    try:
        changed = read_table(request.POST, queries.method_table())
        saved = commands.change_methods(
            changed, edit=edit, reason=request.POST.get("reason", ""), by=request.user
        )
    except Refused as error:
        return _form(request, refusals=error.refusals, status=422)
    messages.success(request, showing.filled(KEPT, version=saved.version))
    return redirect("assurance:methods")


def _form(request: HttpRequest, *, refusals: tuple[Refusal, ...] = (), status: int = 200) -> HttpResponse:
    table = queries.method_table()
    context = {
        "table": table,
        "lines": showing.table_lines(table, request.POST if refusals else None),
        "new": showing.new_line(request.POST if refusals else None),
        "reason": request.POST.get("reason", ""),
        "words": showing.method_words(),
        "refuse": policies.refuse_lead(actor_of(request.user)),
        "refusals": refusals,
    }
    return render(request, "assurance/methods_edit.html", context, status=status)
