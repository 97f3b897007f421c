"""Ending sessions of accounts for the operator, as after a break-in."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db.models import QuerySet

from todoke.portal.identity.models import Account
from todoke.web.database import write


def end_sessions(accounts: QuerySet[Account]) -> int:
    """How many there were. By the session itself, not by the list shown to its owner, which may lack one."""
    whose = {str(key) for key in accounts.values_list("pk", flat=True)}
    ended = [row.pk for row in Session.objects.iterator() if row.get_decoded().get(SESSION_KEY) in whose]
    with write():
        for first in range(0, len(ended), 500):
            Session.objects.filter(pk__in=ended[first : first + 500]).delete()
        UserSession.objects.filter(user__in=accounts).delete()
    return len(ended)
