"""Conditions inside the rows of a group: which cells of a row are asked, and which are demanded.

Invariants:
- a cell sees the cells before it in its own row as `row.<cell>`, and the answers before its group.
- a cell that is not asked counts for nothing: it is not checked, not read by expressions, never sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from todoke.core.procedures.expressions import Expression
from todoke.core.procedures.fields.base import Field, Json
from todoke.core.procedures.fields.group import GroupField


@dataclass(frozen=True, kw_only=True, slots=True)
class CellRule:
    """One cell with its conditions; `rows` where the cell is itself a group with some."""

    field: Field
    voluntary: Field
    when: Expression | None = None
    demanded: Expression | None = None
    rows: RowRules | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class RowRules:
    """The cells of a group's rows, in order."""

    cells: tuple[CellRule, ...]

    def judging(self, group: Field, values: Mapping[str, Any]) -> Field:
        """The group, asking in each row what these outer answers and the row itself lead to."""
        if not isinstance(group, GroupField):
            return group
        fields = tuple(
            rule.rows.judging(rule.field, values) if rule.rows else rule.field for rule in self.cells
        )
        return group.judged(RowJudge(rules=self, outer=dict(values)), fields)


@dataclass(frozen=True, kw_only=True, slots=True)
class RowJudge:
    """A `CellJudge` for one walk: the rules, with the outer answers of that moment."""

    rules: RowRules
    outer: Mapping[str, Any]

    def cells(self, row: Mapping[str, Json]) -> tuple[Field, ...]:
        values = dict(self.outer)
        asked: list[Field] = []
        for rule in self.rules.cells:
            if rule.when is not None and rule.when.holds(values) is not True:
                continue
            demanded = rule.demanded is None or rule.demanded.holds(values) is True
            cell = rule.field if demanded else rule.voluntary
            cell = rule.rows.judging(cell, self.outer) if rule.rows else cell
            asked.append(cell)
            value = row.get(cell.id)
            if value is not None and cell.has_shape(value):
                values[f"row.{cell.id}"] = cell.cel_value(value)
        return tuple(asked)
