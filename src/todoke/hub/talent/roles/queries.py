"""Reads the team picture of a town and the shares of all towns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.http import Http404

from todoke.core.talent.bodies import SEAT_WORDS, BodyKind, DxSeat
from todoke.core.talent.needs import Source
from todoke.core.talent.roles import SkillGap, gaps
from todoke.core.talent.team import PlacementFacts, Reach, RoleLine, reach, role_line, share
from todoke.hub.members.models import Body, Member, PostKind
from todoke.hub.talent.roles.models import Placement, RoleDemand
from todoke.hub.talent.roles.models_of import roles_of
from todoke.hub.talent.roles.own_staff import OwnStaff, staff_of

TOWNS = (BodyKind.MUNICIPALITY.value, BodyKind.UNION.value)


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    reach: Reach
    gaps: tuple[SkillGap, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class PictureRow:
    """One role: the figures, who is in it, and how near each of the own staff is."""

    line: RoleLine
    placements: tuple[Placement, ...]
    later: tuple[Placement, ...]
    change_wanted: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Picture:
    rows: tuple[PictureRow, ...]
    others: tuple[PictureRow, ...]
    staff: tuple[OwnStaff, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class TownLine:
    """`share` in per cent; None where the town has told no figure."""

    body: Body
    seat: str
    share: int | None
    wanted: int
    missing: int
    borrowed: int


def get_town_or_404(code: str) -> Body:
    body = Body.objects.filter(code=code, kind__in=TOWNS, merged_into=None).first()
    if body is None:
        raise Http404
    return body


def leads(member: Member, body: Body) -> bool:
    return member.holds(PostKind.DX_LEAD, body)


def may_read_team(member: Member, body: Body) -> bool:
    """The town's DX lead; coordinators and auditors read along. The administrator does not."""
    return leads(member, body) or member.holds(PostKind.COORDINATOR) or member.holds(PostKind.AUDITOR)


def led_towns(member: Member) -> tuple[Body, ...]:
    found = Body.objects.filter(
        posts__member=member, posts__kind=PostKind.DX_LEAD.value, kind__in=TOWNS, merged_into=None
    )
    return tuple(found.distinct().order_by("code"))


def placement_facts(row: Placement) -> PlacementFacts:
    return PlacementFacts(
        role=row.role,
        who=row.who,
        source=Source(row.source),
        since=row.since,
        until=row.until,
        successor=row.successor,
        plan=row.handover_plan,
    )


def get_placement_or_404(body: Body, key: object) -> Placement:
    row = Placement.objects.filter(body=body, pk=key).first()
    if row is None:
        raise Http404
    return row


def picture(body: Body, *, on: date) -> Picture:
    """Roles the town wants or has first; the rest as `others`, for what own staff could do."""
    demands = {one.role: one for one in RoleDemand.objects.filter(body=body)}
    placements = tuple(Placement.objects.filter(body=body).order_by("since", "who"))
    staff = staff_of(body, on=on)
    rows = []
    for role in roles_of(body).roles:
        demand = demands.get(role.role)
        line = role_line(
            role,
            wanted=demand.people if demand else 0,
            placements=[placement_facts(one) for one in placements],
            staff=[one.levels for one in staff],
            on=on,
        )
        cells = tuple(
            Cell(reach=reach(role, one.levels), gaps=_essential(gaps(role, one.levels))) for one in staff
        )
        mine = [one for one in placements if one.role == role.role]
        rows.append(
            PictureRow(
                line=line,
                placements=tuple(one for one in mine if placement_facts(one).there(on)),
                later=tuple(one for one in mine if one.since > on),
                change_wanted=demand.change_wanted if demand else "",
                cells=cells,
            )
        )
    used = tuple(one for one in rows if one.line.wanted or one.placements or one.later)
    return Picture(rows=used, others=tuple(one for one in rows if one not in used), staff=staff)


def _essential(found: tuple[SkillGap, ...]) -> tuple[SkillGap, ...]:
    return tuple(one for one in found if one.essential)


def town_lines(*, on: date) -> tuple[TownLine, ...]:
    """All towns, the largest share of own procedures first."""
    towns = list(Body.objects.filter(kind__in=TOWNS, merged_into=None).order_by("code"))
    demands = _demands()
    placements: dict[object, list[PlacementFacts]] = {}
    for row in Placement.objects.all():
        placements.setdefault(row.body_id, []).append(placement_facts(row))
    found = [_town(one, demands.get(one.pk, {}), here=placements.get(one.pk, []), on=on) for one in towns]
    return tuple(sorted(found, key=lambda one: -(-1 if one.share is None else one.share)))


def _demands() -> dict[object, dict[str, int]]:
    found: dict[object, dict[str, int]] = {}
    for row in RoleDemand.objects.all():
        found.setdefault(row.body_id, {})[row.role] = row.people
    return found


def _town(body: Body, demands: Mapping[str, int], *, here: list[PlacementFacts], on: date) -> TownLine:
    there = [one for one in here if one.there(on)]
    own = {role: sum(one.role == role and not one.borrowed for one in there) for role in demands}
    return TownLine(
        body=body,
        seat=SEAT_WORDS[DxSeat(body.dx_seat)],
        share=share(body.procedures_own, body.procedures_total),
        wanted=sum(demands.values()),
        missing=sum(max(0, people - own[role]) for role, people in demands.items()),
        borrowed=sum(one.borrowed for one in there),
    )
