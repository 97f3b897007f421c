"""One value of a form: words in three languages, a line, a number, a switch, the end of a span of days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from todoke.core.errors import Refused
from todoke.core.procedures.conditions import TODAY
from todoke.core.procedures.editing import Plain
from todoke.core.refusal import N_, Refusal
from todoke.office.studio.desk.entries import GONE, LANGUAGES, Entry
from todoke.office.studio.desk.rows import Raw, one
from todoke.office.studio.desk.ways import whole

Posted = Mapping[str, Sequence[str]]


def words_of(value: Plain, language: str) -> str:
    """The words of a text as stored, "" where there are none in this language."""
    if isinstance(value, dict):
        word = value.get(language)
        return word if isinstance(word, str) else ""
    return value if isinstance(value, str) and language == "ja" else ""


def show_text(entry: Entry, value: Plain) -> Raw:
    return {f"{entry.name}.{language}": [words_of(value, language).strip()] for language in LANGUAGES}


def read_text(entry: Entry, raw: Posted, *, old: Any) -> Any:
    return text_from({language: one(raw, f"{entry.name}.{language}") for language in LANGUAGES}, old)


def text_from(typed: Mapping[str, str], old: Any) -> Any:
    """A text of what was typed; other languages and unchanged words stay exactly as stored."""
    if not any(typed.values()):
        return GONE
    if not typed["ja"]:
        raise Refused(_no_japanese())
    kept = {language: _kept(words_of(old, language), word) for language, word in typed.items() if word}
    if isinstance(old, str) and set(kept) == {"ja"}:
        return kept["ja"]
    others = {key: word for key, word in old.items() if key not in LANGUAGES} if isinstance(old, dict) else {}
    order = [*old, *kept] if isinstance(old, dict) else [*kept]
    return {key: (kept | others)[key] for key in dict.fromkeys(order) if key in kept or key in others}


def _kept(stored: str, typed: str) -> str:
    """Line breaks at the end that no box shows are no change."""
    return stored if stored.strip() == typed else typed


def show_line(entry: Entry, value: Plain) -> Raw:
    value = entry.default if value is None else value
    return {entry.name: ["" if value is None else str(value)]}


def read_line(entry: Entry, raw: Posted, *, old: Any) -> Any:
    typed = one(raw, entry.name)
    if isinstance(old, str) and old.strip() == typed:
        return old
    if not typed:
        return entry.default if entry.default is not None and old is not GONE else GONE
    return GONE if old is GONE and typed == entry.default else typed


def read_number(entry: Entry, raw: Posted, *, old: Any) -> Any:
    """Empty is null where the key must be there or held null before, else no key."""
    typed = one(raw, entry.name)
    if not typed:
        return None if entry.needed or old is None else GONE
    number = whole(typed)
    return GONE if old is GONE and number == entry.default else number


def show_switch(entry: Entry, value: Plain) -> Raw:
    on = value if isinstance(value, bool) else bool(entry.default)
    return {entry.name: ["yes"] if on else []}


def read_switch(entry: Entry, raw: Posted, *, old: Any) -> Any:
    on = one(raw, entry.name) == "yes"
    return GONE if on is entry.default and not isinstance(old, bool) else on


def show_bound(entry: Entry, value: Plain) -> Raw:
    mode = "" if value is None else TODAY if value == TODAY else "day"
    return {f"{entry.name}.mode": [mode], f"{entry.name}.day": [str(value) if mode == "day" else ""]}


def read_bound(entry: Entry, raw: Posted, *, old: Any) -> Any:
    mode, typed = one(raw, f"{entry.name}.mode"), one(raw, f"{entry.name}.day")
    if mode == TODAY:
        return TODAY
    if mode != "day":
        return GONE
    if typed == old:
        return old
    try:
        return date.fromisoformat(typed).isoformat()
    except ValueError as error:
        raise Refused(
            Refusal(code="studio.form.no-day", message=N_("Enter a day, such as 2026-04-01."))
        ) from error


def _no_japanese() -> Refusal:
    return Refusal(
        code="studio.form.no-japanese",
        message=N_("Write it in Japanese first; other languages are added to it."),
    )
