"""What changed in a question between two revisions, key by key, in words.

Invariant: a change that could leave an old answer unreadable, refused or unasked is never compatible.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from todoke.core.assurance.basic_facts import Claim
from todoke.core.procedures.changes import Change, ChangeKind
from todoke.core.procedures.fields.base import Field
from todoke.core.procedures.fields.choice import Option
from todoke.core.procedures.fields.group import GroupField
from todoke.core.procedures.text import Text
from todoke.core.refusal import N_

_SAID_BESIDE = frozenset({"hint", "why", "statement", "agreed", "subjects", "row", "unit", "kind", "holder"})
_SAID_BESIDE_ONLY = frozenset({"preset", "autocomplete", "yes", "no", "in_register", "max_files"})
_UPPER = frozenset({"max", "latest", "max_rows", "ranks", "slots", "max_files"})
_LOWER = frozenset({"min", "earliest"})
_RULES = frozenset({"when", "required_when"})
_VERIFIED = frozenset({"verified", "verified_when"})
_FACTS: Mapping[Claim, str] = {
    Claim.NAME: N_("“%(label)s” is now filled with the name that a sign-in proves."),
    Claim.ADDRESS: N_("“%(label)s” is now filled with the address that a sign-in proves."),
    Claim.BIRTH_DATE: N_("“%(label)s” is now filled with the date of birth that a sign-in proves."),
    Claim.SEX: N_("“%(label)s” is now filled with the sex that a sign-in proves."),
}
_OPTIONS = frozenset({"options", "facilities"})
_LISTS = frozenset({"accept", "times", "kinds"})


def field_added(field: Field, place: str) -> Change:
    """A new question; whoever has passed its page has not answered it."""
    optional = not field.required and not field.required_when
    message = N_("“%(label)s” is new; it may be left empty.") if optional else N_("“%(label)s” is new.")
    return Change(
        kind=ChangeKind.ADDED,
        place=place,
        compatible=optional,
        message=message,
        params={"label": field.label},
    )


def field_removed(field: Field, place: str) -> Change:
    return Change(
        kind=ChangeKind.REMOVED,
        place=place,
        compatible=False,
        message=N_("“%(label)s” is no longer asked."),
        params={"label": field.label},
    )


def field_changes(old: Field, new: Field, *, place: str) -> Iterator[Change]:
    """Every difference of one question; cells of a group have places of their own."""
    if type(old) is not type(new):
        message = N_("“%(label)s” is now of type %(new)s, no longer %(old)s.")
        params = _of(new, old.type, new=new.type)
        yield _change(place, "type", compatible=False, message=message, params=params)
        return
    for key in type(new).model_fields:
        before, after = getattr(old, key), getattr(new, key)
        if before == after:
            continue
        if key in _OPTIONS and isinstance(before, tuple) and isinstance(after, tuple):
            yield from _options(new, before, after=after, place=place)
        elif key == "fields" and isinstance(old, GroupField) and isinstance(new, GroupField):
            yield from _cells(old, new, place=place)
        else:
            yield _key(new, key, values=(before, after), place=place)


def _key(field: Field, key: str, *, values: tuple[Any, Any], place: str) -> Change:
    before, after = values
    if key == "label":
        message = N_("“%(old)s” is now called “%(new)s”.")
        return _change(place, key, message=message, params={"old": before, "new": after})
    if key == "required":
        message = N_("“%(label)s” became required.") if after else N_("“%(label)s” may now be left empty.")
        return _change(place, key, compatible=not after, message=message, params={"label": field.label})
    if key in _RULES:
        return _change(
            place,
            key,
            compatible=False,
            message=_rule_message(key, after),
            params=_of(field, before, new=after),
        )
    if key in _VERIFIED:
        # An answer keeps its meaning: it is the one who sends it that is now asked, or no longer.
        return _change(place, key, message=_verified(key, after), params=_of(field, before, new=after))
    if key in _SAID_BESIDE:
        message = N_("The explanation beside “%(label)s” changed.")
        return _change(place, key, message=message, params={"label": field.label})
    message = N_("“%(label)s”: %(key)s is now %(new)s; it was %(old)s.")
    params = _of(field, _written(before), new=_written(after)) | {"key": key}
    return _change(place, key, compatible=_looser(key, before, after=after), message=message, params=params)


def _rule_message(key: str, after: str | None) -> str:
    if key == "when":
        if after is None:
            return N_("“%(label)s” is now always asked.")
        return N_("“%(label)s” is now asked only if %(new)s.")
    if after is None:
        return N_("“%(label)s” is no longer required under a condition.")
    return N_("“%(label)s” is now required if %(new)s.")


def _verified(key: str, after: Claim | str | None) -> str:
    if key == "verified":
        return _FACTS[Claim(after)] if after else N_("“%(label)s” is no longer filled by a sign-in.")
    if after is None:
        return N_("“%(label)s” is now filled whoever sends it.")
    return N_("“%(label)s” is now filled by a sign-in only if %(new)s.")


def _looser(key: str, before: Any, *, after: Any) -> bool:
    """Whether everything that was allowed before still is."""
    if key in _SAID_BESIDE_ONLY and key not in _UPPER:
        return True
    if key in _LISTS:
        return set(before) <= set(after)
    if key not in _UPPER | _LOWER or after is None:
        return key in _UPPER | _LOWER
    if before is None or "today" in (before, after):
        return False
    ordered = _ordered(before) <= _ordered(after) if key in _UPPER else _ordered(after) <= _ordered(before)
    return bool(ordered)


def _ordered(value: Any) -> Any:
    """Bounds of decimals are text; they compare as numbers. Days and months compare as they are."""
    if isinstance(value, str) and "-" not in value[1:] and ":" not in value:
        return float(value)
    return value


def _options(
    field: Field, before: tuple[Option, ...], *, after: tuple[Option, ...], place: str
) -> Iterator[Change]:
    old, new = ({option.value: option for option in options} for options in (before, after))
    for value, option in old.items():
        if value not in new:
            message = N_("“%(label)s”: “%(option)s” is no longer offered.")
            params = {"label": field.label, "option": option.label}
            yield _change(place, "options", compatible=False, message=message, params=params)
    for value, option in new.items():
        params = {"label": field.label, "option": option.label}
        if value not in old:
            message = N_("“%(label)s”: “%(option)s” is offered too.")
            yield _change(place, "options", message=message, params=params)
        elif option != old[value]:
            message = N_("“%(label)s”: the words of “%(option)s” changed.")
            yield _change(place, "options", message=message, params=params)
    if list(old) != list(new) and set(old) == set(new):
        message = N_("“%(label)s”: the answers stand in another order.")
        yield _change(place, "options", message=message, params={"label": field.label})


def _cells(old: GroupField, new: GroupField, *, place: str) -> Iterator[Change]:
    before, after = ({cell.id: cell for cell in group.fields} for group in (old, new))
    for id, cell in before.items():
        if id not in after:
            yield field_removed(cell, f"{place}.{id}")
    for id, cell in after.items():
        if id not in before:
            yield field_added(cell, f"{place}.{id}")
        else:
            yield from field_changes(before[id], cell, place=f"{place}.{id}")
    if list(before) != list(after) and set(before) == set(after):
        message = N_("“%(label)s”: the questions stand in another order.")
        yield _change(place, "fields", message=message, params={"label": new.label})


def _change(
    place: str, key: str, *, message: str, params: Mapping[str, object], compatible: bool = True
) -> Change:
    return Change(
        kind=ChangeKind.CHANGED,
        place=place,
        keys=(key,),
        compatible=compatible,
        message=message,
        params=params,
    )


def _of(field: Field, old: object, *, new: object) -> dict[str, object]:
    return {"label": field.label, "old": old, "new": new}


def _written(value: Any) -> str:
    if isinstance(value, Text):
        return value.ja
    if isinstance(value, tuple):
        return ", ".join(_written(one) for one in value)
    return "–" if value is None else str(value)
