"""Who speaks for a body that has become part of another, and which bodies count as one.

Invariant: a right never grows by a merger; a duty and a restriction never vanish by one.
"""

from __future__ import annotations

from uuid import UUID

from todoke.core.errors import Refused
from todoke.core.refusal import Refusal
from todoke.hub.members.guards import bodies_of
from todoke.hub.members.models import Body, Member, PostKind
from todoke.hub.talent.people.models import Person


def require(refusal: Refusal | None) -> None:
    if refusal is not None:
        raise Refused(refusal)


def person_of(member: Member) -> Person | None:
    return Person.objects.filter(member=member).select_related("home", "employer", "member").first()


def spoken_for(member: Member, *kinds: PostKind) -> frozenset[UUID]:
    """Bodies where the member holds a post, and those that were merged into them."""
    held = {body.pk for body in bodies_of(member, *kinds)}
    merged = dict(Body.objects.exclude(merged_into=None).values_list("pk", "merged_into"))
    return frozenset(held | {body for body in merged if _end(body, merged) in held})


def kin() -> dict[UUID, frozenset[UUID]]:
    """For every merged body and what it became: all that are one with it. Others are not named."""
    merged = dict(Body.objects.exclude(merged_into=None).values_list("pk", "merged_into"))
    families: dict[UUID, set[UUID]] = {}
    for body in merged:
        families.setdefault(_end(body, merged), set()).add(body)
    whole = [frozenset({root, *members}) for root, members in families.items()]
    return {body: family for family in whole for body in family}


def merged_codes() -> dict[str, str]:
    """Number → number of the body it was merged into."""
    return dict(Body.objects.exclude(merged_into=None).values_list("code", "merged_into__code"))


def _end(body: UUID, merged: dict[UUID, UUID]) -> UUID:
    seen = {body}
    while (body := merged.get(body, body)) not in seen:
        seen.add(body)
    return body
