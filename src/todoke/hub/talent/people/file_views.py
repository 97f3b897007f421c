"""The list of people as a file: template, taking in, writing."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from todoke.catalogue.talent import shipped_skills
from todoke.core.errors import Refused
from todoke.core.refusal import N_, Refusal
from todoke.core.talent.people_columns import KINDS, Column, RowError, written
from todoke.core.talent.people_file import MOST_BYTES, TOO_LARGE, FileRefused
from todoke.hub.members.guards import post_needed
from todoke.hub.members.models import PostKind
from todoke.hub.talent.people import file_commands, list_queries, queries, record_commands
from todoke.hub.talent.people.list_views import read_wanted
from todoke.hub.talent.roles.models_of import prefecture, roles_of

MOST_SHOWN = 200
NO_FILE = Refusal(code="talent.file.none", message=N_("Choose a CSV file first."))


@require_http_methods(["GET", "HEAD", "POST"])
@post_needed(PostKind.COORDINATOR)
def take_in(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _page(request)
    sent = request.FILES.get("file")
    if sent is None or not sent.size:
        return _page(request, whole=[NO_FILE])
    if sent.size > MOST_BYTES:
        return _page(request, whole=[TOO_LARGE])
    try:
        done = file_commands.take_in(sent.read(), by=request.user)
    except FileRefused as error:
        return _page(
            request,
            whole=[one.refusal for one in error.errors if not one.line],
            errors=[one for one in error.errors if one.line],
            name=sent.name,
        )
    except Refused as error:
        return _page(request, whole=list(error.refusals))
    messages.success(request, _told(done))
    return redirect("people:list")


def _told(done: file_commands.TakenIn) -> str:
    added = ngettext("%(num)s person was added.", "%(num)s people were added.", done.added)
    there = ngettext(
        "%(num)s was there already and stays as it is.",
        "%(num)s were there already and stay as they are.",
        done.there,
    )
    parts = [added % {"num": done.added}] + ([there % {"num": done.there}] if done.there else [])
    return " ".join(parts)


def _page(
    request: HttpRequest,
    *,
    whole: list[Refusal] | None = None,
    errors: list[RowError] | None = None,
    name: str = "",
) -> HttpResponse:
    context = {
        "whole": whole or [],
        "errors": (errors or [])[:MOST_SHOWN],
        "count": len(errors or []),
        "lines": len({one.line for one in errors or []}),
        "name": name,
        "columns": Column,
        "kinds": list(KINDS),
        "zones": [one for one in file_commands.zone_names() if one not in queries.AREA_WORDS],
        "skills": shipped_skills().skills,
    }
    return render(request, "people/import.html", context, status=422 if whole or errors else 200)


@require_safe
@post_needed(PostKind.COORDINATOR)
def template(request: HttpRequest) -> HttpResponse:
    return _file(written([]), "todoke-people-template.csv")


@require_safe
@post_needed(PostKind.COORDINATOR)
def export(request: HttpRequest) -> HttpResponse:
    """Those of the filtered list whom the coordinator sees by name; each can read that."""
    lines = list_queries.people_lines(
        request.user, wanted=read_wanted(request.GET), roles=roles_of(prefecture()), on=timezone.localdate()
    )
    people = [one.person for one in lines if one.named]
    record_commands.note_listing(people, by=request.user, name="person.exported")
    return _file(written(file_commands.rows_to_write(people)), "todoke-people.csv")


def _file(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer
