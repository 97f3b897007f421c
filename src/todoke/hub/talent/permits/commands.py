"""Asks for permissions, decides on them, revokes them; and enters the hours an authority has published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import timezone

from todoke.core.errors import Refused
from todoke.core.refusal import N_, Refusal
from todoke.core.talent.permissions import (
    ASKED_TWICE,
    NOT_APPROVER,
    NOT_ASKED,
    OF_THE_HOME_BODY,
    Asked,
    HourCaps,
    PermissionKind,
    PermissionState,
    ask_problems,
    refuse_decide,
    refuse_hours,
    refuse_over_rule,
    refuse_revoke,
    rule_problems,
    within_rule,
)
from todoke.hub.members.events import record
from todoke.hub.members.models import Body, Member, PostKind
from todoke.hub.members.signals import permission_lapsed
from todoke.hub.talent.people.models import Person
from todoke.hub.talent.permits.facts import caps_of, rule_in_force
from todoke.hub.talent.permits.models import AuthorityCaps, Permission
from todoke.hub.talent.permits.speaking import require, spoken_for
from todoke.web.database import write

Hours = tuple[float | None, float | None]
RULE_THERE = Refusal(
    code="talent.permission.rule-there",
    message=N_("A rule that begins on this day is entered already. Choose another first day."),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """What somebody typed when asking. `hosts` empty: every host."""

    kind: PermissionKind | None
    hosts: Sequence[Body]
    since: date | None
    until: date | None
    basis: str
    work: str
    hours: Hours = (None, None)


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """Hours that an authority has published, and where."""

    kind: PermissionKind
    hours: Hours
    source: str
    link: str
    since: date | None


def authority_for(person: Person, kind: PermissionKind | None) -> Body | None:
    if kind is None:
        return None
    return person.home if kind in OF_THE_HOME_BODY else person.employer


def asked_facts(person: Person, request: Request) -> Asked:
    return Asked(
        kind=request.kind,
        has_authority=authority_for(person, request.kind) is not None,
        named_hosts=bool(request.hosts),
        since=request.since,
        until=request.until,
        basis=request.basis,
        work=request.work,
        hours=request.hours,
    )


def ask(person: Person, request: Request, *, by: Member) -> Permission:
    """Whether it can be granted is the authority's to say; here only that it can be read."""
    with write():
        problems = ask_problems(asked_facts(person, request), today=timezone.localdate())
        if problems:
            raise Refused(*problems.values())
        same = Permission.objects.filter(
            person=person, kind=request.kind, since=request.since, until=request.until
        )
        require(ASKED_TWICE if same.filter(state=PermissionState.ASKED.value).exists() else None)
        row = Permission.objects.create(
            person=person,
            kind=request.kind.value,
            authority=authority_for(person, request.kind),
            basis=request.basis,
            work=request.work,
            since=request.since,
            until=request.until,
            per_week=_kept(request.hours[0]),
            per_month=_kept(request.hours[1]),
            asked_at=timezone.now(),
        )
        row.hosts.set(request.hosts)
        record("permission.asked", f"permission:{row.pk}", by=by, person=person.pk, body={"kind": row.kind})
    return row


def take_back(row: Permission, *, by: Member) -> None:
    """Only while it is not decided; the event stays."""
    with write():
        gone, _ = Permission.objects.filter(
            pk=row.pk, person__member=by, state=PermissionState.ASKED.value
        ).delete()
        require(None if gone else NOT_ASKED)
        record("permission.taken-back", f"permission:{row.pk}", by=by, person=row.person_id)


def decides(member: Member, row: Permission) -> bool:
    return row.authority_id in spoken_for(member, PostKind.APPROVER)


def decide(row: Permission, *, grant: bool, hours: Hours, ground: str, by: Member) -> Permission:
    with write():
        row = (
            Permission.objects.select_for_update(of=("self",))
            .select_related("person", "authority")
            .get(pk=row.pk)
        )
        require(None if decides(by, row) else NOT_APPROVER)
        person = str(row.person.member_id)
        state = PermissionState(row.state)
        require(refuse_decide(state, person=person, decider=str(by.pk), grant=grant, ground=ground))
        if grant:
            caps = _granted_caps(row, hours)
            row.per_week, row.per_month = _kept(caps.per_week), _kept(caps.per_month)
            row.caps_source = caps.source
        row.state = (PermissionState.GRANTED if grant else PermissionState.REFUSED).value
        row.ground, row.decided_by, row.decided_at = ground, by, timezone.now()
        row.save()
        name = "permission.granted" if grant else "permission.refused"
        record(name, f"permission:{row.pk}", by=by, person=row.person_id, body={"kind": row.kind})
    return row


def _granted_caps(row: Permission, hours: Hours) -> HourCaps:
    """Never more than the rule in force; where none is published the ground given is the only source."""
    for one in hours:
        require(refuse_hours(one))
    kind = PermissionKind(row.kind)
    found = rule_in_force(row.authority, kind, on=timezone.localdate())
    rule = caps_of(found) if found else None
    given = HourCaps(per_week=hours[0], per_month=hours[1], source=rule.source if rule else row.basis)
    require(refuse_over_rule(kind, given, rule=rule))
    return within_rule(given, rule)


def revoke(row: Permission, *, ground: str, by: Member) -> Permission:
    """From today on; whoever builds on it hears of it in the same transaction."""
    with write():
        row = Permission.objects.select_for_update().get(pk=row.pk)
        require(refuse_revoke(PermissionState(row.state), may=decides(by, row), ground=ground))
        row.state, row.ground = PermissionState.REVOKED.value, ground
        row.decided_by, row.decided_at, row.lapsed_at = by, timezone.now(), timezone.now()
        row.save()
        record(
            "permission.revoked", f"permission:{row.pk}", by=by, person=row.person_id, body={"kind": row.kind}
        )
        permission_lapsed.send(sender=Permission, permission=row.pk)
    return row


def enter_rule(body: Body, rule: Rule, *, by: Member) -> AuthorityCaps:
    """A new rule stands beside the old ones; what was granted keeps its hours until it ends."""
    with write():
        require(None if body.pk in spoken_for(by, PostKind.APPROVER) else NOT_APPROVER)
        problems = rule_problems(rule.hours, rule.source, since=rule.since)
        if problems:
            raise Refused(*problems.values())
        there = AuthorityCaps.objects.filter(body=body, kind=rule.kind.value, since=rule.since).exists()
        require(RULE_THERE if there else None)
        row = AuthorityCaps.objects.create(
            body=body,
            kind=rule.kind.value,
            per_week=_kept(rule.hours[0]),
            per_month=_kept(rule.hours[1]),
            source=rule.source,
            published_at=rule.link,
            since=rule.since,
        )
        record("caps.entered", f"body:{body.pk}", by=by, body={"kind": row.kind})
    return row


def note_reading(person: Person, *, by: Member) -> None:
    """Somebody else looked at what belongs to the person."""
    if person.member_id != by.pk:
        with write():
            record("person.read", f"person:{person.pk}", by=by, person=person.pk)


def _kept(hours: float | None) -> Decimal | None:
    return None if hours is None else Decimal(str(hours))
