"""From YAML to talent's values; every error names file, key and line."""

from __future__ import annotations

from todoke.core.procedures.strict_yaml import load_strictly
from todoke.core.talent.legal_forms import LegalForms
from todoke.core.talent.roles import RoleList
from todoke.core.talent.skills import SkillList, TrackList


def load_skills(text: str, *, file: str) -> SkillList:
    """DefinitionErrors lists what is wrong; so do the others."""
    return load_strictly(SkillList, text, file=file)


def load_tracks(text: str, *, file: str) -> TrackList:
    return load_strictly(TrackList, text, file=file)


def load_roles(text: str, *, file: str) -> RoleList:
    return load_strictly(RoleList, text, file=file)


def load_legal_forms(text: str, *, file: str) -> LegalForms:
    return load_strictly(LegalForms, text, file=file)
