"""The worker's part: permissions that end soon, and those that ended."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from todoke.core.talent.permissions import WARNED_DAYS, PermissionState
from todoke.hub.members.events import record
from todoke.hub.members.signals import permission_lapsed
from todoke.hub.talent.permits.models import Permission
from todoke.web.database import write


def watch_permissions() -> bool:
    """One permission at a time: told about before its last day, and said to have lapsed after it."""
    today = timezone.localdate()
    over = Q(until__lt=today, lapsed_at=None)
    soon = Q(until__gte=today, until__lte=today + timedelta(days=WARNED_DAYS), warned_at=None)
    waiting = Permission.objects.filter(over | soon, state=PermissionState.GRANTED.value)
    if not waiting.exists():
        return False
    with write():
        row = waiting.select_for_update().order_by("until", "pk").first()
        if row is None:
            return True
        if row.until < today:
            row.lapsed_at = timezone.now()
            row.save(update_fields=["lapsed_at"])
            record("permission.lapsed", f"permission:{row.pk}", by=None, person=row.person_id)
            permission_lapsed.send(sender=Permission, permission=row.pk)
        else:
            row.warned_at = timezone.now()
            row.save(update_fields=["warned_at"])
            record("permission.ends-soon", f"permission:{row.pk}", by=None, person=row.person_id)
    return True
