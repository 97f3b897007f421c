"""Lists of a form: lines, texts, answers to choose from, ticks, ways a case can end.

Invariant: a row carries what it was (`was`, `value`), so that moved rows keep everything no box shows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from todoke.core.cases.outcomes import OutcomeMeaning
from todoke.core.errors import Refused
from todoke.core.procedures.editing import Plain
from todoke.core.procedures.naming import fresh_id
from todoke.core.refusal import N_, Refusal
from todoke.office.studio.desk.entries import GONE, LANGUAGES, Entry
from todoke.office.studio.desk.rows import Raw, Row, one, rows_of, with_rows
from todoke.office.studio.desk.texts import text_from, words_of

Posted = Mapping[str, Sequence[str]]
MEANINGS = {
    "granted": N_("Granted"),
    "partial": N_("Granted in part"),
    "refused": N_("Refused"),
    "noted": N_("Taken note of"),
}


def show_lines(entry: Entry, value: Plain) -> Raw:
    rows = [{"": [str(item)]} for item in value] if isinstance(value, list) else []
    return with_rows({}, entry.name, rows=rows or [{"": [""]}])


def read_lines(entry: Entry, raw: Posted, *, old: Any) -> Any:
    typed = [one(row, "") for row in rows_of(raw, entry.name)]
    stored = {item.strip(): item for item in old if isinstance(item, str)} if isinstance(old, list) else {}
    return [stored.get(word, word) for word in typed if word] or GONE


def _text_row(value: Plain) -> Row:
    return {language: [words_of(value, language).strip()] for language in LANGUAGES}


def _typed(row: Mapping[str, Sequence[str]]) -> dict[str, str]:
    return {language: one(row, language) for language in LANGUAGES}


def _was(row: Mapping[str, Sequence[str]], old: Any) -> Any:
    """The item a row was shown for."""
    number = one(row, "was")
    if isinstance(old, list) and number.isascii() and number.isdigit() and int(number[:4]) < len(old):
        return old[int(number[:4])]
    return GONE


def show_texts(entry: Entry, value: Plain) -> Raw:
    items = value if isinstance(value, list) else []
    rows = [_text_row(item) | {"was": [str(number)]} for number, item in enumerate(items)]
    return with_rows({}, entry.name, rows=rows)


def read_texts(entry: Entry, raw: Posted, *, old: Any) -> Any:
    found = [text_from(_typed(row), _was(row, old)) for row in rows_of(raw, entry.name)]
    return [item for item in found if item is not GONE] or GONE


def show_options(entry: Entry, value: Plain) -> Raw:
    items = [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
    rows = [_text_row(item.get("label")) | {"value": [str(item.get("value", ""))]} for item in items]
    return with_rows({}, entry.name, rows=rows)


def read_options(entry: Entry, raw: Posted, *, old: Any) -> Any:
    """An emptied row goes; a new one gets a value of its own, from its English words where it has some."""
    items = [item for item in old if isinstance(item, dict)] if isinstance(old, list) else []
    stored = {str(item.get("value")): item for item in items}
    found: list[Plain] = []
    taken = set(stored)
    for row in rows_of(raw, entry.name):
        value = one(row, "value")
        before = stored.get(value, {})
        label = text_from(_typed(row), before.get("label", GONE))
        if label is GONE:
            continue
        if value not in stored:
            value = fresh_id(one(row, "en") or "answer", taken)
            taken.add(value)
        found.append({**before, "value": value, "label": label})
    if len(found) < 2:
        raise Refused(
            Refusal(code="studio.form.few-options", message=N_("Give at least two answers to choose from."))
        )
    return found


def show_picks(entry: Entry, value: Plain) -> Raw:
    shown = value if isinstance(value, list) else entry.default or []
    return {entry.name: [str(item) for item in shown]}


def read_picks(entry: Entry, raw: Posted, *, old: Any) -> Any:
    """What the form does not offer stays; the order of what stays too."""
    ticked = set(raw.get(entry.name, ()))
    stored = [str(item) for item in old] if isinstance(old, list) else []
    kept = [item for item in stored if item in ticked or item not in entry.choices]
    new = [choice for choice in entry.choices if choice in ticked and choice not in kept]
    found = kept + new
    if not found or (old is GONE and found == entry.default):
        return GONE
    return found


def show_outcomes(entry: Entry, value: Plain) -> Raw:
    rows: list[Row] = []
    for name, outcome in value.items() if isinstance(value, dict) else ():
        long = outcome if isinstance(outcome, dict) else {"meaning": outcome, "label": name}
        rows.append(
            _text_row(long.get("label")) | {"value": [str(name)], "meaning": [str(long.get("meaning", ""))]}
        )
    return with_rows({}, entry.name, rows=rows)


def read_outcomes(entry: Entry, raw: Posted, *, old: Any) -> Any:
    """The name of an outcome stays once it is given: cases carry it."""
    stored = old if isinstance(old, dict) else {}
    found: dict[str, Plain] = {}
    for row in rows_of(raw, entry.name):
        name, before = one(row, "value"), stored.get(one(row, "value"))
        short = isinstance(before, str)
        label = text_from(_typed(row), name if short else (before or {}).get("label", GONE))
        if label is GONE:
            continue
        name = name if name in stored else words_of(label, "ja")
        if name in found:
            raise Refused(_twice(name))
        found[name] = _outcome(name, label, meaning=one(row, "meaning"), before=before)
    return found or GONE


def _outcome(name: str, label: Plain, *, meaning: str, before: Plain) -> Plain:
    if meaning not in set(OutcomeMeaning):
        raise Refused(
            Refusal(
                code="studio.form.no-meaning", message=N_("Say for each ending what it means for the person.")
            )
        )
    if isinstance(before, str) and label == name:
        return meaning
    return {**(before if isinstance(before, dict) else {}), "meaning": meaning, "label": label}


def _twice(name: str) -> Refusal:
    return Refusal(
        code="studio.form.twice",
        message=N_("“%(name)s” is there twice. Name each once."),
        params={"name": name},
    )
