"""Where one is signed in, and signing out there."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from todoke.core.refusal import N_
from todoke.web.jinja import say
from todoke.web.sign_in.accounts import TwoStepAccount
from todoke.web.sign_in.middleware import IDLE, LONGEST
from todoke.web.sign_in.sessions import end_other_sessions
from todoke.web.sign_in.site import site

ALL_OUT = N_("You were signed out everywhere else.")
ONE_OUT = N_("You were signed out there.")
BROWSERS = (("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
SYSTEMS = (("Windows", "Windows"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"))
SYSTEMS += (("Mac OS", "Mac"), ("Linux", "Linux"))


@login_required
@require_safe
def sessions(request: HttpRequest) -> HttpResponse:
    here = request.session.session_key
    rows = [
        {"pk": one.pk, "here": one.session_key == here, "device": device_of(one.user_agent), "row": one}
        for one in living(request.user, timezone.now())
    ]
    context = {"rows": rows, "get_messages": messages.get_messages, "nav": site().nav}
    return render(request, "sign_in/sessions.html", context)


def living(staff: TwoStepAccount, now: datetime) -> list[Any]:
    """Those that have not ended by themselves; the newest first."""
    rows = UserSession.objects.purge_and_list(staff)
    kept = [one for one in rows if one.last_seen_at > now - IDLE and one.created_at > now - LONGEST]
    return sorted(kept, key=lambda one: one.last_seen_at, reverse=True)


@login_required
@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    end_other_sessions(request, request.user)
    messages.success(request, say(ALL_OUT))
    return redirect("sign_in:sessions")


@login_required
@require_POST
def end_one(request: HttpRequest, session: int) -> HttpResponse:
    """One's own only; a number that is not there any more has ended anyway."""
    rows = UserSession.objects.filter(user=request.user, pk=session)
    for row in rows.exclude(session_key=request.session.session_key):
        row.end()
    messages.success(request, say(ONE_OUT))
    return redirect("sign_in:sessions")


def device_of(agent: str) -> str:
    """Chrome（Windows）; what the browser says of itself, for one's own memory only."""
    browser = next((name for mark, name in BROWSERS if mark in agent), "")
    system = next((name for mark, name in SYSTEMS if mark in agent), "")
    return " · ".join(part for part in (browser, system) if part)
