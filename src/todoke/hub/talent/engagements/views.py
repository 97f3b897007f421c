"""Lists, one engagement, its terms, its text and signatures, its alerts."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from todoke.core.errors import Refused
from todoke.core.refusal import N_, Refusal
from todoke.core.talent.engagements import EngagementState
from todoke.core.talent.lapses import ALERT_WORDS, REPLAN
from todoke.core.talent.permissions import KIND_WORDS
from todoke.core.talent.sharing import NO_SHARES, NOT_PAYER, NOT_WHOLE, WRONG_RATE
from todoke.core.talent.signing import DECISION_WORDS, PARTY_WORDS, Decision
from todoke.hub.members.guards import refused, signed_in
from todoke.hub.talent.engagements import alerts, commands, queries, signing_commands, typed
from todoke.hub.talent.engagements.facts import form_of
from todoke.hub.talent.engagements.models import Engagement
from todoke.hub.talent.engagements.showing import STATES, opened
from todoke.hub.talent.engagements.wording import payers_of, plain
from todoke.web.jinja import say

SAVED = N_("It is saved.")
TEXT_MADE = N_("The terms are set and the text is made. It is the turn of whoever signs first.")
SIGNED = N_("Your decision is recorded.")
CANCELLED = N_("The engagement was called off.")
NO_DECISION = Refusal(
    code="talent.signing.no-decision", message=N_("Choose whether you approve the text or return it.")
)
TERM_FIELDS = {
    WRONG_RATE.code: "day_rate",
    commands.WRONG_DAY.code: "hours_day",
    NO_SHARES.code: "shares",
    NOT_PAYER.code: "shares",
    NOT_WHOLE.code: "shares",
}


@require_safe
@signed_in
def engagements(request: HttpRequest) -> HttpResponse:
    context = {"lists": queries.lists_for(request.user), "today": timezone.localdate(), **STATES}
    return render(request, "engagements/list.html", context)


@require_safe
@signed_in
def one(request: HttpRequest, key: UUID) -> HttpResponse:
    engagement, _, context = opened(request, key)
    return render(request, "engagements/one.html", context | _all_of(engagement))


def _all_of(engagement: Engagement) -> dict[str, object]:
    return {
        "form": form_of(engagement),
        "agreement": queries.newest_agreement(engagement),
        "turn": signing_commands.turn_of(engagement),
        "permissions": queries.permission_lines(engagement),
        "alerts": list(engagement.alerts.order_by("planned_at", "-noticed_at")),
        "history": queries.history(engagement),
        "spent": plain(queries.hours_spent(engagement)),
        "plain": plain,
        "payers": payers_of(engagement),
        "kind_words": {kind.value: words for kind, words in KIND_WORDS.items()},
        "party_words": {party.value: words for party, words in PARTY_WORDS.items()},
        "alert_words": {kind.value: words for kind, words in ALERT_WORDS.items()},
        "replan": {kind.value: words for kind, words in REPLAN.items()},
        "consented": engagement.state == EngagementState.CONSENTED.value,
    }


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def terms(request: HttpRequest, key: UUID) -> HttpResponse:
    """Saving makes the text; until somebody signed it the terms can change."""
    engagement, mine, context = opened(request, key)
    if not mine.leads:
        return refused(request, commands.NOT_LEADING)
    payers, problems = payers_of(engagement), {}
    if request.method == "POST":
        try:
            commands.set_terms(key, typed.terms(request.POST, payers), by=request.user)
        except Refused as error:
            problems = {TERM_FIELDS.get(one.code, "successor"): one for one in error.refusals}
        else:
            messages.success(request, say(TEXT_MADE))
            return redirect("engagements:agreement", key)
    given = request.POST if problems else _given(engagement)
    context |= {"payers": payers, "given": given, "problems": problems, "form": form_of(engagement)}
    return render(request, "engagements/terms.html", context, status=422 if problems else 200)


def _given(engagement: Engagement) -> dict[str, object]:
    shares = {f"share-{code}": share for code, share in engagement.shares.items()}
    return {
        "day_rate": engagement.day_rate,
        "hours_day": plain(engagement.hours_day),
        "successor": engagement.successor,
        "handover_plan": engagement.handover_plan,
        **shares,
    }


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def agreement(request: HttpRequest, key: UUID) -> HttpResponse:
    """The text with its route; whose turn it is decides with a reason."""
    engagement, _, context = opened(request, key)
    problems: dict[str, Refusal] = {}
    if request.method == "POST":
        problems = _sign(request, engagement)
        if not problems:
            messages.success(request, say(SIGNED))
            return redirect("engagements:agreement", key)
        engagement.refresh_from_db()
    turn = signing_commands.turn_of(engagement)
    context |= _all_of(engagement) | {
        "turn": turn,
        "texts": list(
            engagement.agreements.order_by("-version").prefetch_related("steps__body", "steps__by")
        ),
        "decision_words": {one.value: words for one, words in DECISION_WORDS.items()},
        "problems": problems,
        "typed": request.POST,
    }
    return render(request, "engagements/agreement.html", context, status=422 if problems else 200)


def _sign(request: HttpRequest, engagement: Engagement) -> dict[str, Refusal]:
    chosen, step = request.POST.get("decision", ""), request.POST.get("step", "")
    if chosen not in set(Decision):
        return {"decision": NO_DECISION}
    try:
        signing_commands.sign(
            engagement.pk,
            int(step) if step.isascii() and step.isdecimal() and len(step) < 18 else 0,
            decision=Decision(chosen),
            reason=typed.text(request.POST, "reason"),
            by=request.user,
        )
    except Refused as error:
        return {"reason": error.refusals[0]}
    return {}


@require_POST
@signed_in
def cancel(request: HttpRequest, key: UUID) -> HttpResponse:
    engagement, _, context = opened(request, key)
    reason = typed.text(request.POST, "reason")
    try:
        commands.cancel(key, reason=reason, by=request.user)
    except Refused as error:
        context |= _all_of(engagement) | {"problems": {"reason": error.refusals[0]}, "typed": request.POST}
        return render(request, "engagements/one.html", context, status=422)
    messages.success(request, say(CANCELLED))
    return redirect("engagements:one", key)


@require_POST
@signed_in
def plan(request: HttpRequest, key: UUID, alert: UUID) -> HttpResponse:
    engagement, _, context = opened(request, key)
    try:
        alerts.plan(key, alert, words=typed.text(request.POST, "plan"), by=request.user)
    except Refused as error:
        problems = {f"plan-{alert}": error.refusals[0]}
        context |= _all_of(engagement) | {"problems": problems, "typed": request.POST}
        return render(request, "engagements/one.html", context, status=422)
    messages.success(request, say(SAVED))
    return redirect("engagements:one", key)
