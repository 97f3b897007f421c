"""Ending sessions: all of somebody's, or all but the one that asks."""

from __future__ import annotations

from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.auth import update_session_auth_hash
from django.db.models import F
from django.http import HttpRequest

from todoke.web.database import write
from todoke.web.sign_in.accounts import accounts


def end_sessions(staff: Any) -> None:
    """All of them, wherever they are, those nobody keeps a list of too."""
    accounts().filter(pk=staff.pk).update(sessions_from=F("sessions_from") + 1)
    staff.refresh_from_db(fields=["sessions_from"])
    for session in UserSession.objects.filter(user=staff):
        session.end()


def renew_key(request: HttpRequest) -> None:
    """The session goes on under a new key; the one before is worth nothing, whoever has seen it."""
    with write():
        before = request.session.session_key
        update_session_auth_hash(request, request.user)  # type: ignore[arg-type]
        UserSession.objects.filter(session_key=before).update(session_key=request.session.session_key)


def end_other_sessions(request: HttpRequest, staff: Any) -> None:
    """All but the one the request came in; that one gets a new key."""
    with write():
        accounts().filter(pk=staff.pk).update(sessions_from=F("sessions_from") + 1)
        staff.refresh_from_db(fields=["sessions_from"])
        renew_key(request)
        for session in UserSession.objects.filter(user=staff).exclude(
            session_key=request.session.session_key
        ):
            session.end()
