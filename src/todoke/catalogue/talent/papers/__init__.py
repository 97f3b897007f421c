"""Templates of agreements and rules. Each is a draft (案) that says so itself."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from string import Template

from todoke.core.talent.confidentiality import Paper


@cache
def paper(which: Paper) -> str:
    return (files(__name__) / f"{which.value}.txt").read_text(encoding="utf-8")


def filled(which: Paper, values: Mapping[str, str]) -> str:
    """KeyError where the template asks for a value that is not there."""
    return Template(paper(which)).substitute(values)
