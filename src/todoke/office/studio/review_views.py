"""The workflow page of a work: submit, take back, review, publish, compare, bring in what moved on."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from todoke.core.errors import Refused
from todoke.core.refusal import N_
from todoke.office.studio.editing import give_up, take_back
from todoke.office.studio.models import Work
from todoke.office.studio.overlays import bring_in_catalogue, bring_in_revision
from todoke.office.studio.places import place_words
from todoke.office.studio.publishing import publish_work
from todoke.office.studio.queries import newest_of
from todoke.office.studio.reviewing import review, submit_for_review
from todoke.office.studio.text_diff import side_by_side
from todoke.office.studio.texts import readiness_of
from todoke.office.studio.workflow import (
    ICONS,
    STATES,
    changes_in_words,
    get_own_work_or_404,
    workflow_of,
)
from todoke.office.studio.workflow_forms import TypedSchedule, read_opinion, read_version, read_wish
from todoke.web.jinja import say
from todoke.web.sign_in.proofs import lately_proved

SUBMITTED = N_("It waits for a reviewer now.")
TAKEN_BACK = N_("You can change the text again.")
GIVEN_UP = N_("This work has ended. Nothing was published; every version is kept.")
REVIEWED = N_("Your review is recorded.")
PUBLISHED = N_("It is signed and on its way to the portal.")
BROUGHT_IN = N_("What had changed is in the text now. Look at the differences.")


@login_required
@require_safe
def show_review(request: HttpRequest, work_id: UUID) -> HttpResponse:
    return _page(request, get_own_work_or_404(request.user, work_id))


def _page(
    request: HttpRequest, work: Work, *, refusals: tuple = (), form: str = "", status: int = 200
) -> HttpResponse:
    """`form` names the one that was refused; what was typed into it stays."""
    flow = workflow_of(work, request.user)
    posted = request.POST if form else {}
    schedule = (
        TypedSchedule.of(request.POST) if form == "publish" else TypedSchedule.from_revision(flow.newest)
    )
    words, kind = STATES[flow.state]
    context = {
        "flow": flow,
        "place_words": place_words(flow.readiness.definition),
        "work": work,
        "state": {"words": words, "kind": kind, "icon": ICONS[kind]},
        "refused": {"form": form, "refusals": refusals},
        "typed": {
            "verdict": posted.get("verdict", ""),
            "remark": posted.get("remark", ""),
            "ticked": set(request.POST.getlist("note")) if form else set(),
            "schedule": schedule,
        },
        "reviews": work.reviews.select_related("by").order_by("-pk"),
        "versions": work.versions.select_related("by").order_by("-version")[:20],
        "published": work.revisions.order_by("-revision").first(),
        "get_messages": messages.get_messages,
    }
    return render(request, "studio/review.html", context, status=status)


def _attempt(
    request: HttpRequest, work: Work, *, command: Callable[[], object], form: str, done: str
) -> HttpResponse:
    try:
        command()
    except Refused as error:
        work.refresh_from_db()
        return _page(request, work, refusals=error.refusals, form=form, status=422)
    messages.success(request, say(done))
    return redirect("studio:review", work.pk)


@login_required
@require_POST
def submit(request: HttpRequest, work_id: UUID) -> HttpResponse:
    work, version = get_own_work_or_404(request.user, work_id), read_version(request.POST)
    return _attempt(
        request,
        work,
        command=lambda: submit_for_review(work, by=request.user, version=version),
        form="submit",
        done=SUBMITTED,
    )


@login_required
@require_POST
def withdraw_from_review(request: HttpRequest, work_id: UUID) -> HttpResponse:
    work = get_own_work_or_404(request.user, work_id)
    return _attempt(
        request, work, command=lambda: take_back(work, by=request.user), form="take_back", done=TAKEN_BACK
    )


@login_required
@require_POST
def end_work(request: HttpRequest, work_id: UUID) -> HttpResponse:
    work = get_own_work_or_404(request.user, work_id)
    return _attempt(
        request, work, command=lambda: give_up(work, by=request.user), form="give_up", done=GIVEN_UP
    )


@login_required
@require_POST
@lately_proved
def give_verdict(request: HttpRequest, work_id: UUID) -> HttpResponse:
    work = get_own_work_or_404(request.user, work_id)
    return _attempt(
        request,
        work,
        command=lambda: review(work, read_opinion(request.POST), by=request.user),
        form="review",
        done=REVIEWED,
    )


@login_required
@require_POST
@lately_proved
def publish(request: HttpRequest, work_id: UUID) -> HttpResponse:
    work = get_own_work_or_404(request.user, work_id)
    return _attempt(
        request,
        work,
        command=lambda: publish_work(work, by=request.user, wish=read_wish(request.POST)),
        form="publish",
        done=PUBLISHED,
    )


@login_required
@require_POST
def bring_in(request: HttpRequest, work_id: UUID) -> HttpResponse:
    """From the shared procedure, or from what another work published."""
    work, version = get_own_work_or_404(request.user, work_id), read_version(request.POST)
    command = bring_in_revision if request.POST.get("from") == "revision" else bring_in_catalogue
    return _attempt(
        request,
        work,
        command=lambda: command(work, version=version, by=request.user),
        form="bring_in",
        done=BROUGHT_IN,
    )


@login_required
@require_safe
def show_differences(request: HttpRequest, work_id: UUID) -> HttpResponse:
    work = get_own_work_or_404(request.user, work_id)
    newest, found = newest_of(work.procedure), readiness_of(work)
    context = {
        "work": work,
        "title": found.definition.title if found.definition else work.procedure,
        "newest": newest,
        "changes": changes_in_words(newest, found.definition),
        "rows": side_by_side(newest.text, work.text) if newest else None,
        "broken": found.definition is None,
    }
    return render(request, "studio/differences.html", context)
