"""Restrictions: decided, confirmed by a second person, lifted by two; the log and the published figures."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from todoke.core.errors import Refused
from todoke.core.refusal import N_, Refusal
from todoke.core.talent.conflicts import Effect
from todoke.core.talent.publishing import FEWEST
from todoke.hub.members.guards import post_needed, signed_in
from todoke.hub.members.models import PostKind
from todoke.hub.talent.permits import commands, forms, interest_queries, restriction_commands
from todoke.hub.talent.permits.interest_views import CHOICES
from todoke.hub.talent.permits.models import Restriction
from todoke.hub.talent.permits.restriction_commands import Decision
from todoke.hub.talent.permits.views import shown
from todoke.hub.talent.permits.words import WORDS
from todoke.hub.talent.roles import typed
from todoke.web.jinja import say

DECIDED = N_("The restriction holds. A second person is asked to confirm it.")
DONE = N_("It is done.")
NOTED = N_("It is in the log.")


@require_http_methods(["GET", "HEAD", "POST"])
@post_needed(PostKind.COORDINATOR, PostKind.AUDITOR)
def person(request: HttpRequest, key: UUID) -> HttpResponse:
    """One person's ties, what is still to decide, and the form for it."""
    line = interest_queries.person_line_or_404(request.user, key)
    commands.note_reading(line.person, by=request.user)
    problems: dict[str, Refusal] = {}
    if request.method == "POST":
        given = _read(request)
        try:
            row = restriction_commands.restrict(line.person, given, by=request.user)
        except Refused as error:
            found = restriction_commands.decision_problems(line.person, given, by=request.user)
            problems = found or {"reason": error.refusals[0]}
        else:
            messages.success(request, say(DECIDED))
            return redirect("permits:restriction", row.pk)
    context = shown(
        request,
        line=line,
        person=line.person,
        may=request.user.holds(PostKind.COORDINATOR) and line.person.member_id != request.user.pk,
        hosts=forms.hosts(),
        given=request.POST or request.GET,
        today=timezone.localdate(),
        problems=problems,
        **CHOICES,
    )
    return render(request, "permits/person.html", context, status=422 if problems else 200)


def _read(request: HttpRequest) -> Decision:
    sent = request.POST
    return Decision(
        host=forms.host(sent.get("host", "")),
        category=forms.category(sent.get("category", ""), whole=True),
        effect=forms.choice(Effect, sent.get("effect", "")),
        since=typed.day(sent, "since") or timezone.localdate(),
        until=typed.day(sent, "until"),
        reason=typed.text(sent, "reason"),
    )


@require_safe
@signed_in
def restrictions(request: HttpRequest) -> HttpResponse:
    lines = interest_queries.restrictions(request.user)
    for person in {one.row.person for one in lines if one.name}:
        commands.note_reading(person, by=request.user)
    return render(request, "permits/restrictions.html", shown(request, lines=lines))


@require_safe
@signed_in
def restriction(request: HttpRequest, key: UUID) -> HttpResponse:
    row = interest_queries.get_restriction_or_404(request.user, key)
    commands.note_reading(row.person, by=request.user)
    return _restriction(request, row)


def _restriction(request: HttpRequest, row: Restriction, *, problem: Refusal | None = None) -> HttpResponse:
    mine = row.person.member_id == request.user.pk
    acts = restriction_commands.may_act(request.user, row.host)
    asking = restriction_commands.refuse_ask_lift(row, by=request.user, reason="―")
    context = shown(
        request,
        line=interest_queries.restriction_line(request.user, row),
        row=row,
        recusals=interest_queries.recusals_of(row),
        may_note=mine or acts,
        may_ask_lift=asking is None and row.lift_asked_by_id is None,
        why_not_lift=asking,
        acts=acts,
        today=timezone.localdate(),
        given=request.POST,
        problem=problem,
    )
    return render(request, "permits/restriction.html", context, status=422 if problem else 200)


@require_POST
@signed_in
def act(request: HttpRequest, key: UUID, step: str) -> HttpResponse:
    """Confirm, ask to lift, lift, or note that somebody stayed out."""
    row = interest_queries.get_restriction_or_404(request.user, key)
    try:
        _act(request, row, step=step)
    except Refused as error:
        return _restriction(request, row, problem=error.refusals[0])
    messages.success(request, say(NOTED if step == "recusal" else DONE))
    return redirect("permits:restriction", key)


def _act(request: HttpRequest, row: Restriction, *, step: str) -> None:
    by = request.user
    if step == "confirm":
        restriction_commands.confirm(row, by=by)
    elif step == "ask-lift":
        restriction_commands.ask_lift(row, reason=typed.text(request.POST, "reason"), by=by)
    elif step == "lift":
        restriction_commands.lift(row, by=by)
    elif step == "recusal":
        on, what = typed.day(request.POST, "on"), typed.text(request.POST, "what")
        restriction_commands.note_recusal(row, on=on, what=what, by=by)
    else:
        raise Http404


@require_safe
def statistics(request: HttpRequest) -> HttpResponse:
    """For everybody, signed in or not."""
    context = {"figures": interest_queries.figures(), "fewest": FEWEST, **WORDS}
    return render(request, "permits/statistics.html", context)
