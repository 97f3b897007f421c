"""Watches what engagements rest on; an alert waits until somebody writes how it goes on.

Runs in the hub's worker and at once when a permission lapses or an agreement is revoked.
"""

from __future__ import annotations

from datetime import date, timedelta
from time import monotonic
from uuid import UUID

from django.utils import timezone

from todoke.core.errors import Refused
from todoke.core.talent.engagements import EngagementState
from todoke.core.talent.lapses import AlertKind, lapses, refuse_plan
from todoke.core.talent.needs import NeedState
from todoke.core.talent.working import is_secret
from todoke.hub.members.models import Member
from todoke.hub.talent.engagements.commands import begin_from, locked, note, require
from todoke.hub.talent.engagements.facts import form_of, host_key, permissions_of
from todoke.hub.talent.engagements.models import Alert, Engagement
from todoke.hub.talent.engagements.standing import RELATED, standing
from todoke.hub.talent.permits.facts import agreements_of
from todoke.hub.talent.permits.models import Confidentiality, Permission
from todoke.hub.talent.rounds.models import Proposal
from todoke.web.database import write

AT_STAKE = (EngagementState.APPROVED.value, EngagementState.ACTIVE.value)
LOOK_SECONDS = 600.0


class Watch:
    """When the worker last looked; a look at every turn would read all engagements each second."""

    def __init__(self) -> None:
        self.next_look = 0.0

    def turn(self) -> bool:
        if monotonic() < self.next_look:
            return False
        self.next_look = monotonic() + LOOK_SECONDS
        return look() > 0


def look(*, person: UUID | None = None) -> int:
    """Every engagement under way, or those of one person; how many alerts were raised."""
    found = Engagement.objects.filter(state__in=AT_STAKE).select_related(*RELATED)
    rows = list(found.filter(person=person) if person else found)
    return sum(_look_at(one, timezone.localdate()) for one in rows)


def _look_at(engagement: Engagement, today: date) -> int:
    day = max(today, engagement.since)
    if today > engagement.until:
        return 0
    form, host = form_of(engagement), host_key(engagement)
    held = [facts for _, facts in permissions_of(engagement.person)]
    raised = sum(
        _raise(engagement, one.kind, permission=one.permission.value, on=one.on)
        for one in lapses(form.permissions, held, host=host, until=engagement.until, today=day)
    )
    secrecy = agreements_of(engagement.person)
    if not is_secret(secrecy, host=host, needed=form.secrecy_by_agreement, on=day):
        ends = [min(one.until + timedelta(days=1), one.revoked_on or date.max) for one in secrecy]
        raised += _raise(engagement, AlertKind.REVOKED, permission="", on=max(ends, default=day))
    return raised


def _raise(engagement: Engagement, kind: AlertKind, *, permission: str, on: date) -> int:
    """One alert a loss: an open one of the kind stands for it."""
    with write():
        same = engagement.alerts.filter(kind=kind.value, permission=permission)
        if same.filter(planned_at=None).exists() or same.filter(on=on).exists():
            return 0
        Alert.objects.create(
            engagement=engagement, kind=kind.value, permission=permission, on=on, noticed_at=timezone.now()
        )
        note("alert.raised", engagement, by=None, body={"kind": kind.value, "on": on.isoformat()})
    return 1


def plan(key: UUID, alert: UUID, *, words: str, by: Member) -> None:
    with write():
        engagement = locked(key)
        row = engagement.alerts.select_for_update().get(pk=alert)
        require(refuse_plan(leads=standing(by, engagement).leads, words=words))
        row.plan, row.planned_by, row.planned_at = words.strip(), by, timezone.now()
        row.save(update_fields=["plan", "planned_by", "planned_at"])
        note("alert.planned", engagement, by=by, body={"kind": row.kind})


def on_permission_lapsed(permission: UUID, **_: object) -> None:
    row = Permission.objects.filter(pk=permission).first()
    if row is not None:
        look(person=row.person_id)


def on_agreement_revoked(agreement: UUID, **_: object) -> None:
    """One of an employer concerns everybody it employs."""
    row = Confidentiality.objects.filter(pk=agreement).first()
    if row is None:
        return
    people = [row.person_id] if row.person_id else row.employer.employed_people.values_list("pk", flat=True)
    for person in people:
        look(person=person)


def begin_agreed() -> bool:
    """For the worker: one proposal that everybody agreed to and from which nothing began yet."""
    waiting = Proposal.objects.filter(engagement=None, agreed_at__isnull=False)
    waiting = waiting.exclude(need__state=NeedState.WITHDRAWN.value)
    for proposal in waiting.select_related("person", "need"):
        try:
            begin_from(proposal)
        except Refused:
            continue
        return True
    return False


def on_agreed(proposal: Proposal, **_: object) -> None:
    begin_from(proposal)


def on_need_withdrawn(need: UUID, **_: object) -> None:
    """What had not begun does not begin."""
    before = (EngagementState.PROPOSED.value, EngagementState.CONSENTED.value, EngagementState.APPROVED.value)
    for engagement in Engagement.objects.filter(need=need, state__in=before):
        engagement.state, engagement.ended_on = EngagementState.CANCELLED.value, timezone.localdate()
        engagement.save(update_fields=["state", "ended_on"])
        note("engagement.need_withdrawn", engagement, by=None)


_watch = Watch()


def watch_turn() -> bool:
    """For the worker."""
    return _watch.turn()
