"""The proposed worksheets and the method table that come with Todoke. They are data, like the procedures."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from todoke.core.assurance.loading import load_methods, load_worksheet
from todoke.core.assurance.methods import MethodTable
from todoke.core.assurance.worksheet import Worksheet


@cache
def shipped_worksheets() -> Mapping[str, Worksheet]:
    """Procedure id → its proposed worksheet, in the order of the ids."""
    folder = files("todoke.catalogue") / "worksheets"
    found = sorted((one for one in folder.iterdir() if one.name.endswith(".yaml")), key=lambda one: one.name)
    sheets = (load_worksheet(one.read_text(encoding="utf-8"), file=one.name) for one in found)
    return MappingProxyType({one.worksheet: one for one in sheets})


@cache
def shipped_methods() -> MethodTable:
    """The table method → level as shipped."""
    file = files("todoke.catalogue") / "methods" / "identity.yaml"
    return load_methods(file.read_text(encoding="utf-8"), file=file.name)
