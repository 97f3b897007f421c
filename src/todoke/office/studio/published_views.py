"""What this office has published: does the portal have it, when is it open; withdraw, open again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from todoke.core.errors import Refused
from todoke.core.procedures.text import Text
from todoke.core.refusal import N_
from todoke.office.studio import publishing
from todoke.office.studio.editing import start_work
from todoke.office.studio.models import Revision
from todoke.office.studio.overlays import from_revision, overlays_to_rebase
from todoke.office.studio.places import place_words
from todoke.office.studio.queries import Delivery, definition_of, delivery_of, in_force, newest_revisions
from todoke.office.studio.workflow_forms import TypedSchedule, read_message
from todoke.web.jinja import say
from todoke.web.sign_in.proofs import lately_proved

TOLD = N_("It is signed and on its way to the portal.")


@dataclass(frozen=True, kw_only=True, slots=True)
class PublishedRow:
    """One procedure: the revision in force, and how far its newest word has come."""

    revision: Revision
    title: Text | str
    section: str
    delivery: Delivery | None
    waiting: int | None
    shared_moved: bool


@login_required
@require_safe
def show_published(request: HttpRequest) -> HttpResponse:
    now, moved = timezone.now(), overlays_to_rebase()
    rows = []
    for procedure, newest in newest_revisions().items():
        force = in_force(procedure, now=now)
        if force is None:
            continue
        definition = definition_of(procedure, force.revision)
        rows.append(
            PublishedRow(
                revision=force,
                title=definition.title if definition else procedure,
                section=definition.section if definition else "",
                delivery=delivery_of(force, now=now),
                waiting=newest if newest != force.revision else None,
                shared_moved=procedure in moved,
            )
        )
    return render(request, "studio/published.html", {"rows": rows, "now": now})


@login_required
@require_safe
def show_revision(request: HttpRequest, procedure: str, revision: int) -> HttpResponse:
    return _page(request, get_object_or_404(Revision, procedure=procedure, revision=revision))


def _page(
    request: HttpRequest, row: Revision, *, form: str = "", refusals: tuple = (), status: int = 200
) -> HttpResponse:
    now = timezone.now()
    definition = definition_of(row.procedure, row.revision)
    typed = TypedSchedule.of(request.POST) if form == "schedule" else TypedSchedule.from_revision(row)
    context = {
        "revision": row,
        "definition": definition,
        "title": definition.title if definition else row.procedure,
        "place_words": place_words(definition),
        "delivery": delivery_of(row, now=now),
        "now": now,
        "may_not": publishing.refuse_change(row, request.user),
        "refused": {"form": form, "refusals": refusals},
        "schedule": typed,
        "message": read_message(request.POST) if form == "withdraw" else {"ja": "", "plain": "", "en": ""},
        "others": Revision.objects.filter(procedure=row.procedure).defer("text").order_by("-revision"),
        "shared_moved": row.procedure in overlays_to_rebase(),
        "get_messages": messages.get_messages,
    }
    return render(request, "studio/revision.html", context, status=status)


def _attempt(
    request: HttpRequest, row: Revision, *, command: Callable[[], object], form: str
) -> HttpResponse:
    try:
        command()
    except Refused as error:
        row.refresh_from_db()
        return _page(request, row, form=form, refusals=error.refusals, status=422)
    messages.success(request, say(TOLD))
    return redirect("studio:revision", row.procedure, row.revision)


@login_required
@require_POST
@lately_proved
def change_schedule(request: HttpRequest, procedure: str, revision: int) -> HttpResponse:
    row = get_object_or_404(Revision, procedure=procedure, revision=revision)
    typed = TypedSchedule.of(request.POST)
    return _attempt(
        request,
        row,
        command=lambda: publishing.change_schedule(row, typed.read(), by=request.user),
        form="schedule",
    )


@login_required
@require_POST
@lately_proved
def withdraw(request: HttpRequest, procedure: str, revision: int) -> HttpResponse:
    row = get_object_or_404(Revision, procedure=procedure, revision=revision)
    message = read_message(request.POST)
    return _attempt(
        request, row, command=lambda: publishing.withdraw(row, message, by=request.user), form="withdraw"
    )


@login_required
@require_POST
@lately_proved
def reopen(request: HttpRequest, procedure: str, revision: int) -> HttpResponse:
    row = get_object_or_404(Revision, procedure=procedure, revision=revision)
    return _attempt(request, row, command=lambda: publishing.reopen(row, by=request.user), form="reopen")


@login_required
@require_POST
def begin_next(request: HttpRequest, procedure: str, revision: int) -> HttpResponse:
    """A new work on top of this revision."""
    row = get_object_or_404(Revision, procedure=procedure, revision=revision)
    try:
        work = start_work(request.user, from_revision(row))
    except Refused as error:
        return _page(request, row, form="begin", refusals=error.refusals, status=422)
    return redirect("studio:review", work.pk)
