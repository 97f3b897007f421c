"""Appeals against a published round: who may write one, who decides, until when."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from todoke.core.errors import Refused
from todoke.core.talent.appeals import refuse_appeal, refuse_decision
from todoke.core.talent.rounds import refuse_coordinate
from todoke.hub.members.events import record
from todoke.hub.members.models import Member, PostKind
from todoke.hub.talent.rounds.models import Appeal, Round
from todoke.web.database import write


def about(row: Round) -> str:
    return f"round:{row.pk}"


def round_of(appeal: Appeal) -> Round:
    return Round.objects.get(pk=UUID(appeal.about.removeprefix("round:")))


def is_concerned(row: Round, member: Member) -> bool:
    """A person of the round, or somebody who leads a town or approves for a body of it."""
    person = getattr(member, "person", None)
    if person is not None and any(one["id"] == str(person.pk) for one in row.input["people"]):
        return True
    bodies = member.posts.filter(kind__in=[PostKind.DX_LEAD.value, PostKind.APPROVER.value])
    held = {str(one) for one in bodies.values_list("body", flat=True)}
    return bool(held & {one["id"] for one in row.input["hosts"]})


def appeal(row: Round, text: str, *, by: Member) -> Appeal:
    refusal = refuse_appeal(
        text, concerned=is_concerned(row, by), until=row.appeals_until, today=timezone.localdate()
    )
    if refusal is not None:
        raise Refused(refusal)
    with write():
        made = Appeal.objects.create(
            by=by,
            about=about(row),
            text=text.strip(),
            at=timezone.now(),
            answer_by=row.appeals_decided_by,
        )
        record("appeal.written", f"appeal:{made.pk}", by=by)
    return made


def decide_appeal(appeal_row: Appeal, text: str, *, by: Member) -> None:
    """By another coordinator than who began the round."""
    with write():
        held = Appeal.objects.select_for_update().get(pk=appeal_row.pk)
        row = round_of(held)
        coordinates = by.holds(PostKind.COORDINATOR, row.prefecture)
        own = (str(held.by_id), str(row.begun_by_id))
        refusal = refuse_coordinate(coordinates=coordinates) or refuse_decision(
            text, reviewer=str(by.pk), own=own, decided=held.decided_at is not None
        )
        if refusal is not None:
            raise Refused(refusal)
        Appeal.objects.filter(pk=held.pk).update(
            reviewer=by, decision=text.strip(), decided_at=timezone.now()
        )
        record("appeal.decided", f"appeal:{held.pk}", by=by)
