"""Places that both the municipality and the shared text changed: both values side by side, one is chosen."""

from __future__ import annotations

import json
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from todoke.core.errors import Refused
from todoke.core.procedures.definition import Definition
from todoke.core.refusal import N_, Refusal
from todoke.office.studio.models import Conflict, Work
from todoke.office.studio.overlays import choose
from todoke.office.studio.places import words_of
from todoke.office.studio.texts import readiness_of
from todoke.office.studio.workflow import get_own_work_or_404
from todoke.office.studio.workflow_forms import read_version
from todoke.web.jinja import say

NO_SIDE = Refusal(
    code="studio.overlay.no-side", message=N_("Choose which of the two values the text shall hold.")
)
CHOSEN = N_("The place is decided.")


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownConflict:
    """`place` in parts for reading; a value of None is not there on that side."""

    row: Conflict
    place: tuple[str, ...]
    base: str | None
    ours: str | None
    theirs: str | None


@login_required
@require_safe
def show_conflicts(request: HttpRequest, work_id: UUID) -> HttpResponse:
    return _page(request, get_own_work_or_404(request.user, work_id))


@login_required
@require_POST
def decide_conflict(request: HttpRequest, work_id: UUID, conflict_id: int) -> HttpResponse:
    work = get_own_work_or_404(request.user, work_id)
    row = get_object_or_404(work.conflicts, pk=conflict_id)
    side = request.POST.get("side", "")
    try:
        if side not in Conflict.Side.values:
            raise Refused(NO_SIDE)
        choose(row, Conflict.Side(side), version=read_version(request.POST), by=request.user)
    except Refused as error:
        messages.error(request, say(error.refusals[0]))
        work.refresh_from_db()
        return _page(request, work, status=422)
    messages.success(request, say(CHOSEN))
    return redirect("studio:conflicts", work.pk)


def _page(request: HttpRequest, work: Work, *, status: int = 200) -> HttpResponse:
    definition = readiness_of(work).definition
    rows = [_shown(row, definition) for row in work.conflicts.order_by("pk")]
    context = {
        "work": work,
        "open": [one for one in rows if not one.row.chosen],
        "decided": [one for one in rows if one.row.chosen],
        "get_messages": messages.get_messages,
    }
    return render(request, "studio/conflicts.html", context, status=status)


def _shown(row: Conflict, definition: Definition | None) -> ShownConflict:
    return ShownConflict(
        row=row,
        place=words_of(row.path["place"], definition),
        base=_words(row.base),
        ours=_words(row.ours),
        theirs=_words(row.theirs),
    )


def _words(value: str) -> str | None:
    """A text as it is, anything else as indented JSON."""
    if not value:
        return None
    found = json.loads(value)
    return found if isinstance(found, str) else json.dumps(found, ensure_ascii=False, indent=1)
