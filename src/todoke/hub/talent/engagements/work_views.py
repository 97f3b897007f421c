"""The work log, the calendar and the money of an engagement."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from todoke.core.errors import Refused
from todoke.core.refusal import N_, Refusal
from todoke.core.talent.icalendar import DayEvent, calendar_file
from todoke.core.talent.procurement import CATEGORY_WORDS
from todoke.core.talent.working import ORDERER_WORDS, PLACE_WORDS
from todoke.hub.members.guards import refused, signed_in
from todoke.hub.talent.engagements import queries, typed, work_commands
from todoke.hub.talent.engagements.facts import form_of, hours_in
from todoke.hub.talent.engagements.models import Engagement
from todoke.hub.talent.engagements.showing import opened
from todoke.hub.talent.engagements.wording import payers_of, plain
from todoke.web.jinja import say

LOGGED = N_("The work is logged.")
OUT = N_("The line was taken out.")
SETTLED = N_("The month is settled. It does not change any more.")
FIRST, LAST, WORK = N_("First day"), N_("Last day of the work"), N_("%(hours)s hours")
LOG_FIELDS = {
    "talent.log.no-task": "task",
    "talent.log.recused": "category",
    "talent.log.no-orders": "orderer",
    "talent.log.later": "on",
    "talent.log.not-then": "on",
    "talent.log.no-permission": "on",
    "talent.log.no-secrecy": "on",
    "talent.settlement.settled": "on",
}


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def work(request: HttpRequest, key: UUID) -> HttpResponse:
    engagement, mine, context = opened(request, key)
    problems: dict[str, Refusal] = {}
    if request.method == "POST":
        problems = _log(request, engagement)
        if not problems:
            messages.success(request, say(LOGGED))
            return redirect("engagements:work", key)
    today = timezone.localdate()
    months = [one for one in queries.months_of(engagement) if one <= today]
    month = typed.month(
        request.GET.get("month", ""), among=months, otherwise=months[-1] if months else today.replace(day=1)
    )
    context |= {
        "month": month,
        "months": months,
        "logs": queries.logs_of(engagement, month),
        "hours": plain(hours_in(engagement, month)),
        "agreed": plain(engagement.days_month * engagement.hours_day),
        "settled": engagement.settlements.filter(month=month).exists(),
        "may_log": mine.person and context["active"],
        "problems": problems,
        "given": request.POST if problems else {"on": today.isoformat()},
        "today": today,
        "form": form_of(engagement),
        "plain": plain,
        **_choices(),
    }
    return render(request, "engagements/work.html", context, status=422 if problems else 200)


def _choices() -> dict[str, object]:
    return {
        "places": [(one.value, words, "") for one, words in PLACE_WORDS.items()],
        "orderers": [(one.value, words, "") for one, words in ORDERER_WORDS.items()],
        "categories": [(one.value, words) for one, words in CATEGORY_WORDS.items()],
        "place_words": {one.value: words for one, words in PLACE_WORDS.items()},
        "category_words": {one.value: words for one, words in CATEGORY_WORDS.items()},
    }


def _log(request: HttpRequest, engagement: Engagement) -> dict[str, Refusal]:
    problems = dict(typed.day_problems(request.POST))
    if problems:
        return problems
    given = typed.day_of_work(request.POST)
    place = typed.WorkPlace(request.POST["place"])
    try:
        work_commands.log_work(engagement.pk, given, place=place, by=request.user)
    except Refused as error:
        return {LOG_FIELDS.get(one.code, "hours"): one for one in error.refusals}
    return {}


@require_POST
@signed_in
def take_out(request: HttpRequest, key: UUID, log: int) -> HttpResponse:
    opened(request, key)
    try:
        work_commands.take_out(key, log, by=request.user)
    except Refused as error:
        return refused(request, error.refusals[0], status=422)
    messages.success(request, say(OUT))
    return redirect("engagements:work", key)


@require_safe
@signed_in
def calendar(request: HttpRequest, key: UUID) -> HttpResponse:
    engagement, _, context = opened(request, key)
    months, today = queries.months_of(engagement), timezone.localdate()
    otherwise = today.replace(day=1) if today.replace(day=1) in months else months[0]
    month = typed.month(request.GET.get("month", ""), among=months, otherwise=otherwise)
    at = months.index(month)
    context |= {
        "weeks": queries.weeks_of(engagement, month),
        "month": month,
        "before": months[at - 1] if at else None,
        "after": months[at + 1] if at + 1 < len(months) else None,
        "today": today,
        "plain": plain,
    }
    return render(request, "engagements/calendar.html", context)


@require_safe
@signed_in
def calendar_download(request: HttpRequest, key: UUID) -> HttpResponse:
    """First and last day, and the days that were worked. No name of a person, no task."""
    engagement, _, context = opened(request, key)
    title, host = context["title"], engagement.need.host.name
    until = engagement.last_day
    events = [
        _event(f"first-{key}", f"{say(FIRST)}: {title}", on=engagement.since, host=host),
        _event(f"last-{key}", f"{say(LAST)}: {title}", on=until, host=host),
    ]
    for one in engagement.logs.order_by("on", "pk"):
        hours = say(WORK) % {"hours": plain(one.hours)}
        events.append(_event(f"work-{one.pk}-{key}", f"{title} ({hours})", on=one.on, host=host))
    content = calendar_file(events, name=f"{title} {host}", stamp=datetime.now(UTC))
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="engagement.ics"'
    return answer


def _event(uid: str, title: str, *, on: date, host: str) -> DayEvent:
    return DayEvent(uid=f"{uid}@todoke", title=title, since=on, until=on, place=host)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def money(request: HttpRequest, key: UUID) -> HttpResponse:
    engagement, mine, context = opened(request, key)
    today, problem = timezone.localdate(), None
    if request.method == "POST":
        month = typed.month(
            request.POST.get("month", ""), among=queries.months_of(engagement), otherwise=today
        )
        try:
            work_commands.settle(key, month, by=request.user)
        except Refused as error:
            problem = error.refusals[0]
        else:
            messages.success(request, say(SETTLED))
            return redirect("engagements:money", key)
    until = engagement.last_day
    months = queries.money_of(engagement, today=today) if engagement.shares else []
    context |= {
        "months": months,
        "ripe": {one.month for one in months if _next(one.month) <= today or until < today},
        "payers": payers_of(engagement),
        "may_settle": mine.leads,
        "problem": problem,
        "plain": plain,
    }
    return render(request, "engagements/money.html", context, status=422 if problem else 200)


def _next(month: date) -> date:
    return (month + timedelta(days=32)).replace(day=1)
