"""Places in a definition that survive reordering: list items are named by what identifies them.

Invariants:
- a place is a tuple of text: keys, and `step=house`, `field=depth`, `value=own` for items of lists.
- finding a place never guesses: a list whose items have no names, or one name twice, is one value.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from todoke.core.errors import Refused
from todoke.core.procedures.editing import At, Source, assign, drop, insert, put
from todoke.core.refusal import N_, Refusal

Place = tuple[str, ...]
_NAMES = ("step", "field", "computed", "value", "name", "rule", "when")


class Missing:
    """Nothing there: None is a value."""


MISSING = Missing()


def same(one: Any, other: Any) -> bool:
    """Equal in type too; the order of keys means nothing."""
    if isinstance(one, Missing) or isinstance(other, Missing):
        return one is other
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


def named(items: Any) -> dict[str, Any] | None:
    """Name → item, in order; None where the list can only be taken whole."""
    if not isinstance(items, list):
        return None
    found: dict[str, Any] = {}
    for item in items:
        name = _name(item)
        if name is None or name in found:
            return None
        found[name] = item
    return found


def _name(item: Any) -> str | None:
    if isinstance(item, Mapping):
        key = next((one for one in _NAMES if isinstance(item.get(one), str)), None)
        return f"{key}={item[key]}" if key else None
    return None if isinstance(item, list) else f"={json.dumps(item)}"


def find(value: Any, place: Place) -> At | None:
    """The place as `editing` takes it; None where it is not there."""
    at: At = ()
    for part in place:
        if isinstance(value, Mapping):
            if part not in value:
                return None
            at, value = (*at, part), value[part]
            continue
        names = list(named(value) or ())
        if part not in names:
            return None
        number = names.index(part)
        at, value = (*at, number), value[number]
    return at


def set_at(text: str, place: Place, *, value: Any, after: Sequence[str] = ()) -> str:
    """The text with `value` at the place, or without the place for MISSING.

    A new item of a list goes behind the last of `after` that is there, else to the front. Raises
    Refused where what surrounds the place is gone.
    """
    tree = Source.of(text).value
    at = find(tree, place)
    if isinstance(value, Missing):
        return text if at is None else drop(text, at)
    if at is not None:
        return assign(text, at, value)
    above = find(tree, place[:-1])
    if above is None:
        raise Refused(_gone(place))
    around = _at(tree, above)
    if isinstance(around, list):
        return insert(text, (*above, _behind(around, after)), value)
    return put(text, (*above, place[-1]), value)


def _behind(items: list[Any], after: Sequence[str]) -> int:
    names = list(named(items) or ())
    known = [names.index(name) for name in after if name in names]
    return max(known) + 1 if known else 0


def _at(value: Any, at: At) -> Any:
    for part in at:
        value = value[part]
    return value


def _gone(place: Place) -> Refusal:
    return Refusal(
        code="studio.overlay.gone",
        message=N_(
            "What surrounds “%(place)s” is no longer in the text. Decide about what surrounds it first."
        ),
        params={"place": " › ".join(place)},
    )
