"""What is over goes: sessions with what they held, and counts."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.utils import timezone

from todoke.portal.identity.models import SignInWindow
from todoke.web.database import write

COUNTS_KEPT = timedelta(days=2)


def keep_house() -> None:
    now = timezone.now()
    with write():
        Session.objects.filter(expire_date__lt=now).delete()
        SignInWindow.objects.filter(began_at__lt=now - COUNTS_KEPT).delete()
    cache.forget_over()
