"""Writes what happened. Called inside the command's transaction; a look at a record is an event too."""

from __future__ import annotations

import os
from collections.abc import Mapping
from uuid import UUID

from django.utils import timezone

from todoke.core.events import Event
from todoke.hub.members.models import HubEvent, Member


def record(
    name: str,
    subject: str,
    *,
    by: Member | None,
    person: UUID | None = None,
    body: Mapping[str, object] | None = None,
) -> HubEvent:
    """`subject` is `need:…`, `round:…`; `person` whose record it touches; `by` None: the hub itself."""
    actor = f"member:{by.pk}" if by else "hub"
    event = Event(
        name=name, actor=actor, subject=subject, at=timezone.now(), salt=os.urandom(16), body=body or {}
    )
    return HubEvent.objects.create(
        name=event.name,
        actor=event.actor,
        actor_name=by.name if by else "",
        subject=event.subject,
        person=person,
        at=event.at,
        salt=event.salt,
        body=dict(event.body),
    )
