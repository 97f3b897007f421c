"""What every page of an engagement shows, and that its reading is written down for the person."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest

from todoke.core.talent.engagements import STATE_WORDS, EngagementState
from todoke.hub.members.events import record
from todoke.hub.talent.engagements.models import Engagement
from todoke.hub.talent.engagements.standing import (
    Standing,
    get_engagement_or_404,
    is_open,
    shows_name,
)
from todoke.web.database import write

STATE_LOOKS = {
    EngagementState.PROPOSED.value: "wait",
    EngagementState.CONSENTED.value: "wait",
    EngagementState.APPROVED.value: "work",
    EngagementState.ACTIVE.value: "work",
    EngagementState.ENDED.value: "done",
    EngagementState.TERMINATED.value: "over",
    EngagementState.CANCELLED.value: "over",
}
STATES: dict[str, Any] = {
    "state_words": {one.value: words for one, words in STATE_WORDS.items()},
    "state_looks": STATE_LOOKS,
}


def opened(request: HttpRequest, key: UUID) -> tuple[Engagement, Standing, dict[str, Any]]:
    """The engagement, as whom one sees it, and the frame's values. 404 for everybody else."""
    engagement, mine = get_engagement_or_404(request.user, key)  # type: ignore[arg-type]
    if request.method in {"GET", "HEAD"} and not mine.person:
        with write():
            person = engagement.person_id
            record("person.read", f"person:{person}", by=request.user, person=person)  # type: ignore[arg-type]
    need = engagement.need
    context = {
        "engagement": engagement,
        "need": need,
        "title": need.title or need.problem,
        "mine": mine,
        "shows_name": shows_name(engagement, mine),
        "open": is_open(engagement),
        "active": engagement.state == EngagementState.ACTIVE.value,
        "get_messages": messages.get_messages,
        **STATES,
    }
    return engagement, mine, context
