"""Definitions by procedure and revision."""

from __future__ import annotations

from functools import lru_cache

from todoke.core.procedures.definition import Definition
from todoke.core.procedures.load import load_definition
from todoke.office.studio.models import Revision


@lru_cache(maxsize=256)
def _load(text: str, name: str) -> Definition:
    return load_definition(text, file=name)


def definition_of(procedure: str, revision: int) -> Definition | None:
    """The definition a case was made with, or None when this office never published it."""
    published = Revision.objects.filter(procedure=procedure, revision=revision)
    text = published.values_list("text", flat=True).first()
    return None if text is None else _load(text, f"{procedure}@{revision}")


def newest_revisions() -> dict[str, int]:
    """Procedure → its newest revision."""
    return dict(Revision.objects.order_by("revision").values_list("procedure", "revision"))
