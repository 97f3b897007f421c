"""The end of an engagement with its hand-over, and what both sides write about it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from todoke.core.refusal import N_, Refusal
from todoke.core.talent.engagements import EngagementState
from todoke.core.talent.leaving import Leaving, Side, refuse_comment, refuse_indicator, refuse_leave
from todoke.core.talent.needs import NeedState
from todoke.core.talent.signing import NOT_YOUR_STEP
from todoke.hub.members.models import Member
from todoke.hub.members.signals import engagement_ended
from todoke.hub.talent.engagements.commands import NOT_LEADING, locked, note, require
from todoke.hub.talent.engagements.facts import running
from todoke.hub.talent.engagements.models import Engagement, Outcome
from todoke.hub.talent.engagements.standing import Standing, standing
from todoke.hub.talent.needs.models import Need
from todoke.web.database import write

NO_OUTCOME = Refusal(code="talent.outcome.none", message=N_("This line is no longer there. Reload the page."))


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """Words of one side on an indicator; `result` empty: as it stands."""

    side: Side
    words: str
    result: str


def end(key: UUID, leaving: Leaving, *, early: bool, by: Member, reopen: bool = False) -> None:
    """On its last day, or early with a reason. `reopen`: the need goes to the next round."""
    today = timezone.localdate()
    with write():
        engagement = locked(key)
        require(None if standing(by, engagement).may_end else NOT_YOUR_STEP)
        require(refuse_leave(running(engagement), leaving, today=today, early=early))
        state = EngagementState.TERMINATED if early else EngagementState.ENDED
        engagement.state = state.value
        engagement.ended_on = leaving.on if early else engagement.until
        engagement.ended_why = leaving.reason.strip() if early else ""
        engagement.successor, engagement.successor_told_on = leaving.successor.strip(), today
        engagement.handover_done, engagement.handover_words = leaving.handover_done, leaving.words.strip()
        engagement.save()
        after = NeedState.OPEN if early and reopen else NeedState.CLOSED
        Need.objects.filter(pk=engagement.need_id, state=NeedState.SERVED.value).update(state=after.value)
        note(f"engagement.{state.value}", engagement, by=by, body={"need": after.value})
        engagement_ended.send(sender=Engagement, engagement=engagement.pk)


def add_indicator(key: UUID, *, indicator: str, baseline: str, by: Member) -> Outcome:
    """What is counted, and how it was before the work."""
    with write():
        engagement = locked(key)
        mine = standing(by, engagement)
        require(None if mine.leads or mine.person else NOT_LEADING)
        require(refuse_indicator(indicator, baseline))
        row = engagement.outcomes.create(indicator=indicator.strip(), baseline=baseline.strip())
        note("outcome.added", engagement, by=by, body={"outcome": row.pk})
    return row


def write_outcome(key: UUID, outcome: int, *, said: Said, by: Member) -> None:
    """Each side its own words; both can write the result that was counted."""
    with write():
        engagement = locked(key)
        mine = standing(by, engagement)
        row = Outcome.objects.select_for_update().filter(engagement=engagement, pk=outcome).first()
        require(NO_OUTCOME if row is None else None)
        require(refuse_comment(said.words, speaks=_speaks(mine, said.side)))
        column = "host_comment" if said.side is Side.HOST else "person_comment"
        setattr(row, column, said.words.strip())
        row.result = said.result.strip() or row.result
        row.save(update_fields=[column, "result"])
        note("outcome.written", engagement, by=by, body={"outcome": row.pk, "side": said.side.value})


def _speaks(mine: Standing, side: Side) -> bool:
    return mine.person if side is Side.PERSON else mine.host and not mine.person
