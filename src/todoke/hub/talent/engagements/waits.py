"""What waits for a member in this room: terms, signatures, alerts, months, the end."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from todoke.core.refusal import N_
from todoke.core.talent.answers import Party
from todoke.core.talent.engagements import EngagementState
from todoke.hub.members.models import Member
from todoke.hub.members.waiting import Waiting
from todoke.hub.talent.engagements.models import Engagement
from todoke.hub.talent.engagements.queries import open_months
from todoke.hub.talent.engagements.signing_commands import turn_of
from todoke.hub.talent.engagements.standing import Standing, standing, visible_to

SOON = timedelta(days=30)
UNDER_WAY = (EngagementState.CONSENTED.value, EngagementState.ACTIVE.value)


def waits_of(member: Member) -> list[Waiting]:
    found = []
    for engagement in visible_to(member).filter(state__in=UNDER_WAY):
        mine = standing(member, engagement)
        found += _before(engagement, mine) if engagement.state == UNDER_WAY[0] else _at_work(engagement, mine)
    return found


def _before(engagement: Engagement, mine: Standing) -> list[Waiting]:
    turn = turn_of(engagement)
    if turn is None:
        return [_line(engagement, TERMS, name="engagements:terms")] if mine.host else []
    if not mine.speaks_for(Party(turn.party)) or (mine.person and turn.party != Party.PERSON.value):
        return []
    return [_line(engagement, SIGN, name="engagements:agreement")]


def _at_work(engagement: Engagement, mine: Standing) -> list[Waiting]:
    today = timezone.localdate()
    found = []
    if mine.leads and engagement.alerts.filter(planned_at=None).exists():
        found.append(_line(engagement, ALERT, name="engagements:one"))
    if mine.host and any(month < today.replace(day=1) for month in open_months(engagement, today=today)):
        found.append(_line(engagement, SETTLE, name="engagements:money"))
    if (mine.host or mine.person) and engagement.until - today <= SOON:
        line = _line(engagement, ENDING, name="engagements:end")
        found.append(Waiting(words=line.words, href=line.href, params=line.params, until=engagement.until))
    return found


def _line(engagement: Engagement, words: str, *, name: str) -> Waiting:
    need = engagement.need
    params = {"title": need.title or need.problem[:30], "host": need.host.name}
    return Waiting(words=words, href=reverse(name, args=[engagement.pk]), params=params)


TERMS = N_("Set the terms for “%(title)s” (%(host)s)")
SIGN = N_("Read the agreement on “%(title)s” (%(host)s) and decide")
ALERT = N_("Write how “%(title)s” (%(host)s) goes on: something it rests on is gone")
SETTLE = N_("Settle a month of “%(title)s” (%(host)s)")
ENDING = N_("“%(title)s” (%(host)s) ends: hand over")
