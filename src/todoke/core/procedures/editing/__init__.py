"""An author's changes to a definition's YAML: what is not named in a change stays byte for byte."""

from __future__ import annotations

from todoke.core.procedures.editing.operations import LARGEST, assign, copy, drop, insert, move, put
from todoke.core.procedures.editing.source import At, Plain, Source

__all__ = ["LARGEST", "At", "Plain", "Source", "assign", "copy", "drop", "insert", "move", "put"]
