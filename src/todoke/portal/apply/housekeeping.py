"""What the applicants' side does by itself: forget drafts nobody returned to, old codes, files and tries."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from todoke.portal.apply.commands import delete_expired_drafts
from todoke.portal.apply.models import OpenAttempt
from todoke.portal.mailbox.housekeeping import forget_old_codes
from todoke.portal.mailbox.kept_files import forget_old_files
from todoke.portal.step_up.commands import forget_old_step_ups
from todoke.web.database import write

TRIES_LIFETIME = timedelta(days=1)


def keep_house() -> int:
    """Everything that is over; how many rows went. The door calls this every ten minutes."""
    now, gone = timezone.now(), 0
    while deleted := delete_expired_drafts(now):
        gone += deleted
    gone += forget_old_step_ups(now)
    return gone + forget_old_codes() + forget_old_files(now) + forget_old_tries(now)


def forget_old_tries(now: datetime) -> int:
    """Who tried keys, long after the limit let them try again."""
    with write():
        return OpenAttempt.objects.filter(began_at__lt=now - TRIES_LIFETIME).delete()[0]
