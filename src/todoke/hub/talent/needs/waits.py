"""What waits for a DX lead in this room."""

from __future__ import annotations

from django.urls import reverse

from todoke.core.refusal import N_
from todoke.hub.members.models import Member
from todoke.hub.members.waiting import Waiting
from todoke.hub.talent.needs.queries import drafts_of


def drafts_waiting(member: Member) -> list[Waiting]:
    """Drafts of the member's towns."""
    return [
        Waiting(
            words=N_("Finish the draft of need %(number)s: %(title)s"),
            href=reverse("needs:check", args=[one.pk]),
            params={"number": one.number, "title": one.title or one.problem[:30]},
        )
        for one in drafts_of(member)
    ]
