"""From a thing of a procedure to the inputs of its form and back.

Invariants:
- a form sent back as it was shown changes nothing, whatever else is in the thing.
- a mistake stays in its box with its sentence; all mistakes are told at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from todoke.core.errors import Refused
from todoke.core.lexicon.text import refuse_characters
from todoke.core.procedures.editing import At, Plain
from todoke.core.procedures.subjects import Subject, subjects_at
from todoke.core.refusal import N_, Refusal
from todoke.office.studio.desk import condition_form, lists, texts, ways
from todoke.office.studio.desk.entries import GONE, Entry, Kind, found, has, placed
from todoke.office.studio.desk.rows import Raw, one
from todoke.office.studio.desk.sheets import Sheet

Posted = Mapping[str, Sequence[str]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Filled:
    """`thing` is what the form means; where there are problems nothing may be saved."""

    thing: Plain
    problems: dict[str, Refusal]


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """One entry of a sheet over the thing it stands for."""

    tree: Plain
    sheet: Sheet
    entry: Entry

    @property
    def thing(self) -> Plain:
        return found(self.tree, self.sheet.at)

    @property
    def old(self) -> Any:
        """As stored, GONE where there is no such key."""
        return found(self.thing, self.entry.at) if has(self.thing, self.entry.at) else GONE

    @property
    def source(self) -> str | None:
        """The expression stored here."""
        key = ("required_when",) if self.entry.kind is Kind.NEED else self.entry.at
        source = found(self.thing, key)
        return source if isinstance(source, str) else None

    @property
    def subjects(self) -> dict[str, Subject]:
        """What an expression of this entry may read; a value never reads itself."""
        if self.entry.kind is not Kind.WAY:
            return subjects_at(self.tree, (*self.sheet.at, *self.entry.at))
        own = found(self.thing, ("computed",))
        return {name: one for name, one in subjects_at(self.tree, ()).items() if name != own}


def shown(tree: Plain, sheet: Sheet) -> Raw:
    """The inputs of a thing as it is stored."""
    raw = Raw()
    for entry in sheet.entries:
        raw |= _SHOWN[entry.kind](Asked(tree=tree, sheet=sheet, entry=entry))
    return raw


def read(tree: Plain, sheet: Sheet, *, raw: Posted) -> Filled:
    """What a sent form means."""
    thing = found(tree, sheet.at)
    problems: dict[str, Refusal] = {}
    for entry in sheet.entries:
        asked = Asked(tree=tree, sheet=sheet, entry=entry)
        try:
            _require_printable(sheet, entry, raw=raw)
            for at, value in _meant(asked, raw):
                thing = placed(thing, at, value)
        except Refused as error:
            problems[entry.name or "way"] = error.refusals[0]
    return Filled(thing=thing, problems=problems)


def _require_printable(sheet: Sheet, entry: Entry, *, raw: Posted) -> None:
    """Residents and colleagues read these words: no NUL, no turned writing, nobody's own characters."""
    words = [word for key, words in raw.items() if _owner(sheet, key) == entry.name for word in words]
    if refusal := refuse_characters("".join(words), besides="\r\n\t"):
        raise Refused(refusal)


def _owner(sheet: Sheet, key: str) -> str:
    """Which entry an input belongs to; what has no entry of its own is part of the way, named ""."""
    names = [one.name for one in sheet.entries if one.name and f"{key}.".startswith(f"{one.name}.")]
    return max(names, key=len, default="")


def _meant(asked: Asked, raw: Posted) -> list[tuple[At, Any]]:
    """The keys an entry sets below its thing."""
    entry = asked.entry
    if entry.kind is Kind.NEED:
        return _need(asked, raw)
    if entry.kind is Kind.WAY:
        new = ways.read_way(raw, asked.thing, subjects=asked.subjects)
        return [((key,), new.get(key, GONE)) for key in (*ways.PARTS, "value", "result")]
    if entry.kind is Kind.CONDITION:
        source = condition_form.read_source(raw, entry.name, subjects=asked.subjects, old=asked.source)
        value: Any = GONE if source is None else source
    else:
        value = _READ[entry.kind](entry, raw, old=asked.old)
    if value is GONE and entry.needed and entry.kind is not Kind.NUMBER:
        raise Refused(_empty(entry.words))
    return [(entry.at, value)]


def _empty(words: str) -> Refusal:
    params = {"words": gettext(words)}
    return Refusal(code="studio.form.empty", message=N_("Fill in “%(words)s”."), params=params)


def _need(asked: Asked, raw: Posted) -> list[tuple[At, Any]]:
    """Two keys, one question: always, never, or only in some cases."""
    mode = one(raw, "required.mode")
    if mode in {condition_form.Mode.MENU, condition_form.Mode.CEL}:
        source = condition_form.read_source(raw, "required", subjects=asked.subjects, old=asked.source)
        if source is None:
            raise Refused(_empty(N_("When must it be answered?")))
        return [(("required_when",), source)]
    voluntary: Any = False if mode == "no" else True if asked.old is True else GONE
    return [(("required_when",), GONE), (("required",), voluntary)]


def _show_need(asked: Asked) -> Raw:
    raw = condition_form.inputs_of(asked.source, "required", subjects=asked.subjects)
    if not asked.source:
        raw["required.mode"] = ["no" if asked.old is False else "yes"]
    return raw


def _show_condition(asked: Asked) -> Raw:
    raw = condition_form.inputs_of(asked.source, asked.entry.name, subjects=asked.subjects)
    if asked.entry.needed and not asked.source:
        raw[f"{asked.entry.name}.mode"] = [condition_form.Mode.MENU]
    return raw


def _show_way(asked: Asked) -> Raw:
    return ways.inputs_of(asked.thing, asked.subjects)


def _plainly(show: Callable[[Entry, Plain], Raw]) -> Callable[[Asked], Raw]:
    """For entries that read nobody's answers."""
    return lambda asked: show(asked.entry, found(asked.thing, asked.entry.at))


_SHOWN: Mapping[Kind, Callable[[Asked], Raw]] = {
    Kind.TEXT: _plainly(texts.show_text),
    Kind.PROSE: _plainly(texts.show_text),
    Kind.TEXTS: _plainly(lists.show_texts),
    Kind.LINE: _plainly(texts.show_line),
    Kind.LINES: _plainly(lists.show_lines),
    Kind.NUMBER: _plainly(texts.show_line),
    Kind.SWITCH: _plainly(texts.show_switch),
    Kind.PICK: _plainly(texts.show_line),
    Kind.PICKS: _plainly(lists.show_picks),
    Kind.OPTIONS: _plainly(lists.show_options),
    Kind.OUTCOMES: _plainly(lists.show_outcomes),
    Kind.BOUND: _plainly(texts.show_bound),
    Kind.NEED: _show_need,
    Kind.CONDITION: _show_condition,
    Kind.WAY: _show_way,
}
_READ: Mapping[Kind, Callable[..., Any]] = {
    Kind.TEXT: texts.read_text,
    Kind.PROSE: texts.read_text,
    Kind.TEXTS: lists.read_texts,
    Kind.LINE: texts.read_line,
    Kind.LINES: lists.read_lines,
    Kind.NUMBER: texts.read_number,
    Kind.SWITCH: texts.read_switch,
    Kind.PICK: texts.read_line,
    Kind.PICKS: lists.read_picks,
    Kind.OPTIONS: lists.read_options,
    Kind.OUTCOMES: lists.read_outcomes,
    Kind.BOUND: texts.read_bound,
}
