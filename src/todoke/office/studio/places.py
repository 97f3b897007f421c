"""Where in a procedure something is, in words the author knows: page, question, language."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from django.utils.translation import gettext as _

from todoke.core.procedures.definition import Definition
from todoke.core.procedures.text import Text
from todoke.core.refusal import N_
from todoke.web.jinja import say

_SILENT = frozenset({"steps", "fields", "options", "examples", "computed"})
"""Lists whose items speak for themselves."""
_KEYS: Mapping[str, str] = {
    "procedure": N_("id of the procedure"),
    "title": N_("name"),
    "summary": N_("short description"),
    "law": N_("legal basis"),
    "section": N_("section in charge"),
    "standard_days": N_("standard processing days"),
    "window": N_("until when"),
    "eligibility": N_("who can apply"),
    "ready": N_("what to have ready"),
    "after": N_("what happens afterwards"),
    "verify": N_("notes to check"),
    "assurance": N_("how surely the person is known"),
    "outcomes": N_("outcomes"),
    "declarations": N_("statements on sending"),
    "baseline": N_("the paper way"),
    "examples": N_("examples"),
    "intro": N_("introduction"),
    "label": N_("words of the question"),
    "hint": N_("hint"),
    "why": N_("reason for asking"),
    "required": N_("required or not"),
    "required_when": N_("when it is required"),
    "when": N_("when it is asked"),
    "verified": N_("what a sign-in fills in"),
    "verified_when": N_("when a sign-in fills it in"),
    "checks": N_("checks"),
    "stops": N_("who cannot go on"),
    "message": N_("sentence"),
    "instead": N_("where to go instead"),
    "answers": N_("answers"),
    "value": N_("number"),
    "source": N_("whose figure it is"),
    "ja": N_("Japanese"),
    "plain": N_("plain Japanese"),
    "en": N_("English"),
}
_BROKEN = re.compile(r"[^:,]*?(?::(?P<line>\d+))?(?:, step (?P<step>\w+))?(?:, field (?P<field>[\w.]+))?")
_KIND = {"step": "step", "field": "field", "computed": "computed", "example": "name"}


def words_of(parts: Sequence[str], definition: Definition | None) -> tuple[str, ...]:
    """The parts of a conflict's place, as `core.procedures.overlay_places` names them."""
    found: list[str] = []
    for part in parts:
        kind, equals, name = part.partition("=")
        if equals:
            found.append(_named(kind, name, definition=definition))
        elif part not in _SILENT or len(parts) == 1:
            found.append(_(_KEYS[part]) if part in _KEYS else part)
    return tuple(found)


def place_words(definition: Definition | None) -> Callable[[str], str]:
    """Turns a finding's or error's place ("field house_kind", "x.yaml:12, step house") into words."""

    def words(place: str) -> str:
        kind, space, name = place.partition(" ")
        if space and kind in _KIND:
            return _named(_KIND[kind], name.partition(".")[0], definition=definition)
        if place in _KEYS:
            return _(_KEYS[place])
        return _line(place, definition)

    return words


def _line(place: str, definition: Definition | None) -> str:
    match = _BROKEN.fullmatch(place)
    if match is None or not any(match.groupdict().values()):
        return place
    found = [_named(kind, name, definition=definition) for kind in ("step", "field") if (name := match[kind])]
    line = [_("line %(number)s") % {"number": match["line"]}] if match["line"] else []
    return " › ".join([*line, *found])


def _named(kind: str, name: str, *, definition: Definition | None) -> str:
    label = _label(kind, name, definition=definition) if definition else None
    return f"「{say(label)}」" if label else name


def _label(kind: str, name: str, *, definition: Definition) -> Text | None:
    if kind == "step":
        return next((step.title for step in definition.steps if step.id == name), None)
    if kind == "field":
        return next((field.label for field in definition.fields if field.id == name), None)
    if kind == "computed":
        return next((one.label for one in definition.computed if one.id == name), None)
    return None
