"""Reads needs: lists, one with its history, and how often each criterion was claimed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from todoke.core.talent.needs import Criterion, NeedState, Priority, priority_of, weighed
from todoke.core.talent.pairs import PairFacts
from todoke.core.talent.posting import OPEN_STATES
from todoke.hub.members.models import Body, HubEvent, Member, PostKind
from todoke.hub.talent.needs.models import Need

SHOWN = tuple(state for state in NeedState if state is not NeedState.DRAFT)


@dataclass(frozen=True, kw_only=True, slots=True)
class Claims:
    """Of one town's posted needs. `claimed` and `urgent` count needs."""

    body: Body
    needs: int
    claimed: Mapping[Criterion, int]
    urgent: int

    @property
    def urgent_share(self) -> int:
        return self.urgent * 100 // self.needs


def leads(member: Member, host: Body) -> bool:
    return member.holds(PostKind.DX_LEAD, host)


def criteria_of(need: Need) -> frozenset[Criterion]:
    """Those that were claimed with a reason."""
    return frozenset(Criterion(one) for one, reason in need.rubric.items() if reason)


def priority(need: Need) -> Priority:
    """By its points alone."""
    return priority_of(criteria_of(need))


def weighed_needs() -> dict[UUID, Priority]:
    """Every open need as it weighs in a round, beside the other open needs of its town."""
    towns: dict[UUID, list[Need]] = {}
    for need in Need.objects.filter(state=NeedState.OPEN.value).order_by("host", "number"):
        towns.setdefault(need.host_id, []).append(need)
    return {
        need.pk: one
        for needs in towns.values()
        for need, one in zip(needs, weighed([criteria_of(need) for need in needs]), strict=True)
    }


def get_need_or_404(member: Member, key: UUID) -> Need:
    """A draft exists for the DX lead of its town only."""
    need = Need.objects.filter(pk=key).select_related("host").first()
    if need is None or (need.state == NeedState.DRAFT.value and not leads(member, need.host)):
        raise Http404
    return need


def drafts_of(member: Member) -> QuerySet[Need]:
    led = Body.objects.filter(posts__member=member, posts__kind=PostKind.DX_LEAD.value)
    rows = Need.objects.filter(state=NeedState.DRAFT.value, host__in=led).select_related("host")
    return rows.order_by("host__code", "number")


def posted(*, state: str, town: str, role: str) -> QuerySet[Need]:
    """Never drafts. An unknown state shows the open ones."""
    wanted = state if state in {one.value for one in SHOWN} else NeedState.OPEN.value
    rows = Need.objects.filter(state=wanted).select_related("host")
    rows = rows.filter(host__code=town) if town else rows
    return (rows.filter(role=role) if role else rows).order_by("host__code", "number")


def by_priority(needs: Iterable[Need]) -> list[tuple[Need, Priority]]:
    """The most urgent first, as they weigh in a round."""
    order, weights = list(Priority), weighed_needs()
    found = [(one, weights.get(one.pk) or priority(one)) for one in needs]
    return sorted(found, key=lambda pair: order.index(pair[1]))


def partners(need: Need) -> QuerySet[Need]:
    """Needs of the same town it could be tied to."""
    states = [one.value for one in OPEN_STATES]
    rows = Need.objects.filter(host=need.host, state__in=states, pair=None).exclude(pk=need.pk)
    return rows.order_by("number")


def paired_with(need: Need) -> Need | None:
    return Need.objects.filter(pair=need.pair).exclude(pk=need.pk).first() if need.pair else None


def pair_facts(need: Need) -> PairFacts:
    return PairFacts(
        id=str(need.pk),
        host=str(need.host_id),
        state=NeedState(need.state),
        paired=need.pair is not None,
        since=need.since,
        until=need.until,
    )


def history(need: Need) -> QuerySet[HubEvent]:
    return HubEvent.objects.filter(subject=f"need:{need.pk}").order_by("at", "pk")


def claims() -> tuple[Claims, ...]:
    """Towns with posted needs that were not withdrawn, the largest share of urgent ones first."""
    towns: dict[UUID, list[Need]] = {}
    rows = Need.objects.exclude(opened_at=None).exclude(state=NeedState.WITHDRAWN.value)
    for need in rows.select_related("host"):
        towns.setdefault(need.host_id, []).append(need)
    found = [_claims(needs) for needs in towns.values()]
    return tuple(sorted(found, key=lambda one: (-one.urgent_share, one.body.code)))


def _claims(needs: list[Need]) -> Claims:
    return Claims(
        body=needs[0].host,
        needs=len(needs),
        claimed={one: sum(one in need.rubric for need in needs) for one in Criterion},
        urgent=sum(priority(need) is Priority.URGENT for need in needs),
    )
