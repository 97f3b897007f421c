"""What can be added up: number cells of repeated groups."""

from __future__ import annotations

from todoke.core.procedures.editing import Plain
from todoke.office.studio.desk.entries import items_at
from todoke.office.studio.desk.sheets import name_of

ADDED_UP = frozenset({"integer", "yen"})


def cells_to_sum(tree: Plain) -> dict[str, str]:
    """`items.price` → "品目 › 価格"."""
    return {
        f"{group['field']}.{cell['field']}": f"{name_of(group, 'label')} › {name_of(cell, 'label')}"
        for page in _things(tree, "steps")
        for group in _things(page, "fields")
        for cell in _things(group, "fields")
        if cell.get("type") in ADDED_UP and group.get("field") and cell.get("field")
    }


def _things(above: Plain, key: str) -> list[dict[str, Plain]]:
    return [one for one in items_at(above, (key,)) if isinstance(one, dict)]
