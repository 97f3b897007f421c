"""Answers as the office shows them: a My Number only as entered, as deleted, or as opened for this one use.

Invariant: without a number handed in by place, no number is in the text.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from todoke.core.lexicon.eras import wareki
from todoke.core.procedures.fields.base import AnswerContext, Field
from todoke.core.procedures.fields.group import GroupField
from todoke.core.procedures.fields.my_number import MyNumberField
from todoke.core.procedures.sealed_numbers import DELETED_AT, SEALED
from todoke.core.procedures.text import Text
from todoke.web import municipalities

DOTS = "●●●● ●●●● ●●●●"
ENTERED = Text(ja="入力済み", plain="入れました", en="Entered")
DELETED = Text(ja="削除済み", plain="けしました", en="Deleted")
NOTHING_OPENED: Mapping[str, str] = {}


def number_text(value: Mapping[str, str], language: str, *, digits: str | None = None) -> str:
    """入力済み ●●●● ●●●● ●●●●, 削除済み（令和8年11月23日）, or the digits in three groups."""
    if DELETED_AT in value:
        day = timezone.localtime(datetime.fromisoformat(value[DELETED_AT])).date()
        return (
            f"{DELETED.say(language)} ({day.day} {day:%B %Y})" if language == "en"
            else f"{DELETED.say(language)}（{wareki(day)}）"
        )  # fmt: skip
    return in_groups(digits) if digits else f"{ENTERED.say(language)} {DOTS}"


def in_groups(digits: str) -> str:
    return " ".join(digits[start : start + 4] for start in range(0, len(digits), 4))


def answer_text(
    field: Field, value: Any, *, language: str, place: str = "", opened: Mapping[str, str] = NOTHING_OPENED
) -> str:
    """As `field.show`; `opened` maps places to numbers in clear, `place` is this answer's input name."""
    place = place or field.id
    if isinstance(field, MyNumberField):
        return number_text(value, language, digits=opened.get(place))
    if not isinstance(field, GroupField):
        return field.show_in(value, language, _names())
    return "\n".join(
        " / ".join(
            text.replace("\n", "、")
            for _, text in row_texts(field, row, language=language, place=f"{place}.{number}", opened=opened)
        )
        for number, row in enumerate(value)
    )


def masked(value: Any, language: str) -> str:
    """An answer that no definition explains, as text; its numbers are masked all the same."""
    return str(_masked(value, language))


def _masked(value: Any, language: str) -> Any:
    if isinstance(value, dict):
        if len(value) == 1 and isinstance(value.get(SEALED, value.get(DELETED_AT)), str):
            return number_text(value, language)
        return {name: _masked(part, language) for name, part in value.items()}
    return [_masked(one, language) for one in value] if isinstance(value, list) else value


def _names() -> AnswerContext:
    """What only a look-up knows: the names of municipalities."""
    return AnswerContext(today=timezone.localdate(), municipalities=municipalities.lookup())


def row_texts(
    group: GroupField, row: Mapping[str, Any], *, language: str, place: str, opened: Mapping[str, str]
) -> list[tuple[Field, str]]:
    """The answered cells of one row, each with its text."""
    return [
        (cell, answer_text(cell, row[cell.id], language=language, place=f"{place}.{cell.id}", opened=opened))
        for cell in group.cells(row)
        if row.get(cell.id) is not None and cell.has_shape(row[cell.id])
    ]
