"""Templates of agreements by legal form, and the clauses they share: drafts, to be checked by counsel."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from todoke.core.assurance.loading import load_strictly
from todoke.core.talent.agreement_text import AgreementTemplate, CommonClauses


@cache
def common_clauses() -> CommonClauses:
    return load_strictly(CommonClauses, _text("common.yaml"), file="common.yaml")


@cache
def template_of(form: str) -> AgreementTemplate:
    """FileNotFoundError where a legal form has none; a test proves that each has one."""
    name = f"{form}.yaml"
    return load_strictly(AgreementTemplate, _text(name), file=name)


def _text(name: str) -> str:
    return (files(__name__) / name).read_text(encoding="utf-8")
