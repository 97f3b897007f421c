"""Role models as templates of tasks and skills; from what a town wants changed to the roles it lacks.

Invariants:
- a town says what it wants changed; roles are found from that, never asked by title.
- a person fills a role when every essential skill is there at its level; the gap is named skill by skill.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from pydantic import Field as PydanticField
from pydantic import model_validator

from todoke.core.procedures.text import Text
from todoke.core.talent.skills import HIGHEST, ID, LOWEST, Certainty, Part


class Tier(StrEnum):
    """EXTERNAL types are mostly borrowed, IN_HOUSE ones grown."""

    EXTERNAL = "external"
    IN_HOUSE = "in_house"


class SkillDemand(Part):
    skill: str = PydanticField(pattern=ID)
    level: int = PydanticField(ge=LOWEST, le=HIGHEST)
    essential: bool


class RoleModel(Part):
    """`changes`: sentences a town may say; `tracks`: courses asked of who takes the role."""

    role: str = PydanticField(pattern=ID)
    name: str = PydanticField(min_length=1)
    tier: Tier
    source: str = PydanticField(min_length=1)
    certainty: Certainty
    leads: Text
    changes: tuple[str, ...] = PydanticField(min_length=1)
    tasks: tuple[str, ...] = PydanticField(min_length=1)
    skills: tuple[SkillDemand, ...] = PydanticField(min_length=1)
    tracks: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _each_skill_once(self) -> RoleModel:
        ids = [one.skill for one in self.skills]
        if len(set(ids)) != len(ids):
            raise ValueError("skills: each once")
        if not any(one.essential for one in self.skills):
            raise ValueError("skills: at least one essential")
        return self


class RoleList(Part):
    version: int = PydanticField(ge=1)
    roles: tuple[RoleModel, ...]

    @property
    def by_id(self) -> Mapping[str, RoleModel]:
        return {one.role: one for one in self.roles}


@dataclass(frozen=True, kw_only=True, slots=True)
class SkillGap:
    """`has` 0: not at all."""

    skill: str
    needs: int
    has: int
    essential: bool


def gaps(role: RoleModel, levels: Mapping[str, int]) -> tuple[SkillGap, ...]:
    """What is missing to fill `role`; essential ones first, then the widest."""
    found = [
        SkillGap(skill=one.skill, needs=one.level, has=levels.get(one.skill, 0), essential=one.essential)
        for one in role.skills
        if levels.get(one.skill, 0) < one.level
    ]
    return tuple(sorted(found, key=lambda gap: (not gap.essential, gap.has - gap.needs)))


def fills(role: RoleModel, levels: Mapping[str, int]) -> bool:
    return not any(gap.essential for gap in gaps(role, levels))


def can_be_grown(role: RoleModel, levels: Mapping[str, int]) -> bool:
    """Our own yardstick: every essential skill is at most one level away."""
    return all(gap.needs - gap.has <= 1 for gap in gaps(role, levels) if gap.essential)


def roles_for(changes: Iterable[str], roles: RoleList) -> tuple[RoleModel, ...]:
    """Roles whose sentences were chosen, those with most of them first."""
    chosen = set(changes)
    hits = {one.role: len(chosen & set(one.changes)) for one in roles.roles}
    found = [one for one in roles.roles if hits[one.role]]
    return tuple(sorted(found, key=lambda one: -hits[one.role]))
