"""The approval route of a text, and the first day of the work."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from todoke.core.talent.answers import Party
from todoke.core.talent.engagements import EngagementState
from todoke.core.talent.needs import NeedState
from todoke.core.talent.signing import DECIDED, Decision, StepFacts, next_step, refuse_last, refuse_sign
from todoke.hub.members.models import Member
from todoke.hub.talent.engagements.commands import locked, note, require
from todoke.hub.talent.engagements.facts import lacking, steps_of
from todoke.hub.talent.engagements.models import ApprovalStep, Engagement
from todoke.hub.talent.engagements.standing import standing
from todoke.hub.talent.needs.models import Need
from todoke.web.database import write

BEFORE_WORK = (NeedState.OPEN.value, NeedState.PROPOSED.value)


def sign(key: UUID, step: int, *, decision: Decision, reason: str, by: Member) -> None:
    """`step`: its id. The last approval makes the agreement; on its first day the work begins."""
    with write():
        engagement = locked(key)
        agreement = engagement.agreements.order_by("-version").first()
        row = agreement.steps.filter(pk=step).first() if agreement else None
        if agreement is None or row is None or engagement.state != EngagementState.CONSENTED.value:
            return require(DECIDED)
        steps = steps_of(agreement)
        facts = next(one for one in steps if one.order == row.order)
        mine = standing(by, engagement)
        speaks = mine.speaks_for(Party(row.party))
        require(refuse_sign(facts, steps, speaks=speaks, own=mine.person, reason=reason))
        last = decision is Decision.APPROVED and facts.order == max(one.order for one in steps)
        if last:
            require(refuse_last(lacking(engagement, period=(engagement.since, engagement.until))))
        _decide(row, decision, reason=reason, by=by)
        note(f"agreement.{decision.value}", engagement, by=by, body={"party": row.party})
        if last:
            engagement.state = EngagementState.APPROVED.value
            engagement.save(update_fields=["state"])
            _activate(engagement)
    return None


def _decide(row: ApprovalStep, decision: Decision, *, reason: str, by: Member) -> None:
    row.decision, row.reason, row.by, row.at = decision.value, reason.strip(), by, timezone.now()
    row.save(update_fields=["decision", "reason", "by", "at"])


def _activate(engagement: Engagement) -> bool:
    """From its first day; the need counts as served from then on."""
    if engagement.since > timezone.localdate():
        return False
    engagement.state = EngagementState.ACTIVE.value
    engagement.save(update_fields=["state"])
    Need.objects.filter(pk=engagement.need_id, state__in=BEFORE_WORK).update(state=NeedState.SERVED.value)
    note("engagement.active", engagement, by=None)
    return True


def activate_due() -> bool:
    """For the worker: one engagement whose first day has come."""
    due = Engagement.objects.filter(state=EngagementState.APPROVED.value, since__lte=timezone.localdate())
    key = due.values_list("pk", flat=True).first()
    if key is None:
        return False
    with write():
        engagement = locked(key)
        return engagement.state == EngagementState.APPROVED.value and _activate(engagement)


def turn_of(engagement: Engagement) -> ApprovalStep | None:
    """The step that waits, of the newest text."""
    agreement = engagement.agreements.order_by("-version").first()
    if agreement is None or engagement.state != EngagementState.CONSENTED.value:
        return None
    turn: StepFacts | None = next_step(steps_of(agreement))
    return agreement.steps.get(order=turn.order) if turn else None
