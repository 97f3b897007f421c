"""What the operator must see: a row, once, and a line in the log that a monitor can watch."""

from __future__ import annotations

import logging

from django.utils import timezone

from todoke.office.exchange.models import Alarm
from todoke.web.database import write

log = logging.getLogger(__name__)


def raise_alarm(kind: Alarm.Kind, subject: str) -> None:
    """Raise it, or raise it again after it had ended; one that stands is left as it is."""
    with write():
        alarm, new = Alarm.objects.select_for_update().get_or_create(
            kind=kind, subject=subject, defaults={"raised_at": timezone.now()}
        )
        if not new and alarm.ended_at is None:
            return
        if not new:
            alarm.raised_at, alarm.ended_at = timezone.now(), None
            alarm.save(update_fields=["raised_at", "ended_at"])
    log.error("alarm %s: %s", kind.value, subject)


def end_alarms(*kinds: Alarm.Kind) -> None:
    """Over by itself: what these alarms told of is well again."""
    with write():
        Alarm.objects.filter(kind__in=kinds, ended_at=None).update(ended_at=timezone.now())
