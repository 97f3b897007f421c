"""Reads permissions, rules and agreements, each for whoever may see them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone

from todoke.core.talent.permissions import (
    OF_THE_HOME_BODY,
    WARNED_DAYS,
    PermissionKind,
    PermissionState,
)
from todoke.hub.members.models import Body, HubEvent, Member, PostKind
from todoke.hub.talent.people.models import Person
from todoke.hub.talent.permits.agreement_commands import bound, may_revoke, state_of
from todoke.hub.talent.permits.commands import decides
from todoke.hub.talent.permits.facts import rule_in_force
from todoke.hub.talent.permits.models import AuthorityCaps, Confidentiality, Document, Permission
from todoke.hub.talent.permits.speaking import spoken_for
from todoke.hub.talent.permits.words import LAPSED

MOST = 200
OVERSEERS = (PostKind.COORDINATOR, PostKind.AUDITOR)


@dataclass(frozen=True, kw_only=True, slots=True)
class PermissionLine:
    """`state` with LAPSED worked out from the day; `left`: days until the last one, where that is near."""

    row: Permission
    state: str
    left: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class AgreementLine:
    row: Confidentiality
    state: str
    name: str
    may_sign: bool
    may_revoke: bool


def oversees(member: Member) -> bool:
    return any(member.holds(kind) for kind in OVERSEERS)


def line_of(row: Permission, *, on: date) -> PermissionLine:
    granted = row.state == PermissionState.GRANTED.value
    left = (row.until - on).days
    state = LAPSED if granted and left < 0 else row.state
    return PermissionLine(row=row, state=state, left=left if granted and 0 <= left <= WARNED_DAYS else None)


def _lines(rows: Iterable[Permission]) -> list[PermissionLine]:
    today = timezone.localdate()
    return [line_of(row, on=today) for row in rows]


def _all() -> QuerySet[Permission]:
    found = Permission.objects.select_related("person__member", "authority", "decided_by")
    return found.prefetch_related("hosts")


def own_permissions(person: Person | None) -> list[PermissionLine]:
    return _lines(_all().filter(person=person).order_by("-until", "-asked_at")) if person else []


def to_decide(member: Member) -> list[PermissionLine]:
    bodies = spoken_for(member, PostKind.APPROVER)
    rows = _all().filter(authority__in=bodies, state=PermissionState.ASKED.value)
    return _lines(rows.exclude(person__member=member).order_by("asked_at"))


def overseen(member: Member) -> list[PermissionLine]:
    """Decided by the member's bodies; all of them for coordinators and auditors. The next to end first."""
    rows = _all().exclude(state=PermissionState.ASKED.value)
    if not oversees(member):
        rows = rows.filter(authority__in=spoken_for(member, PostKind.APPROVER))
    today = timezone.localdate()
    rows = rows.filter(until__gte=today - timedelta(days=WARNED_DAYS))
    return _lines(rows.exclude(person__member=member).order_by("until", "pk")[:MOST])


def get_permission_or_404(member: Member, key: UUID) -> Permission:
    row = _all().filter(pk=key).first()
    mine = row is not None and row.person.member_id == member.pk
    if row is None or not (mine or decides(member, row) or oversees(member)):
        raise Http404
    return row


def kinds_open_to(person: Person) -> list[tuple[PermissionKind, Body, AuthorityCaps | None]]:
    """Which permissions somebody can ask for, of whom, and the hours published there."""
    today = timezone.localdate()
    found = []
    for kind in PermissionKind:
        authority = person.home if kind in OF_THE_HOME_BODY else person.employer
        if authority is not None:
            found.append((kind, authority, rule_in_force(authority, kind, on=today)))
    return found


def all_rules() -> list[AuthorityCaps]:
    return list(AuthorityCaps.objects.select_related("body").order_by("body__code", "kind", "-since"))


def rule_for(row: Permission) -> AuthorityCaps | None:
    return rule_in_force(row.authority, PermissionKind(row.kind), on=timezone.localdate())


def bodies_deciding(member: Member) -> list[Body]:
    return list(Body.objects.filter(pk__in=spoken_for(member, PostKind.APPROVER)).order_by("code"))


def _agreements_for(member: Member) -> QuerySet[Confidentiality]:
    """Own ones; those of own company; those with own town, once they are signed; all for the prefecture."""
    rows = Confidentiality.objects.select_related(
        "person__member", "employer", "host", "made_by", "signed_by"
    )
    if oversees(member):
        return rows
    towns = spoken_for(member, PostKind.DX_LEAD)
    companies = Body.objects.filter(posts__member=member, posts__kind=PostKind.APPROVER.value)
    mine = Q(person__member=member) | Q(employer__in=companies)
    return rows.filter(mine | (Q(host__in=towns) & Q(signed_at__isnull=False)))


def agreements(member: Member) -> list[AgreementLine]:
    return [_agreement(member, row) for row in _agreements_for(member).order_by("-until", "-pk")[:MOST]]


def _agreement(member: Member, row: Confidentiality) -> AgreementLine:
    state = state_of(row)
    return AgreementLine(
        row=row,
        state=state.value,
        name=row.person.member.name if row.person else row.employer.name,
        may_sign=state.value == "to_sign" and bound(member, row),
        may_revoke=state.value in {"to_sign", "in_force", "to_come"} and may_revoke(member, row),
    )


def get_agreement_or_404(member: Member, key: UUID) -> AgreementLine:
    row = _agreements_for(member).filter(pk=key).first()
    if row is None:
        raise Http404
    return _agreement(member, row)


def signers() -> tuple[list[Person], list[Body]]:
    people = Person.objects.select_related("member", "home", "employer").order_by("member__name")
    companies = Body.objects.filter(kind="company", merged_into=None).order_by("name")
    return list(people), list(companies)


def openings_of(document: Document) -> list[HubEvent]:
    found = HubEvent.objects.filter(subject=f"document:{document.pk}").order_by("-at", "-pk")
    return list(found[:MOST])
