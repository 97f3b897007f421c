"""Rows of this room as the values that core's rules take. A body is named by its id."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.db.models import Q
from django.utils import timezone

from todoke.core.talent.conflicts import (
    AgreementFacts,
    DocumentFacts,
    Effect,
    InformationClass,
    InterestKind,
    RestrictionFacts,
)
from todoke.core.talent.interests import Declared, Tie
from todoke.core.talent.permissions import HourCaps, PermissionFacts, PermissionKind, PermissionState
from todoke.hub.members.models import Body
from todoke.hub.talent.people.models import Person
from todoke.hub.talent.permits.models import (
    AuthorityCaps,
    Confidentiality,
    Document,
    Interest,
    InterestDeclaration,
    Permission,
    Restriction,
)
from todoke.hub.talent.permits.speaking import kin


def hours(given: Decimal | None) -> float | None:
    return None if given is None else float(given)


def caps_of(row: Permission | AuthorityCaps) -> HourCaps:
    source = row.source if isinstance(row, AuthorityCaps) else row.caps_source
    return HourCaps(per_week=hours(row.per_week), per_month=hours(row.per_month), source=source or "―")


def rule_in_force(authority: Body, kind: PermissionKind, *, on: date) -> AuthorityCaps | None:
    """What the authority has published, the newest that has begun."""
    found = AuthorityCaps.objects.filter(body=authority, kind=kind.value, since__lte=on)
    return found.order_by("-since").first()


def permission_facts(row: Permission) -> PermissionFacts:
    return PermissionFacts(
        kind=PermissionKind(row.kind),
        state=PermissionState(row.state),
        since=row.since,
        until=row.until,
        hosts=frozenset(str(one.pk) for one in row.hosts.all()),
        caps=caps_of(row),
    )


def agreement_facts(row: Confidentiality) -> AgreementFacts:
    return AgreementFacts(
        host="*" if row.host_id is None else str(row.host_id),
        classes=frozenset(InformationClass(one) for one in row.classes),
        since=row.since,
        until=row.until,
        revoked_on=timezone.localdate(row.revoked_at) if row.revoked_at else None,
    )


def agreements_of(person: Person | None) -> tuple[AgreementFacts, ...]:
    """Signed ones of the person and of the employer they have today."""
    own = Q(person=person) if person else Q(pk=None)
    employer = Q(employer=person.employer_id) if person and person.employer_id else Q(pk=None)
    found = Confidentiality.objects.filter(own | employer).exclude(signed_at=None)
    return tuple(agreement_facts(row) for row in found)


def restrictions_of(person: Person | None) -> tuple[RestrictionFacts, ...]:
    """One for each body that is the same body today: a merger of towns opens nothing."""
    families = kin()
    return tuple(
        RestrictionFacts(
            host=str(host),
            category=row.category,
            effect=Effect(row.effect),
            since=row.since,
            until=row.until,
        )
        for row in Restriction.objects.filter(person=person)
        for host in families.get(row.host_id, (row.host_id,))
    )


def document_facts(row: Document | None) -> DocumentFacts:
    """A document that is not there is weighed like one that nobody may read."""
    if row is None:
        return DocumentFacts(host="", kind=InformationClass.TENDER, category="")
    return DocumentFacts(host=str(row.host_id), kind=InformationClass(row.kind), category=row.category)


def tie_of(row: Interest) -> Tie:
    return Tie(
        kind=InterestKind(row.kind),
        name=row.supplier,
        code=row.supplier_code,
        host="*" if row.host_id is None else str(row.host_id),
        category=row.category,
    )


def declared_of(rows: Iterable[InterestDeclaration]) -> tuple[Declared, ...]:
    return tuple(
        Declared(
            since=row.since,
            until=row.until,
            confirmed=row.confirmed_at is not None,
            ties=tuple(tie_of(one) for one in row.interests.all()),
        )
        for row in rows
    )


def employer_tie(person: Person) -> Tie | None:
    if person.employer is None:
        return None
    return Tie(kind=InterestKind.EMPLOYER, name=person.employer.name, code=person.employer.code)
