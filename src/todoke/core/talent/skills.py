"""Skills in frameworks, in four levels; courses that lead to them.

Invariants:
- a skill belongs to one framework, which says its source, its edition and how sure the list is.
- levels run from 1 (knows where it belongs) to 4 (leads others).
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, model_validator
from pydantic import Field as PydanticField

from todoke.core.procedures.text import Text

ID = r"^[a-z][a-z0-9_]{0,59}$"
LOWEST, HIGHEST = 1, 4


class Certainty(StrEnum):
    """How a line was known: HIGH to LOW from sources or memory; DESIGN: our own proposal."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    DESIGN = "design"


class Part(BaseModel):
    """Root of what talent's YAML holds."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class SkillFramework(Part):
    framework: str = PydanticField(pattern=ID)
    title: str
    edition: str
    source: str = PydanticField(min_length=1)
    certainty: Certainty
    verify: str = ""


class SkillLevel(Part):
    """`letter`: a (4) to d (1), as the standard writes it."""

    level: int = PydanticField(ge=LOWEST, le=HIGHEST)
    letter: str
    words: Text


class Skill(Part):
    skill: str = PydanticField(pattern=ID)
    framework: str
    category: str
    name: str


class SkillList(Part):
    """Everything, in the order of the standard."""

    version: int = PydanticField(ge=1)
    frameworks: tuple[SkillFramework, ...]
    levels: tuple[SkillLevel, ...]
    skills: tuple[Skill, ...]

    @model_validator(mode="after")
    def _whole(self) -> SkillList:
        known = {one.framework for one in self.frameworks}
        if strange := sorted({one.framework for one in self.skills} - known):
            raise ValueError(f"framework: one of those above, not {', '.join(strange)}")
        ids = [one.skill for one in self.skills]
        if len(set(ids)) != len(ids):
            raise ValueError("skills: each once")
        if [one.level for one in self.levels] != list(range(LOWEST, HIGHEST + 1)):
            raise ValueError("levels: 1 to 4 in order")
        return self

    @property
    def by_id(self) -> Mapping[str, Skill]:
        return {one.skill: one for one in self.skills}


class Track(Part):
    """A course. `gate`: who goes to another body has completed it. `valid_months` null: for ever."""

    track: str = PydanticField(pattern=ID)
    gate: bool
    title: str
    opens: tuple[str, ...]
    valid_months: int | None = PydanticField(ge=1, le=120)


class TrackList(Part):
    version: int = PydanticField(ge=1)
    source: str
    tracks: tuple[Track, ...]

    @property
    def by_id(self) -> Mapping[str, Track]:
        return {one.track: one for one in self.tracks}
