"""Proposals for those who answer them, results for those without one, and requests for review."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from todoke.core.errors import Refused
from todoke.core.refusal import N_, Refusal
from todoke.core.talent.allocation.values import DecisionKind
from todoke.core.talent.answers import ANSWER_WORDS, DECLINE_WORDS
from todoke.core.talent.appeals import refuse_appeal, refuse_decision
from todoke.core.talent.rounds import RoundState
from todoke.hub.members.guards import bodies_of, post_needed, refused, signed_in
from todoke.hub.members.models import PostKind
from todoke.hub.talent.rounds import appealing, explaining, proposals, reading
from todoke.hub.talent.rounds.answering import answer as give_answer
from todoke.hub.talent.rounds.forms import AnswerForm, text_of
from todoke.hub.talent.rounds.models import Appeal, Proposal, Round
from todoke.hub.talent.rounds.views import common
from todoke.web.jinja import say

ANSWERED = N_("Your answer is kept.")
SENT = N_("Your request for review is there. Somebody who did not begin the round looks at it.")
DECIDED = N_("The decision is kept, and who asked can read it.")
BAN = DecisionKind.FORBID.value
NO_ANSWER = Refusal(code="talent.answer.none", message=N_("Choose one of the answers."))


@require_safe
@signed_in
def listed(request: HttpRequest) -> HttpResponse:
    """What was proposed to me, to my town, of my staff; and why where nothing was."""
    found = list(proposals.visible_to(request.user))
    shown = proposals.cards(found, reader=request.user)
    row, person = proposals.last_published(), getattr(request.user, "person", None)
    own = None
    if (
        row
        and person
        and proposals.was_in(row, person)
        and not any(one.round_id == row.pk and one.person_id == person.pk for one in found)
    ):
        own = explaining.for_person(row, person)
    left = proposals.without_proposal(row, request.user) if row else []
    reading.note_reading([one.proposal.person for one in shown if one.name], by=request.user)
    context = common(
        request,
        cards=shown,
        row=row,
        own=own,
        banned=proposals.decided_about(row, person).filter(kind=BAN) if row and person else [],
        left=[(need, explaining.for_town(row, need)) for need in left] if row else [],
        others_first=explaining.OTHERS_FIRST,
        too_few=explaining.TOO_FEW,
        may_appeal=row is not None and appealing.is_concerned(row, request.user),
    )
    return render(request, "rounds/proposals.html", context)


@require_safe
@signed_in
def proposal(request: HttpRequest, key: UUID) -> HttpResponse:
    return _proposal(request, proposals.get_proposal_or_404(request.user, key))


def _proposal(request: HttpRequest, found: Proposal, *, problem: Refusal | None = None) -> HttpResponse:
    shown = proposals.card(found, reader=request.user, sees_all=proposals.oversees(request.user))
    if shown.name:
        reading.note_reading([found.person], by=request.user)
    context = common(
        request,
        card=shown,
        decided=proposals.why_decided(found, reader=request.user),
        answer_words=ANSWER_WORDS,
        decline_words=DECLINE_WORDS,
        problem=problem,
        typed=request.POST,
    )
    return render(request, "rounds/proposal.html", context, status=422 if problem else 200)


@require_POST
@signed_in
def answer(request: HttpRequest, key: UUID) -> HttpResponse:
    found = proposals.get_proposal_or_404(request.user, key)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _proposal(request, found, problem=NO_ANSWER)
    try:
        give_answer(found, form.as_given(), by=request.user)
    except Refused as error:
        return _proposal(request, found, problem=error.refusals[0])
    messages.success(request, say(ANSWERED))
    return redirect("rounds:proposals")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def appeal(request: HttpRequest, key: UUID) -> HttpResponse:
    row = get_object_or_404(Round, pk=key, state=RoundState.PUBLISHED.value)
    if not appealing.is_concerned(row, request.user):
        refusal = refuse_appeal("", concerned=False, until=None, today=row.appeals_until)
        return refused(request, refusal)
    problem = None
    if request.method == "POST":
        try:
            appealing.appeal(row, text_of(request.POST), by=request.user)
        except Refused as error:
            problem = error.refusals[0]
        else:
            messages.success(request, say(SENT))
            return redirect("rounds:appeals")
    context = common(request, row=row, problem=problem, typed=request.POST)
    return render(request, "rounds/appeal.html", context, status=422 if problem else 200)


@require_safe
@signed_in
def appeals(request: HttpRequest) -> HttpResponse:
    return _appeals(request)


def _appeals(
    request: HttpRequest, *, problem: Refusal | None = None, about: UUID | None = None
) -> HttpResponse:
    """Own ones; all of them for coordinators and auditors."""
    found = Appeal.objects.select_related("by", "reviewer").order_by("decided_at", "answer_by", "at")
    if not proposals.oversees(request.user):
        found = found.filter(by=request.user)
    coordinates = bool(bodies_of(request.user, PostKind.COORDINATOR))
    rows = []
    for one in found:
        own = (str(one.by_id), str(appealing.round_of(one).begun_by_id))
        refusal = refuse_decision("-", reviewer=str(request.user.pk), own=own, decided=False)
        rows.append((one, refusal if coordinates else None, coordinates and refusal is None))
    context = common(request, rows=rows, problem=problem, about=about, typed=request.POST)
    return render(request, "rounds/appeals.html", context, status=422 if problem else 200)


@require_POST
@post_needed(PostKind.COORDINATOR)
def decide(request: HttpRequest, key: UUID) -> HttpResponse:
    found = get_object_or_404(Appeal, pk=key)
    try:
        appealing.decide_appeal(found, text_of(request.POST), by=request.user)
    except Refused as error:
        return _appeals(request, problem=error.refusals[0], about=found.pk)
    messages.success(request, say(DECIDED))
    return redirect("rounds:appeals")
