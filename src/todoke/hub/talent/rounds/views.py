"""Rounds for coordinators: list, one round, one need, one pair; and the figures everybody may read."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from todoke.core.errors import Refused
from todoke.core.refusal import N_, Refusal
from todoke.core.talent.allocation.values import Decision, DecisionKind
from todoke.core.talent.bodies import SizeClass
from todoke.core.talent.procurement import CATEGORY_WORDS
from todoke.core.talent.rounds import NOT_IN_ROUND, OPEN, STATE_WORDS, RoundState
from todoke.hub.members.guards import NOT_YOURS, bodies_of, post_needed, refused, signed_in
from todoke.hub.members.models import Member, PostKind
from todoke.hub.talent.needs.models import Need
from todoke.hub.talent.people.models import Person
from todoke.hub.talent.rounds import commands, explaining, reading
from todoke.hub.talent.rounds.forms import DecisionForm, PublishForm
from todoke.hub.talent.rounds.models import Override, PairEvaluation, Round
from todoke.hub.talent.rounds.process import ask
from todoke.hub.talent.rounds.statistics import statistics as figures_of
from todoke.web.jinja import say

FLOOR_WORDS = N_("The floor: every town that can be helped gets something first")
BEGUN = N_("The round has begun. You may leave this page; it goes on.")
ANEW = N_("The round is being worked out again.")
CANCELLED = N_("The round was cancelled. Nothing of it was proposed to anybody.")
PUBLISHED = N_("The round is published. Everybody concerned finds the proposal on their page.")
NO_DAYS = Refusal(code="talent.round.no-days", message=N_("Write all three days, like 2027-04-01."))
NO_KIND = Refusal(
    code="talent.override.no-kind", message=N_("Choose whether the pair is fixed or ruled out.")
)
SIZE_WORDS = {
    SizeClass.SMALL: N_("Up to 10,000 inhabitants"),
    SizeClass.MIDDLE: N_("Up to 50,000 inhabitants"),
    SizeClass.LARGE: N_("More than 50,000 inhabitants"),
}


def coordinates(member: Member, row: Round) -> bool:
    return commands.coordinates(member, row.prefecture)


def common(request: HttpRequest, **more: object) -> dict[str, Any]:
    words = {str(one): text for one, text in CATEGORY_WORDS.items()}
    return {
        "state_words": STATE_WORDS,
        "category_words": words,
        "get_messages": messages.get_messages,
        **more,
    }


def _told(request: HttpRequest, error: Refused) -> None:
    for one in error.refusals:
        messages.error(request, say(reading.named(one)))


@require_safe
@post_needed(*(one for one in PostKind if one is not PostKind.ADMINISTRATOR))
def rounds(request: HttpRequest) -> HttpResponse:
    """All for coordinators and auditors, the published for everybody else."""
    oversees = bool(bodies_of(request.user, *reading.READERS))
    found = Round.objects.select_related("prefecture").order_by("-number")
    if not oversees:
        found = found.filter(state=RoundState.PUBLISHED.value)
    places = bodies_of(request.user, PostKind.COORDINATOR)
    has_open = Round.objects.filter(state__in=[one.value for one in OPEN]).exists()
    context = common(request, rounds=found, oversees=oversees, places=places, has_open=has_open)
    return render(request, "rounds/list.html", context)


@require_POST
@post_needed(PostKind.COORDINATOR)
def begin(request: HttpRequest) -> HttpResponse:
    place = next(iter(bodies_of(request.user, PostKind.COORDINATOR)))
    try:
        row = commands.begin(place, by=request.user)
    except Refused as error:
        _told(request, error)
        return redirect("rounds:list")
    messages.success(request, say(BEGUN))
    return redirect("rounds:round", row.pk)


@require_safe
@post_needed(*reading.READERS)
def one_round(request: HttpRequest, key: UUID) -> HttpResponse:
    return _round(request, reading.get_round_or_404(key))


def _round(
    request: HttpRequest, row: Round, *, problem: Refusal | None = None, status: int = 200
) -> HttpResponse:
    lines, loads = reading.lines(row), reading.loads(row)
    reading.note_reading([one.person for one in lines], by=request.user)
    context = common(
        request,
        row=row,
        mine=coordinates(request.user, row),
        is_open=row.state in OPEN,
        stages=reading.stage_lines(row),
        towns=reading.town_lines(row) if row.output else [],
        lines=lines,
        loads=loads,
        unserved=reading.unserved(row),
        prices=reading.price_lines(row, floor_words=FLOOR_WORDS),
        overrides=row.overrides.select_related("person__member", "need__host", "by").order_by("at"),
        refusals=reading.refusals_of(row),
        stale=row.state == RoundState.COMPUTED and commands.is_stale(row),
        problem=problem,
        typed=request.POST,
    )
    return render(request, "rounds/round.html", context, status=status)


@require_POST
@post_needed(PostKind.COORDINATOR)
def act(request: HttpRequest, key: UUID, what: str) -> HttpResponse:
    """Go on, work out again, cancel."""
    row = reading.get_round_or_404(key)
    known = {
        "go-on": (commands.go_on, ANEW),
        "anew": (commands.work_out_anew, ANEW),
        "cancel": (commands.cancel, CANCELLED),
    }
    if what not in known:
        raise Http404
    command, words = known[what]
    try:
        command(row, by=request.user)
    except Refused as error:
        _told(request, error)
    else:
        messages.success(request, say(words))
    return redirect("rounds:round", row.pk)


@require_POST
@post_needed(PostKind.COORDINATOR)
def publish(request: HttpRequest, key: UUID) -> HttpResponse:
    row = reading.get_round_or_404(key)
    form = PublishForm(request.POST)
    if not form.is_valid():
        return _round(request, row, problem=NO_DAYS, status=422)
    days = form.cleaned_data
    try:
        commands.publish(
            row,
            days["answer_by"],
            appeals_until=days["appeals_until"],
            decided_by=days["decided_by"],
            by=request.user,
        )
    except Refused as error:
        return _round(request, row, problem=error.refusals[0], status=422)
    messages.success(request, say(PUBLISHED))
    return redirect("rounds:round", row.pk)


def _need_of(row: Round, key: UUID) -> Need:
    return get_object_or_404(
        Need.objects.select_related("host"),
        pk=key if any(one["id"] == str(key) for one in row.input["needs"]) else None,
    )


@require_safe
@post_needed(*reading.READERS)
def need(request: HttpRequest, key: UUID, asked: UUID) -> HttpResponse:
    """Everybody beside this need: who could, and what is cheapest to mend for the others."""
    row = reading.get_round_or_404(key)
    found = _need_of(row, asked)
    listed = explaining.candidates(row, found)
    reading.note_reading([one.person for one in listed], by=request.user)
    is_served = any(one.proposed for one in listed)
    context = common(
        request,
        row=row,
        need=found,
        candidates=listed,
        is_served=is_served,
        conflict=[] if is_served or not row.output else explaining.conflict(row, found),
        told=explaining.for_town(row, found),
    )
    return render(request, "rounds/need.html", context)


@require_safe
@post_needed(*reading.READERS)
def pair(request: HttpRequest, key: UUID, asked: UUID, person: UUID) -> HttpResponse:
    row = reading.get_round_or_404(key)
    found = get_object_or_404(
        PairEvaluation.objects.select_related("person__member", "need__host", "round__prefecture"),
        round=row,
        need=asked,
        person=person,
    )
    return _pair(request, found)


def _pair(request: HttpRequest, found: PairEvaluation, *, problems: tuple[Refusal, ...] = ()) -> HttpResponse:
    row = found.round
    reading.note_reading([found.person], by=request.user)
    answer, silent = None, None
    if "what_if" in request.GET and row.output:
        try:
            answer = ask(
                row,
                {"kind": "what_if", "person": str(found.person_id), "need": str(found.need_id)},
            )
        except Refused as error:
            silent = error.refusals[0]
    left_out = reading.needs_of(answer["left_out"]).values() if answer else ()
    newly = reading.needs_of(answer["newly_served"]).values() if answer else ()
    context = common(
        request,
        row=row,
        pair=found,
        reasons=explaining.reasons_of(found.failed),
        override=row.overrides.filter(person=found.person, need=found.need).first(),
        proposed=any(
            (one["person"], one["need"]) == (str(found.person_id), str(found.need_id))
            for one in (row.output or {}).get("proposals", ())
        ),
        answer=answer,
        silent=silent,
        left_out=left_out,
        newly=newly,
        mine=coordinates(request.user, row),
        problems=problems,
        typed=request.POST,
    )
    return render(request, "rounds/pair.html", context, status=422 if problems else 200)


@require_POST
@post_needed(PostKind.COORDINATOR)
def decide(request: HttpRequest, key: UUID, asked: UUID, person: UUID) -> HttpResponse:
    row = reading.get_round_or_404(key)
    pairs = PairEvaluation.objects.select_related("round__prefecture")
    found = pairs.filter(round=row, need=asked, person=person).first()
    if found is None:
        return refused(request, NOT_IN_ROUND, status=404)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _pair(request, found, problems=(NO_KIND,))
    given = form.cleaned_data
    decision = Decision(
        kind=DecisionKind(given["kind"]), person=str(person), need=str(asked), reason=given["reason"]
    )
    try:
        commands.decide(row, decision, by=request.user)
    except Refused as error:
        return _pair(request, found, problems=tuple(reading.named(one) for one in error.refusals))
    messages.success(request, say(ANEW))
    return redirect("rounds:round", row.pk)


@require_POST
@post_needed(PostKind.COORDINATOR)
def take_back(request: HttpRequest, key: UUID, override: int) -> HttpResponse:
    row = reading.get_round_or_404(key)
    try:
        commands.take_back(get_object_or_404(Override, pk=override, round=row), by=request.user)
    except Refused as error:
        _told(request, error)
    else:
        messages.success(request, say(ANEW))
    return redirect("rounds:round", row.pk)


@require_safe
@signed_in
def statistics(request: HttpRequest, key: UUID) -> HttpResponse:
    """Of published rounds, for everybody who signs in; of others, for those who look through them."""
    row = reading.get_round_or_404(key)
    oversees = bool(bodies_of(request.user, *reading.READERS))
    if row.state != RoundState.PUBLISHED and not oversees:
        return refused(request, NOT_YOURS)
    context = common(
        request,
        row=row,
        figures=figures_of(row),
        stages=reading.stage_lines(row),
        prices=reading.price_lines(row, floor_words=FLOOR_WORDS),
        towns=reading.town_lines(row),
        size_words=SIZE_WORDS,
        oversees=oversees,
    )
    return render(request, "rounds/statistics.html", context)


@require_safe
@post_needed(*reading.READERS)
def data(request: HttpRequest, key: UUID) -> HttpResponse:
    """Input, result and key by pseudonyms: what the checker, or another one, reads. Only once published."""
    row = reading.get_round_or_404(key)
    if row.state != RoundState.PUBLISHED:
        return refused(request, NOT_YOURS)
    reading.note_reading(
        Person.objects.filter(pk__in=[one["id"] for one in row.input["people"]]), by=request.user
    )
    found = {
        "input": row.input,
        "result": row.output,
        "key": bytes(row.key).hex(),
        "withdrawn": row.withdrawn,
    }
    return JsonResponse(found, json_dumps_params={"ensure_ascii": False})
