"""Role models as they stand for a body: those that ship, the prefecture's wording, the town's own."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from todoke.catalogue.talent import shipped_roles
from todoke.core.talent.bodies import BodyKind
from todoke.core.talent.roles import RoleList, RoleModel
from todoke.hub.members.models import Body, Member, PostKind
from todoke.hub.talent.roles.models import RoleVersion


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """The wording in force for a body. `owner` None: the one that ships, version 0."""

    role: RoleModel
    owner: Body | None
    version: int


def prefecture() -> Body | None:
    return Body.objects.filter(kind=BodyKind.PREFECTURE.value).order_by("code").first()


def standing_roles(body: Body | None) -> dict[str, Standing]:
    """By role, in the order they ship. The town's own wording outweighs the prefecture's."""
    found = {one.role: Standing(role=one, owner=None, version=0) for one in shipped_roles().roles}
    for owner in (prefecture(), body):
        if owner is not None:
            for row in RoleVersion.objects.filter(body=owner).order_by("version"):
                role = RoleModel.model_validate(row.content)
                found[row.code] = Standing(role=role, owner=owner, version=row.version)
    return found


def roles_of(body: Body | None) -> RoleList:
    roles = tuple(one.role for one in standing_roles(body).values())
    return RoleList(version=shipped_roles().version, roles=roles)


def newest_version(body: Body, code: str) -> int:
    """0 where the body has no wording of its own."""
    row = RoleVersion.objects.filter(body=body, code=code).order_by("-version").first()
    return row.version if row else 0


def versions_of(code: str) -> QuerySet[RoleVersion]:
    rows = RoleVersion.objects.filter(code=code).select_related("body", "by")
    return rows.order_by("body__code", "-version")


def may_edit(member: Member, body: Body) -> bool:
    kind = PostKind.COORDINATOR if body.kind == BodyKind.PREFECTURE.value else PostKind.DX_LEAD
    return member.holds(kind, body)


def edited_bodies(member: Member) -> tuple[Body, ...]:
    """For which bodies this member may write role models."""
    bodies = Body.objects.filter(
        posts__member=member, posts__kind__in=[PostKind.COORDINATOR.value, PostKind.DX_LEAD.value]
    )
    return tuple(one for one in bodies.distinct().order_by("code") if may_edit(member, one))
