"""What waits for a DX lead in this room."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone

from todoke.core.refusal import N_
from todoke.hub.members.models import Member
from todoke.hub.members.waiting import Waiting
from todoke.hub.talent.roles.models import Placement
from todoke.hub.talent.roles.queries import led_towns, placement_facts


def handovers_waiting(member: Member) -> list[Waiting]:
    """Borrowed people of the member's towns who soon go home."""
    today = timezone.localdate()
    rows = Placement.objects.filter(body__in=led_towns(member), until__gte=today).select_related("body")
    return [
        Waiting(
            words=N_("Hand over from %(who)s to %(successor)s before the borrowed role ends"),
            href=reverse("roles:placed", args=[row.body.code, row.pk]),
            until=row.until,
            params={"who": row.who, "successor": row.successor},
        )
        for row in rows.order_by("until", "pk")
        if placement_facts(row).ends_soon(today)
    ]
