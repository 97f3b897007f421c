"""What waits in this room, and what its events are called."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from django.urls import reverse

from todoke.core.refusal import N_
from todoke.hub.members.models import Member
from todoke.hub.members.waiting import Waiting
from todoke.hub.talent.network.models import Question

EVENT_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "item.published": N_("A playbook or template was published"),
        "item.withdrawn": N_("A playbook or template was withdrawn"),
        "question.asked": N_("A question was asked"),
        "question.answered": N_("A question was answered"),
        "question.closed": N_("A question was closed"),
        "event.saved": N_("An event was announced or changed"),
        "event.cancelled": N_("An event was cancelled"),
    }
)


def waits(member: Member) -> list[Waiting]:
    """Questions to this person that they have not answered yet."""
    rows = Question.objects.filter(to__member=member, closed_at=None).exclude(replies__author=member)
    return [
        Waiting(
            words=N_("A colleague asks you: %(title)s"),
            href=reverse("network:question", args=[one.pk]),
            params={"title": one.title},
        )
        for one in rows.order_by("at")
    ]
