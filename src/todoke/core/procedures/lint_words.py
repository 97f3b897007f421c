"""Words of a definition: every language there, short sentences, no kanji that plain readers never learnt."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from todoke.core.lexicon.school_kanji import grade_of
from todoke.core.procedures.definition import Definition, Step
from todoke.core.procedures.fields.base import Field
from todoke.core.procedures.fields.choice import OptionsField
from todoke.core.procedures.fields.declaration import DeclarationField
from todoke.core.procedures.fields.group import GroupField
from todoke.core.procedures.findings import Finding
from todoke.core.procedures.text import PLAIN, Text
from todoke.core.refusal import N_

LONGEST_LABEL = 40
LONGEST_SENTENCE = 90
LONGEST_PLAIN_SENTENCE = 45
_SENTENCES = re.compile(r"[。！？\n]")
_EXPLAINED = re.compile(r"[^\s、。（）「」]*（[^（）]*）")


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """One text with its place. `short` texts (labels) need plain words and few characters."""

    place: str
    text: Text
    plain: bool = True
    label: bool = False


def words(definition: Definition, *, grade: int) -> Iterator[Finding]:
    """Findings about every text; kanji of grades after `grade` need a reading in `plain`."""
    for said in texts_of(definition):
        yield from _languages(said)
        yield from _lengths(said)
        yield from _kanji(said, grade)


def texts_of(definition: Definition) -> Iterator[Said]:
    """Every text a person can meet."""
    yield Said(place="title", text=definition.title)
    yield Said(place="summary", text=definition.summary)
    for name in ("eligibility", "ready", "after", "declarations"):
        yield from (Said(place=name, text=text) for text in getattr(definition, name))
    for one in (definition.window, definition.historic):
        yield from [Said(place="window" if one is definition.window else "historic", text=one)] if one else []
    for computed in definition.computed:
        if computed.shown:
            yield Said(place=f"computed {computed.id}", text=computed.label, label=True)
    for step in definition.steps:
        yield from _of_step(step)
    for name, outcome in definition.outcomes.items():
        yield Said(place=f"outcome {name}", text=outcome.label, plain=False)


def _of_step(step: Step) -> Iterator[Said]:
    place = f"step {step.id}"
    yield Said(place=place, text=step.title, label=True)
    if step.intro:
        yield Said(place=place, text=step.intro, plain=False)
    for stop in step.stops:
        yield Said(place=place, text=stop.message)
        yield Said(place=place, text=stop.instead)
    for check in step.checks:
        yield Said(place=place, text=check.message)
    for field in step.fields:
        yield from _of_field(field, f"field {field.id}")


def _of_field(field: Field, place: str) -> Iterator[Said]:
    yield Said(place=place, text=field.label, label=True)
    yield from (Said(place=place, text=text, plain=False) for text in (field.hint, field.why) if text)
    if isinstance(field, OptionsField):
        for option in field.options:
            yield Said(place=f"{place}, option {option.value}", text=option.label)
    if isinstance(field, DeclarationField) and field.statement:
        yield Said(place=place, text=field.statement)
    if isinstance(field, GroupField):
        for cell in field.fields:
            yield from _of_field(cell, f"{place}.{cell.id}")


def _languages(said: Said) -> Iterator[Finding]:
    if not said.text.has("en"):
        yield Finding(
            code="text.no-english",
            place=said.place,
            message=N_("Add English words (en) to “%(text)s”."),
            why=N_("Who reads no Japanese is shown Japanese here."),
            params={"text": said.text},
        )
    if said.plain and not said.text.has(PLAIN):
        yield Finding(
            code="text.no-plain",
            place=said.place,
            message=N_("Add plain Japanese words (plain) to “%(text)s”."),
            why=N_("Who reads little Japanese is shown the full wording here."),
            params={"text": said.text},
        )


def _lengths(said: Said) -> Iterator[Finding]:
    if said.label and len(said.text.ja) > LONGEST_LABEL:
        yield Finding(
            code="text.long-label",
            place=said.place,
            message=N_("Make “%(text)s” shorter; explain in the hint."),
            why=N_("A question is read at a glance, a hint when it is needed."),
            params={"text": said.text},
        )
    for text, most in ((said.text.ja, LONGEST_SENTENCE), (said.text.plain or "", LONGEST_PLAIN_SENTENCE)):
        for sentence in _SENTENCES.split(text):
            length = len(re.sub(r"\s|（[^（）]*）", "", sentence))
            if length > most:
                yield Finding(
                    code="text.long-sentence",
                    place=said.place,
                    message=N_("Cut this sentence in two: “%(sentence)s”."),
                    why=N_(
                        "It has %(length)d characters; up to %(most)d are read without losing the thread."
                    ),
                    params={"sentence": sentence.strip(), "length": length, "most": most},
                )


def _kanji(said: Said, grade: int) -> Iterator[Finding]:
    """A word followed by （…）, or standing in brackets itself as the official name, is explained."""
    bare = _EXPLAINED.sub("", said.text.plain or "")
    hard = "".join(dict.fromkeys(one for one in bare if (grade_of(one) or 0) > grade))
    if hard:
        yield Finding(
            code="plain.hard-kanji",
            place=said.place,
            message=N_("Write %(kanji)s in kana, or add the reading in brackets: 罹災（りさい）."),
            why=N_("Plain Japanese uses kanji of school grades 1 to %(grade)d."),
            params={"kanji": hard, "grade": grade},
        )
