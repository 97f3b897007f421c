"""The answers to a proposal: four separate yeses, private declines.

Invariants:
- each side answers for itself; nobody answers as approver about themselves.
- a decline closes the proposal, opens the need again, and its reason is told to coordinators alone.
- when the last yes is there, the room of engagements hears of it in the same transaction.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from todoke.core.errors import Refused
from todoke.core.refusal import Refusal
from todoke.core.talent.answers import (
    Answer,
    DeclineReason,
    Party,
    is_agreed,
    parties_of,
    refuse_answer,
    refuse_question,
    refuse_turn,
)
from todoke.core.talent.needs import NeedState
from todoke.hub.members.events import record
from todoke.hub.members.models import Member, PostKind
from todoke.hub.talent.needs.models import Need
from todoke.hub.talent.rounds.gather import DECLINED
from todoke.hub.talent.rounds.models import Proposal, Response
from todoke.hub.talent.rounds.signals import proposal_agreed
from todoke.web.database import write

OTHER_OF_PAIR = "other_of_pair"


@dataclass(frozen=True, kw_only=True, slots=True)
class Given:
    """One answer as it was given."""

    party: Party
    answer: Answer
    reason: DeclineReason | None = None
    words: str = ""


def needed(proposal: Proposal) -> frozenset[Party]:
    person = proposal.person
    return parties_of(has_home_body=person.home_id is not None, has_employer=person.employer_id is not None)


def parties_for(proposal: Proposal, member: Member) -> frozenset[Party]:
    """For whom this member may answer."""
    person, found = proposal.person, set()
    if member.holds(PostKind.DX_LEAD, proposal.need.host):
        found.add(Party.HOST)
    if person.member_id == member.pk:
        return frozenset(found | {Party.PERSON})
    if person.home is not None and member.holds(PostKind.APPROVER, person.home):
        found.add(Party.HOME_BODY)
    if person.employer is not None and member.holds(PostKind.APPROVER, person.employer):
        found.add(Party.EMPLOYER)
    return frozenset(found & needed(proposal))


def answers_to(proposal: Proposal) -> dict[Party, Answer]:
    return {Party(one.party): Answer(one.answer) for one in proposal.responses.all()}


def turn_refused(proposal: Proposal, party: Party, *, by: Member) -> Refusal | None:
    late = proposal.answer_by is not None and timezone.localdate() > proposal.answer_by
    return refuse_turn(
        party,
        parties=parties_for(proposal, by),
        closed=proposal.closed_at is not None or proposal.agreed_at is not None,
        late=late,
        person_agreed=answers_to(proposal).get(Party.PERSON) is Answer.ACCEPT,
    )


def answer(proposal: Proposal, given: Given, *, by: Member) -> None:
    """Raises Refused."""
    with write():
        held = Proposal.objects.select_for_update().get(pk=proposal.pk)
        for refusal in (
            turn_refused(held, given.party, by=by),
            refuse_answer(given.answer, given.reason, words=given.words),
            refuse_question(given.answer, words=given.words),
        ):
            if refusal is not None:
                raise Refused(refusal)
        now = timezone.now()
        Response.objects.update_or_create(
            proposal=held,
            party=given.party.value,
            defaults={
                "answer": given.answer.value,
                "reason": given.reason.value if given.answer is Answer.DECLINE and given.reason else "",
                "words": given.words.strip(),
                "by": by,
                "at": now,
            },
        )
        record(f"proposal.{given.answer.value}", f"proposal:{held.pk}", by=by, person=held.person_id)
        if given.answer is Answer.DECLINE:
            _close(held, DECLINED)
        elif is_agreed(needed(held), answers_to(held)):
            Proposal.objects.filter(pk=held.pk).update(agreed_at=now)
            held.agreed_at = now
            record("proposal.agreed", f"proposal:{held.pk}", by=None, person=held.person_id)
            proposal_agreed.send(sender=Proposal, proposal=held)


def _close(proposal: Proposal, why: str) -> None:
    """A pair of needs is filled together or not at all: the other proposal goes too, unless it is agreed."""
    ended = {proposal.pk: why}
    if proposal.need.pair is not None:
        others = Proposal.objects.filter(
            round=proposal.round_id, need__pair=proposal.need.pair, closed_at=None, agreed_at=None
        ).exclude(pk=proposal.pk)
        ended |= dict.fromkeys(others.values_list("pk", flat=True), OTHER_OF_PAIR)
    for key, reason in ended.items():
        Proposal.objects.filter(pk=key).update(closed_at=timezone.now(), closed_why=reason)
    needs = Proposal.objects.filter(pk__in=ended).values("need")
    Need.objects.filter(pk__in=needs, state=NeedState.PROPOSED.value).update(state=NeedState.OPEN.value)
