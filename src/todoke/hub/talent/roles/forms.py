"""What was typed on this room's pages, as the values its rules take."""

from __future__ import annotations

from django.http import QueryDict

from todoke.core.talent.needs import Source
from todoke.core.talent.role_editing import RoleWording
from todoke.core.talent.roles import RoleModel
from todoke.core.talent.team import PlacementFacts
from todoke.hub.talent.roles import typed


def read_placement(sent: QueryDict) -> PlacementFacts:
    """An unknown source counts as private: the strictest one."""
    source = sent.get("source", "")
    return PlacementFacts(
        role=sent.get("role", ""),
        who=typed.text(sent, "who"),
        source=Source(source) if source in set(Source) else Source.PRIVATE,
        since=typed.day(sent, "since"),
        until=typed.day(sent, "until"),
        successor=typed.text(sent, "successor"),
        plan=typed.text(sent, "handover_plan"),
    )


def typed_placement(given: PlacementFacts) -> dict[str, object]:
    """The other way round, for the boxes."""
    return {
        "role": given.role,
        "who": given.who,
        "source": given.source.value,
        "since": given.since.isoformat() if given.since else "",
        "until": given.until.isoformat() if given.until else "",
        "successor": given.successor,
        "handover_plan": given.plan,
    }


def read_people(sent: QueryDict) -> dict[str, int | None]:
    """From the boxes `people.<role>`."""
    names = [name for name in sent if name.startswith("people.")]
    return {name.removeprefix("people."): typed.whole(sent, name) for name in names}


def read_wording(sent: QueryDict) -> RoleWording:
    return RoleWording(
        name=typed.text(sent, "name"),
        leads=typed.text(sent, "leads"),
        changes=typed.lines(sent, "changes"),
        tasks=typed.lines(sent, "tasks"),
        skills=typed.levels(sent),
        essential=frozenset(sent.getlist("essential")),
        tracks=typed.several(sent, "tracks"),
        reason=typed.text(sent, "reason"),
    )


def wording_of(role: RoleModel) -> RoleWording:
    return RoleWording(
        name=role.name,
        leads=role.leads.ja,
        changes=role.changes,
        tasks=role.tasks,
        skills={one.skill: one.level for one in role.skills},
        essential=frozenset(one.skill for one in role.skills if one.essential),
        tracks=role.tracks,
    )
