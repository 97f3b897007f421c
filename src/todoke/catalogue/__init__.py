"""The procedures that come with Todoke, as YAML. They are data: a municipality's own go beside them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType


@cache
def shipped() -> Mapping[str, str]:
    """Procedure id → YAML text, in the order of the ids."""
    found = (one for one in files(__name__).iterdir() if one.name.endswith(".yaml"))
    texts = {one.name.removesuffix(".yaml"): one.read_text(encoding="utf-8") for one in found}
    return MappingProxyType(dict(sorted(texts.items())))
