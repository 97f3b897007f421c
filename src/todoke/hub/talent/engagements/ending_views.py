"""The end with its hand-over, and the outcome in the words of both sides."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from todoke.core.errors import Refused
from todoke.core.refusal import N_, Refusal
from todoke.core.talent.leaving import NOT_ACTIVE, Side
from todoke.hub.members.guards import refused, signed_in
from todoke.hub.talent.engagements import ending_commands, typed
from todoke.hub.talent.engagements.showing import opened
from todoke.web.jinja import say

ENDED = N_("The engagement is over. Write the outcome while it is fresh.")
SAVED = N_("It is saved.")
END_FIELDS = {
    "talent.ending.no-reason": "reason",
    "talent.ending.day": "on",
    "talent.ending.work-after": "on",
    "talent.ending.too-early": "on",
    "talent.ending.successor": "successor",
    "talent.engagement.no-handover": "words",
}


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def end(request: HttpRequest, key: UUID) -> HttpResponse:
    """Early while the last day lies ahead, else on its last day."""
    engagement, mine, context = opened(request, key)
    if not context["active"] or not mine.may_end:
        return refused(request, NOT_ACTIVE, status=409 if mine.may_end else 403)
    today, problems = timezone.localdate(), {}
    early = today < engagement.until
    if request.method == "POST":
        reopen = request.POST.get("reopen") == "yes"
        leaving = typed.leaving(request.POST)
        try:
            ending_commands.end(key, leaving, early=early, reopen=reopen, by=request.user)
        except Refused as error:
            problems = {END_FIELDS.get(one.code, "on"): one for one in error.refusals}
        else:
            messages.success(request, say(ENDED))
            return redirect("engagements:outcome", key)
    given = request.POST if problems else {"on": today.isoformat(), "successor": engagement.successor}
    context |= {"early": early, "given": given, "problems": problems, "today": today}
    return render(request, "engagements/end.html", context, status=422 if problems else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def outcome(request: HttpRequest, key: UUID) -> HttpResponse:
    engagement, mine, context = opened(request, key)
    problems: dict[str, Refusal] = {}
    if request.method == "POST":
        problems = _write(request, key)
        if not problems:
            messages.success(request, say(SAVED))
            return redirect("engagements:outcome", key)
    context |= {
        "outcomes": list(engagement.outcomes.order_by("pk")),
        "may_add": mine.leads or mine.person,
        "side": Side.PERSON.value if mine.person else Side.HOST.value if mine.host else "",
        "problems": problems,
        "given": request.POST if problems else {},
    }
    return render(request, "engagements/outcome.html", context, status=422 if problems else 200)


def _write(request: HttpRequest, key: UUID) -> dict[str, Refusal]:
    """A new indicator, or words on the one that is named."""
    sent, named = request.POST, request.POST.get("outcome", "")
    try:
        if not named:
            ending_commands.add_indicator(
                key,
                indicator=typed.text(sent, "indicator")[:120],
                baseline=typed.text(sent, "baseline")[:120],
                by=request.user,
            )
            return {}
        said = ending_commands.Said(
            side=Side.PERSON if sent.get("side") == Side.PERSON.value else Side.HOST,
            words=typed.text(sent, "words"),
            result=typed.text(sent, "result")[:120],
        )
        number = int(named) if named.isascii() and named.isdecimal() and len(named) < 18 else 0
        ending_commands.write_outcome(key, number, said=said, by=request.user)
    except Refused as error:
        return {f"words-{named}" if named else "indicator": error.refusals[0]}
    return {}
