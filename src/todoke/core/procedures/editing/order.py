"""Where authors expect a key: the order in which the shipped procedures write them."""

from __future__ import annotations

_ORDER = (
    *("procedure", "title", "summary", "act", "group", "status", "historic", "law", "who", "addressee"),
    *("life_events", "assurance", "my_number", "my_number_law", "standard_days", "section", "form"),
    *("window", "eligibility", "ready", "after", "verify", "lists", "computed"),
    *("name", "today", "step", "field", "value", "type", "verified", "verified_when", "rule", "meaning"),
    *("ja", "plain", "en"),
    *("label", "row", "intro", "statement", "hint", "why", "required", "required_when", "when", "at"),
    *("message", "instead", "unit", "min", "max", "earliest", "latest", "with_kana", "kana_optional"),
    *("max_rows", "max_files", "accept", "subjects", "kind", "register", "options", "preset"),
    *("autocomplete", "result", "shown", "age", "days", "sum", "count", "fiscal_year"),
    *("steps", "fields", "checks", "stops", "outcomes", "certificate", "seal", "notices"),
    *("declarations", "baseline", "examples", "answers", "path", "problems", "stopped"),
)
_PLACES = {name: place for place, name in enumerate(_ORDER)}


def place_of(key: str, present: list[str]) -> int:
    """After which of the keys present a new one goes: behind the last that comes before it; never first."""
    own = _PLACES.get(key)
    if own is None:
        return len(present)
    before = [place for place, name in enumerate(present) if _PLACES.get(name, len(_ORDER)) < own]
    return before[-1] + 1 if before else 1
