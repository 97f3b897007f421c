"""Changes of a round: begin, go on, decide otherwise, cancel, publish. Each is one transaction, one event."""

from __future__ import annotations

import os
from datetime import date
from decimal import Decimal

from django.db import IntegrityError
from django.db.models import Max
from django.utils import timezone

from todoke.core.errors import Refused
from todoke.core.refusal import Refusal
from todoke.core.talent.allocation.canonical import hash_of, plain_input
from todoke.core.talent.allocation.rules import VERSION
from todoke.core.talent.allocation.values import Decision, DecisionKind
from todoke.core.talent.checking.check import check
from todoke.core.talent.needs import NeedState
from todoke.core.talent.rounds import (
    ANOTHER_OPEN,
    NOT_IN_ROUND,
    NOTHING_OPEN,
    STALE,
    RoundState,
    refuse_begin,
    refuse_cancel,
    refuse_change,
    refuse_coordinate,
    refuse_days,
    refuse_go_on,
    refuse_override,
    refuse_publish,
)
from todoke.hub.members.events import record
from todoke.hub.members.models import Body, Member, PostKind
from todoke.hub.talent.needs.models import Need
from todoke.hub.talent.rounds.gather import Days, gather
from todoke.hub.talent.rounds.models import Override, Proposal, Round
from todoke.hub.talent.rounds.process import ask
from todoke.web.database import write

SEED = 1


def require(refusal: Refusal | None) -> None:
    if refusal is not None:
        raise Refused(refusal)


def coordinates(member: Member, prefecture: Body) -> bool:
    return member.holds(PostKind.COORDINATOR, prefecture)


def begin(prefecture: Body, *, by: Member) -> Round:
    """The second of two coordinators gets the sentence that another round is open."""
    require(refuse_coordinate(coordinates=coordinates(by, prefecture)))
    key, today = os.urandom(32), timezone.localdate()
    try:
        with write():
            rows = Round.objects.filter(prefecture=prefecture)
            require(refuse_begin({str(one.pk): RoundState(one.state) for one in rows}))
            given = gather(Days(begun=today, today=today), key=key)
            require(None if given.people and given.needs else NOTHING_OPEN)
            plain = plain_input(given)
            row = Round.objects.create(
                prefecture=prefecture,
                number=(rows.aggregate(most=Max("number"))["most"] or 0) + 1,
                rules_version=VERSION,
                seed=SEED,
                key=key,
                input=plain,
                input_hash=hash_of(plain),
                begun_by=by,
                begun_at=timezone.now(),
            )
            record("round.begun", f"round:{row.pk}", by=by, body={"input": row.input_hash})
    except IntegrityError as error:
        raise Refused(ANOTHER_OPEN) from error
    return row


def locked(row: Round, by: Member) -> Round:
    """The row as it stands now, for whoever coordinates it."""
    require(refuse_coordinate(coordinates=coordinates(by, row.prefecture)))
    return Round.objects.select_for_update().get(pk=row.pk)


def go_on(row: Round, *, by: Member) -> None:
    """From the last progress, where there is one."""
    with write():
        held = locked(row, by)
        require(refuse_go_on(RoundState(held.state)))
        Round.objects.filter(pk=held.pk).update(state=RoundState.RUNNING.value, beat_at=None, refusals=[])
        record("round.resumed", f"round:{held.pk}", by=by)


def cancel(row: Round, *, by: Member) -> None:
    with write():
        held = locked(row, by)
        require(refuse_cancel(RoundState(held.state)))
        Round.objects.filter(pk=held.pk).update(state=RoundState.CANCELLED.value)
        record("round.cancelled", f"round:{held.pk}", by=by)


def day_of(row: Round) -> Days:
    return Days(begun=timezone.localdate(row.begun_at), today=timezone.localdate())


def decisions_of(row: Round) -> list[Decision]:
    return [
        Decision(
            kind=DecisionKind(one.kind), person=str(one.person_id), need=str(one.need_id), reason=one.reason
        )
        for one in row.overrides.exclude(person=None)
    ]


def anew(row: Round) -> None:
    """Inside a transaction: what holds today goes in, and the worker begins again. Raises Refused."""
    given = gather(day_of(row), key=bytes(row.key), decisions=decisions_of(row))
    plain = plain_input(given)
    Round.objects.filter(pk=row.pk).update(
        state=RoundState.RUNNING.value,
        input=plain,
        input_hash=hash_of(plain),
        output=None,
        output_hash="",
        stages=[],
        prices=[],
        explained={},
        broken=[],
        refusals=[],
        progress={},
        beat_at=None,
        computed_at=None,
    )


