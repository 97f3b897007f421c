"""Skills, courses, role models and legal forms that come with Todoke. They are data."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from todoke.core.talent.legal_forms import LegalForms
from todoke.core.talent.loading import load_legal_forms, load_roles, load_skills, load_tracks
from todoke.core.talent.roles import RoleList
from todoke.core.talent.skills import SkillList, TrackList


@cache
def shipped_skills() -> SkillList:
    return load_skills(_text("skills.yaml"), file="skills.yaml")


@cache
def shipped_tracks() -> TrackList:
    return load_tracks(_text("tracks.yaml"), file="tracks.yaml")


@cache
def shipped_roles() -> RoleList:
    return load_roles(_text("roles.yaml"), file="roles.yaml")


@cache
def shipped_legal_forms() -> LegalForms:
    return load_legal_forms(_text("legal_forms.yaml"), file="legal_forms.yaml")


def _text(name: str) -> str:
    return (files(__name__) / name).read_text(encoding="utf-8")
