"""What the applicants' side does by itself: forget drafts nobody returned to, and old e-mail codes."""

from __future__ import annotations

from django.utils import timezone

from todoke.portal.apply.commands import delete_expired_drafts
from todoke.portal.mailbox.housekeeping import forget_old_codes
from todoke.portal.mailbox.kept_files import forget_old_files


def keep_house() -> int:
    """Everything that is over; how many rows went. The door calls this every ten minutes."""
    now, gone = timezone.now(), 0
    while deleted := delete_expired_drafts(now):
        gone += deleted
    return gone + forget_old_codes() + forget_old_files(now)