def work_out_anew(row: Round, *, by: Member) -> None:
    """With what holds today."""
    with write():
        held = locked(row, by)
        require(refuse_change(RoundState(held.state)))
        anew(held)
        record("round.anew", f"round:{held.pk}", by=by)


def decide(row: Round, decision: Decision, *, by: Member) -> None:
    """A pin or a ban, tried before it is stored: what cannot be kept is refused with its conflict."""
    require(refuse_coordinate(coordinates=coordinates(by, row.prefecture)))
    require(refuse_override(RoundState(row.state), reason=decision.reason))
    people = {one["id"] for one in row.input["people"]}
    needs = {one["id"] for one in row.input["needs"]}
    require(None if decision.person in people and decision.need in needs else NOT_IN_ROUND)
    others = [one for one in decisions_of(row) if (one.person, one.need) != (decision.person, decision.need)]
    given = plain_input(gather(day_of(row), key=bytes(row.key), decisions=[*others, decision]))
    ask(row, {"kind": "pins"}, given=given)
    cost = _cost(row, decision)
    with write():
        held = locked(row, by)
        require(refuse_override(RoundState(held.state), reason=decision.reason))
        held.overrides.filter(person=decision.person, need=decision.need).delete()
        Override.objects.create(
            round=held,
            person_id=decision.person,
            need_id=decision.need,
            kind=decision.kind.value,
            reason=decision.reason.strip(),
            cost=cost,
            by=by,
            at=timezone.now(),
        )
        anew(held)
        record("round.decided", f"round:{held.pk}", by=by, body={"kind": decision.kind.value})


def _cost(row: Round, decision: Decision) -> dict[str, object]:
    """What a pin costs the round as it stands; a ban is seen in the next result."""
    if decision.kind is DecisionKind.FORBID:
        return {}
    found = ask(row, {"kind": "what_if", "person": decision.person, "need": decision.need})
    return {name: found[name] for name in ("floor_loss", "coverage_loss", "fit_loss", "proven")}


def take_back(override: Override, *, by: Member) -> None:
    with write():
        held = locked(override.round, by)
        state = RoundState(held.state)
        require(None if state is RoundState.INTERRUPTED else refuse_change(state))
        Override.objects.filter(pk=override.pk).delete()
        anew(held)
        record("round.decision_taken_back", f"round:{held.pk}", by=by, body={"kind": override.kind})


def is_stale(row: Round) -> bool:
    """Whether the database of today would give another input."""
    try:
        given = gather(day_of(row), key=bytes(row.key), decisions=decisions_of(row))
    except Refused:
        return True
    return hash_of(plain_input(given)) != row.input_hash


def publish(row: Round, answer_by: date, *, appeals_until: date, decided_by: date, by: Member) -> None:
    """Only what the checker finds whole, and only what still holds today."""
    with write():
        held = locked(row, by)
        require(refuse_change(RoundState(held.state)))
        published = {"input": held.input, "result": held.output, "key": bytes(held.key).hex()}
        broken = tuple(sorted({one.broken.value for one in check(published)} | set(held.broken)))
        require(refuse_publish(RoundState(held.state), broken=broken))
        require(refuse_days(answer_by, appeals_until, decided_by=decided_by, today=timezone.localdate()))
        require(STALE if is_stale(held) else None)
        _propose(held, answer_by, by=by)
        Round.objects.filter(pk=held.pk).update(
            state=RoundState.PUBLISHED.value,
            published_at=timezone.now(),
            answer_by=answer_by,
            appeals_until=appeals_until,
            appeals_decided_by=decided_by,
        )
        record("round.published", f"round:{held.pk}", by=by, body={"output": held.output_hash})


def _propose(row: Round, answer_by: date, *, by: Member) -> None:
    """A proposal for each pair; its need is not open for another round meanwhile."""
    for one in (row.output or {})["proposals"]:
        made = Proposal.objects.create(
            round=row,
            person_id=one["person"],
            need_id=one["need"],
            form=one["form"],
            days_month=Decimal(one["days"]),
            conditions=one["conditions"],
            permits=one["permits"],
            answer_by=answer_by,
        )
        Need.objects.filter(pk=one["need"]).update(state=NeedState.PROPOSED.value)
        record("proposal.made", f"proposal:{made.pk}", by=by, person=made.person_id)
