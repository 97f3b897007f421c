"""Writes needs: draft, page by page, posted, tied to another, withdrawn."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Max
from django.http import QueryDict
from django.utils import timezone

from todoke.core.errors import Refused
from todoke.core.refusal import Refusal
from todoke.core.talent.needs import NeedState
from todoke.core.talent.pairs import refuse_pair
from todoke.core.talent.posting import (
    NeedAnswers,
    Step,
    problems_on,
    refuse_change,
    refuse_post,
    refuse_withdraw,
    unfinished,
)
from todoke.hub.members.events import record
from todoke.hub.members.models import Body, Member
from todoke.hub.talent.needs.answers import answers_of, known_for, put, read, with_role
from todoke.hub.talent.needs.models import Need
from todoke.hub.talent.needs.news import need_withdrawn
from todoke.hub.talent.needs.queries import leads, pair_facts
from todoke.web.database import write
from todoke.web.ids import uuid7


def _require(refusal: Refusal | None) -> None:
    if refusal is not None:
        raise Refused(refusal)


def _locked(key: UUID) -> Need:
    return Need.objects.select_for_update().get(pk=key)


def begin(host: Body, *, problem: str, by: Member, role: str = "") -> Need:
    """A draft with its first answer; numbers count per town. `role`: where a gap led here. Raises Refused."""
    with write():
        _require(refuse_post(NeedState.DRAFT, leads=leads(by, host)))
        known = known_for(host)
        given = with_role(
            NeedAnswers(problem=problem), role if role in known.roles.by_id else "", roles=known.roles
        )
        wrong = problems_on(Step.PROBLEM, given, known=known)
        if wrong:
            raise Refused(*wrong.values())
        Body.objects.select_for_update().get(pk=host.pk)
        last = Need.objects.filter(host=host).aggregate(last=Max("number"))["last"] or 0
        need = Need(host=host, number=last + 1, author=by, created_at=timezone.now())
        put(need, given)
        need.save(force_insert=True)
        record("need.begun", f"need:{need.pk}", by=by)
    return need


def save_step(key: UUID, step: Step, *, sent: QueryDict, base: int, by: Member) -> Need:
    """One page's answers. `base`: the edit the page was drawn from. Raises Refused with all that is wrong."""
    with write():
        need = _locked(key)
        state = NeedState(need.state)
        _require(refuse_change(state, leads=leads(by, need.host), edit=need.edit, base=base))
        known = known_for(need.host)
        before = answers_of(need)
        given = read(step, before, sent=sent, roles=known.roles)
        wrong = [*problems_on(step, given, known=known).values()]
        if state is NeedState.OPEN:
            # What this page makes wrong on others: a new period may be too long for a legal form.
            old = unfinished(before, known=known)
            wrong += [
                refusals[0]
                for at, refusals in unfinished(given, known=known).items()
                if at != step and at not in old
            ]
        if wrong:
            raise Refused(*wrong)
        put(need, given)
        need.edit += 1
        need.save()
        if state is NeedState.OPEN:
            record("need.changed", f"need:{need.pk}", by=by, body={"page": step.value})
    return need


def post(key: UUID, *, by: Member) -> Need:
    """From draft to open, when nothing is missing."""
    with write():
        need = _locked(key)
        _require(refuse_post(NeedState(need.state), leads=leads(by, need.host)))
        missing = unfinished(answers_of(need), known=known_for(need.host))
        if missing:
            raise Refused(*(one for refusals in missing.values() for one in refusals))
        need.state, need.opened_at = NeedState.OPEN.value, timezone.now()
        need.save(update_fields=["state", "opened_at"])
        record("need.posted", f"need:{need.pk}", by=by)
    return need


def discard(key: UUID, *, by: Member) -> None:
    """A draft nobody else has seen is gone for good."""
    with write():
        need = _locked(key)
        _require(refuse_post(NeedState(need.state), leads=leads(by, need.host)))
        _untie(need)
        record("need.discarded", f"need:{need.pk}", by=by)
        need.delete()


def withdraw(key: UUID, *, reason: str, by: Member, also_pair: bool = False) -> None:
    """The town no longer asks. The other of a pair goes too, or stands alone from now on."""
    with write():
        need = _locked(key)
        _require(refuse_withdraw(NeedState(need.state), leads=leads(by, need.host), reason=reason))
        twins = Need.objects.select_for_update().filter(pair=need.pair).exclude(pk=key)
        others = list(twins) if need.pair else []
        _untie(need)
        for one in [need, *(others if also_pair else [])]:
            _require(refuse_withdraw(NeedState(one.state), leads=True, reason=reason))
            _withdraw(one, reason=reason, by=by)


def _withdraw(need: Need, *, reason: str, by: Member) -> None:
    need.state, need.withdrawn_at = NeedState.WITHDRAWN.value, timezone.now()
    need.withdrawn_why, need.pair = reason, None
    need.save(update_fields=["state", "withdrawn_at", "withdrawn_why", "pair"])
    record("need.withdrawn", f"need:{need.pk}", by=by, body={"reason": reason})
    need_withdrawn.send(sender=Need, need=need.pk)


def tie(key: UUID, other: UUID, *, by: Member) -> None:
    """Both or neither from now on. Raises Refused, Need.DoesNotExist."""
    with write():
        found = {
            one.pk: one for one in Need.objects.select_for_update().filter(pk__in=[key, other]).order_by("pk")
        }
        if key not in found or other not in found:
            raise Need.DoesNotExist
        one, two = found[key], found[other]
        _require(refuse_pair(pair_facts(one), pair_facts(two), leads=leads(by, one.host)))
        pair = uuid7()
        Need.objects.filter(pk__in=[one.pk, two.pk]).update(pair=pair)
        record("need.tied", f"need:{one.pk}", by=by, body={"other": str(two.pk)})


def untie(key: UUID, *, by: Member) -> None:
    with write():
        need = _locked(key)
        refusal = refuse_change(
            NeedState(need.state), leads=leads(by, need.host), edit=need.edit, base=need.edit
        )
        _require(refusal)
        _untie(need)
        record("need.untied", f"need:{need.pk}", by=by)


def _untie(need: Need) -> None:
    if need.pair:
        Need.objects.filter(pair=need.pair).update(pair=None)
        need.pair = None
