"""Changes the team picture of a town and the wording of role models."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.utils import timezone

from todoke.catalogue.talent import shipped_skills, shipped_tracks
from todoke.core.errors import Refused
from todoke.core.procedures.text import Text
from todoke.core.refusal import N_, Refusal
from todoke.core.talent.role_editing import UNCHANGED, RoleWording, refuse_save, wording_problems
from todoke.core.talent.roles import RoleModel
from todoke.core.talent.skills import Certainty
from todoke.core.talent.team import (
    PlacementFacts,
    placement_problems,
    refuse_figures,
    refuse_team_change,
)
from todoke.hub.members.events import record
from todoke.hub.members.models import Body, Member
from todoke.hub.talent.roles.models import Placement, RoleDemand, RoleVersion
from todoke.hub.talent.roles.models_of import may_edit, newest_version, roles_of, standing_roles
from todoke.hub.talent.roles.own_staff import OwnStaff
from todoke.hub.talent.roles.queries import leads
from todoke.web.database import write

MOST_PEOPLE = 99
NO_DEMAND = Refusal(
    code="talent.team.people", message=N_("Write for each role how many people it takes, from 0 to 99.")
)
NO_CHANGE = Refusal(code="talent.team.change", message=N_("Write in your own words what shall change."))


def _require(refusal: Refusal | None) -> None:
    if refusal is not None:
        raise Refused(refusal)


def set_demands(body: Body, people: Mapping[str, int | None], *, change_wanted: str, by: Member) -> None:
    """How many of each named role the town wants; 0 takes the wish back."""
    with write():
        _require(refuse_team_change(leads=leads(by, body)))
        known = roles_of(body).by_id
        wrong = any(one is None or not 0 <= one <= MOST_PEOPLE for one in people.values())
        _require(NO_DEMAND if wrong or not people or set(people) - set(known) else None)
        _require(None if change_wanted.strip() else NO_CHANGE)
        for role, count in people.items():
            if count:
                RoleDemand.objects.update_or_create(
                    body=body, role=role, defaults={"people": count, "change_wanted": change_wanted}
                )
            else:
                RoleDemand.objects.filter(body=body, role=role).delete()
        record("team.wanted", f"body:{body.pk}", by=by, body={"roles": dict(people)})


def place(body: Body, given: PlacementFacts, *, by: Member, key: UUID | None = None) -> Placement:
    """Somebody into a role, or another wording of placement `key`. Raises Refused, Placement.DoesNotExist."""
    with write():
        _require(refuse_team_change(leads=leads(by, body)))
        wrong = placement_problems(given, roles=roles_of(body).by_id, today=timezone.localdate())
        if wrong:
            raise Refused(*wrong.values())
        if key is None:
            row = Placement(body=body)
        else:
            row = Placement.objects.select_for_update().get(body=body, pk=key)
        row.role, row.who, row.source = given.role, given.who, given.source.value
        row.since, row.until = given.since, given.until
        row.successor, row.handover_plan = given.successor, given.plan
        row.save()
        record("team.placed", f"body:{body.pk}", by=by, body={"role": row.role, "source": row.source})
    return row


def remove_placement(body: Body, key: UUID, *, by: Member) -> None:
    """For a line that was written by mistake; who leaves gets a last day instead."""
    with write():
        _require(refuse_team_change(leads=leads(by, body)))
        gone, _ = Placement.objects.filter(body=body, pk=key).delete()
        if gone:
            record("team.removed", f"body:{body.pk}", by=by)


def set_figures(body: Body, *, own: int | None, total: int | None, by: Member) -> None:
    """How many of the town's online procedures its own staff made."""
    with write():
        _require(refuse_team_change(leads=leads(by, body)))
        _require(refuse_figures(own=own, total=total))
        Body.objects.filter(pk=body.pk).update(procedures_own=own, procedures_total=total)
        record("team.procedures", f"body:{body.pk}", by=by, body={"own": own, "total": total})


def save_role(body: Body, code: str, *, given: RoleWording, base: int, by: Member) -> RoleVersion:
    """A new version of role `code` for the body. `base`: the body's version it was written from."""
    with write():
        Body.objects.select_for_update().get(pk=body.pk)
        newest = newest_version(body, code)
        _require(refuse_save(may=may_edit(by, body), base=base, newest=newest))
        wrong = wording_problems(given, skills=shipped_skills().by_id, tracks=shipped_tracks().by_id)
        if wrong:
            raise Refused(*wrong.values())
        old = standing_roles(body)[code].role
        role = _worded(old, given, body=body)
        row = RoleVersion.objects.create(
            body=body,
            code=code,
            version=newest + 1,
            content=role.model_dump(mode="json"),
            reason=given.reason,
            by=by,
            at=timezone.now(),
        )
        record("role.saved", f"role:{code}", by=by, body={"version": row.version, "body": body.code})
    return row


def _worded(old: RoleModel, given: RoleWording, *, body: Body) -> RoleModel:
    """English words stay only while the Japanese ones they translate do; the source names who wrote it."""
    leads_now = old.leads if given.leads == old.leads.ja else Text(ja=given.leads)
    skills = [
        {"skill": one, "level": level, "essential": one in given.essential}
        for one, level in given.skills.items()
    ]
    before = old.model_dump(mode="json")
    after = before | {
        "name": given.name,
        "leads": leads_now.model_dump(mode="json", exclude_none=True),
        "changes": list(given.changes),
        "tasks": list(given.tasks),
        "skills": skills,
        "tracks": list(given.tracks),
    }
    if RoleModel.model_validate(after) == old:
        raise Refused(UNCHANGED)
    return RoleModel.model_validate(after | {"source": body.name, "certainty": Certainty.DESIGN.value})


def note_reading(staff: tuple[OwnStaff, ...], *, by: Member) -> None:
    """Their levels were shown to somebody; each of them can read that."""
    with write():
        for one in staff:
            record("person.read", f"person:{one.person}", by=by, person=one.person)
