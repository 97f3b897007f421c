"""Questions with their answers, and events."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from todoke.core.errors import Refused
from todoke.core.refusal import N_, Refusal
from todoke.core.talent.icalendar import calendar
from todoke.core.talent.knowledge import NOT_ORGANISER, event_problems, text_problems
from todoke.hub.members.guards import refused, signed_in
from todoke.hub.talent.network import commands, forms, queries
from todoke.hub.talent.network.models import Gathering, Question, Reply
from todoke.hub.talent.network.views import THANKED, words
from todoke.hub.talent.people.models import Person
from todoke.hub.talent.roles import typed
from todoke.web.jinja import say

ASKED = N_("Your question is asked. You see the answers here.")
ANSWERED = N_("Your answer is there, under your name.")
EVENT_KEPT = N_("The event is announced.")
CANCELLED = N_("The event is cancelled. Calendars that took it learn of it.")
NOBODY_ASKED = Refusal(
    code="talent.network.to-gone",
    message=N_("This colleague no longer takes questions. Ask all towns instead."),
)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    sent = request.POST if request.method == "POST" else request.GET
    title, text = typed.text(sent, "title"), typed.text(sent, "text")
    themes, to = typed.several(sent, "themes"), _uuid(sent.get("to", ""))
    context = words() | {"title": title, "text": text, "ticked": themes, "to": to}
    context |= {"problems": {}, "findings": (), "confirmed": forms.confirmed(request.POST)}
    if request.method != "POST":
        return render(request, "network/ask.html", context)
    confirmed = forms.confirmed(request.POST)
    try:
        given = commands.QuestionWords(title=title, text=text, themes=themes, to=to)
        row = commands.ask(given, by=request.user, confirmed=confirmed)
    except (Refused, Person.DoesNotExist) as error:
        problem = error.refusals[0] if isinstance(error, Refused) else NOBODY_ASKED
        problems = text_problems(title, text, themes=themes)
        found = () if problems else forms.findings(title, text)
        context |= {"problems": problems or {"findings" if found else "title": problem}, "findings": found}
        return render(request, "network/ask.html", context, status=422)
    messages.success(request, say(ASKED))
    return redirect("network:question", row.pk)


def _uuid(given: str) -> UUID | None:
    try:
        return UUID(given)
    except ValueError:
        return None


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, key: UUID) -> HttpResponse:
    """The question; POST answers it."""
    one = queries.get_question_or_404(request.user, key)
    if request.method != "POST":
        return _question(request, one)
    text = typed.text(request.POST, "text")
    try:
        commands.reply(one.pk, text, by=request.user, confirmed=forms.confirmed(request.POST))
    except Refused as error:
        return _question(request, one, text=text, problem=error.refusals[0])
    messages.success(request, say(ANSWERED))
    return redirect("network:question", key)


def _question(
    request: HttpRequest, one: Question, *, text: str = "", problem: Refusal | None = None
) -> HttpResponse:
    found = forms.findings(text) if problem and text else ()
    context = words() | {
        "question": one,
        "own": one.author_id == request.user.pk,
        "replies": one.replies.select_related("author__body").order_by("at"),
        "text": text,
        "problems": {"findings" if found else "text": problem} if problem else {},
        "findings": found,
        "confirmed": forms.confirmed(request.POST),
    }
    return render(request, "network/question.html", context, status=422 if problem else 200)


@signed_in
@require_POST
def close(request: HttpRequest, key: UUID) -> HttpResponse:
    one = queries.get_question_or_404(request.user, key)
    try:
        commands.close_question(one.pk, by=request.user)
    except Refused as error:
        return refused(request, error.refusals[0])
    return redirect("network:question", key)


@signed_in
@require_POST
def thank_reply(request: HttpRequest, key: UUID, reply: int) -> HttpResponse:
    one = queries.get_question_or_404(request.user, key)
    try:
        if Reply.objects.filter(pk=reply, question=one).exists():
            commands.thank_for_reply(reply, by=request.user)
            messages.success(request, say(THANKED))
    except Refused as error:
        return refused(request, error.refusals[0])
    return redirect("network:question", key)


@signed_in
def event(request: HttpRequest, key: UUID) -> HttpResponse:
    one = queries.get_gathering_or_404(key)
    changes = queries.organises(request.user, one) and not one.cancelled_at and one.ends > timezone.now()
    return render(request, "network/event.html", words() | {"event": one, "changes": changes})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def write_event(request: HttpRequest, key: UUID | None = None) -> HttpResponse:
    one = queries.get_gathering_or_404(key) if key else None
    allowed = queries.organises(request.user, one) if one else queries.may_organise(request.user)
    if not allowed:
        return refused(request, NOT_ORGANISER)
    if request.method != "POST":
        return _writing(request, one, given=forms.typed_event(one) if one else {})
    given, confirmed = forms.read_event(request.POST), forms.confirmed(request.POST)
    try:
        saved = commands.save_event(given, of=one, by=request.user, confirmed=confirmed)
    except Refused as error:
        return _writing(request, one, given=request.POST.dict(), problem=error.refusals[0])
    messages.success(request, say(EVENT_KEPT))
    return redirect("network:event", saved.pk)


def _writing(
    request: HttpRequest, one: Gathering | None, *, given: dict[str, str], problem: Refusal | None = None
) -> HttpResponse:
    words_now = forms.read_event(request.POST)
    problems = {}
    if problem:
        times = {"begins": words_now.begins, "ends": words_now.ends, "now": timezone.now()}
        problems = event_problems(words_now.title, words_now.place, **times)
    found = ()
    if problem and not problems:
        found = forms.findings(words_now.title, words_now.text, words_now.place)
    context = words() | {
        "event": one,
        "given": given,
        "problems": problems or ({"findings" if found else "title": problem} if problem else {}),
        "findings": found,
        "confirmed": forms.confirmed(request.POST),
    }
    return render(request, "network/write_event.html", context, status=422 if problem else 200)


@signed_in
@require_POST
def cancel(request: HttpRequest, key: UUID) -> HttpResponse:
    try:
        commands.cancel_event(queries.get_gathering_or_404(key), by=request.user)
    except Refused as error:
        return refused(request, error.refusals[0])
    messages.success(request, say(CANCELLED))
    return redirect("network:event", key)


@signed_in
def event_file(request: HttpRequest, key: UUID) -> HttpResponse:
    """One event for a calendar."""
    one = queries.get_gathering_or_404(key)
    answer = HttpResponse(calendar([queries.as_event(one)]), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="todoke-{one.pk}.ics"'
    return answer
