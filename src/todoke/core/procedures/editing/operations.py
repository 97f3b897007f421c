"""Changes of one place of a YAML text: put, drop, insert, move, copy; `assign` finds the fewest of them.

Invariants:
- what a change does not name stays byte for byte: comments, order, layout, blank lines.
- every result is read again and compared with what the change means; anything else is refused, never
  returned. So a layout we do not understand costs a sentence, not a procedure.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import yaml

from todoke.core.errors import Refused
from todoke.core.lexicon.text import refuse_characters
from todoke.core.procedures.editing import spans
from todoke.core.procedures.editing.source import At, Plain, Source, dotted, no_such_place
from todoke.core.refusal import N_, Refusal

LARGEST = 200 * 1024
"""Bytes of a definition the studio takes."""


def put(text: str, at: At, value: Plain) -> str:
    """Set a value; keys missing on the way are made, at the place where authors expect them."""
    return assign(text, at, value) if _has(Source.of(text), at) else _checked(text, at, _putting(at, value))


def drop(text: str, at: At) -> str:
    """Take a key or an item out; a list or mapping left empty goes with it."""
    source = Source.of(text)
    if not _has(source, at):
        raise no_such_place(at)
    above = _at(source.value, at[:-1])
    if len(at) > 1 and len(above) == 1:
        return drop(text, at[:-1])
    return _checked(text, at, _dropping(at))


def insert(text: str, at: At, value: Plain) -> str:
    """A new item in a list: `at` ends with the place it takes. A list that is missing is made."""
    source = Source.of(text)
    if not _has(source, at[:-1]) or _at(source.value, at[:-1]) in (None, []):
        return put(text, at[:-1], [value])
    if not isinstance(_at(source.value, at[:-1]), list):
        raise no_such_place(at)
    return _checked(text, at, _inserting(at, value))


def move(text: str, at: At, to: At) -> str:
    """An item of a list to another place of the same list, or into another list."""
    source = Source.of(text)
    if not _has(source, at) or not isinstance(at[-1], int) or not isinstance(to[-1], int):
        raise no_such_place(at)
    if at == to:
        return text
    if at[:-1] == to[:-1]:
        if not _has(source, to):
            raise no_such_place(to)
        return _checked(text, at, _moving(at, to))
    value = _at(source.value, at)
    if to[: len(at)] == at:
        raise no_such_place(to)
    if to[: len(at) - 1] == at[:-1] and len(to) >= len(at) and isinstance(to[len(at) - 1], int):
        step = int(to[len(at) - 1])
        to = (*to[: len(at) - 1], step - (step > at[-1]), *to[len(at) :])
    return insert(drop(text, at), to, value)


def copy(text: str, at: At) -> str:
    """The same item once more, right behind itself, in the same words and layout."""
    source = Source.of(text)
    if not _has(source, at) or not isinstance(at[-1], int):
        raise no_such_place(at)
    return _checked(text, at, _copying(at))


def assign(text: str, at: At, value: Plain) -> str:
    """Make the place hold `value` with the fewest changes: what is equal below it is not touched."""
    source = Source.of(text)
    for change in _changes(at, _at(source.value, at) if _has(source, at) else _Missing, value):
        text = change(text)
    return text


class _Missing:
    """Nothing there: None is a value."""


Edit = Callable[[Source, Any], tuple[str, Any]]


def _changes(at: At, old: Plain, new: Plain) -> list[Callable[[str], str]]:
    if old is not _Missing and same(old, new):
        return []
    if isinstance(old, dict) and isinstance(new, dict) and old and new:
        found = [one for key in new for one in _changes((*at, key), old.get(key, _Missing), new[key])]
        return found + [_bound(_dropping, (*at, key)) for key in old if key not in new]
    if isinstance(old, list) and isinstance(new, list) and old and new:
        return _list_changes(at, old, new)
    return [lambda text: _checked(text, at, _putting(at, new))]


def _bound(make: Callable[[At], Edit], at: At) -> Callable[[str], str]:
    return lambda text: _checked(text, at, make(at))


def _list_changes(at: At, old: list[Plain], new: list[Plain]) -> list[Callable[[str], str]]:
    """Items equal at both ends stay; of the rest the common places change, what is over comes or goes."""
    head = 0
    while head < min(len(old), len(new)) and same(old[head], new[head]):
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and same(old[-1 - tail], new[-1 - tail]):
        tail += 1
    both = min(len(old), len(new)) - head - tail
    found = [
        one for place in range(head, head + both) for one in _changes((*at, place), old[place], new[place])
    ]
    for place in range(head + both, len(new) - tail):
        found.append(_insertion((*at, place), new[place]))
    for place in reversed(range(head + both, len(old) - tail)):
        found.append(_bound(_dropping, (*at, place)))
    return found


def _insertion(at: At, value: Plain) -> Callable[[str], str]:
    return lambda text: _checked(text, at, _inserting(at, value))


def _checked(text: str, at: At, edit: Edit) -> str:
    """The edited text, proven to mean what the edit means."""
    source = Source.of(text)
    wanted = deepcopy(source.value)
    changed, wanted = edit(source, wanted)
    if len(changed.encode("utf-8", "surrogatepass")) > LARGEST:
        raise Refused(_too_large(len(changed.encode("utf-8", "surrogatepass"))))
    try:
        found = Source.of(changed).value
    except Refused as refused:
        raise Refused(_beyond_us(at)) from refused
    if not same(found, wanted):
        raise Refused(_beyond_us(at))
    return changed


def same(one: Plain, other: Plain) -> bool:
    """Equal in type too: 1 is not true. The order of keys means nothing."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


def _require_printable(value: Plain) -> None:
    """Each text of the value, before it is written: what no reader sees is refused with its own sentence."""
    below = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for one in below:
        _require_printable(one)
    if isinstance(value, str) and (found := refuse_characters(value, besides="\n\t")):
        raise Refused(found)


def _putting(at: At, value: Plain) -> Edit:
    _require_printable(value)

    def edit(source: Source, wanted: Any) -> tuple[str, Any]:
        return spans.put(source, at, value), _with(wanted, at, value)

    return edit


def _dropping(at: At) -> Edit:
    def edit(source: Source, wanted: Any) -> tuple[str, Any]:
        del _at(wanted, at[:-1])[at[-1]]
        return spans.drop(source, at), wanted

    return edit


def _inserting(at: At, value: Plain) -> Edit:
    _require_printable(value)

    def edit(source: Source, wanted: Any) -> tuple[str, Any]:
        _at(wanted, at[:-1]).insert(at[-1], value)
        return spans.insert(source, at, value), wanted

    return edit


def _moving(at: At, to: At) -> Edit:
    def edit(source: Source, wanted: Any) -> tuple[str, Any]:
        items = _at(wanted, at[:-1])
        items.insert(to[-1], items.pop(at[-1]))
        return spans.move(source, at, int(to[-1])), wanted

    return edit


def _copying(at: At) -> Edit:
    def edit(source: Source, wanted: Any) -> tuple[str, Any]:
        items = _at(wanted, at[:-1])
        items.insert(int(at[-1]) + 1, deepcopy(items[at[-1]]))
        return spans.copy(source, at), wanted

    return edit


def _with(tree: Any, at: At, value: Plain) -> Any:
    """`tree` with `value` put at `at`, mappings made on the way."""
    if not at:
        return value
    if isinstance(tree, list):
        if not isinstance(at[0], int) or not 0 <= at[0] < len(tree):
            raise no_such_place(at)
        tree[at[0]] = _with(tree[at[0]], at[1:], value)
        return tree
    tree = tree if isinstance(tree, dict) else {}
    tree[at[0]] = _with(tree.get(at[0]), at[1:], value)
    return tree


def _has(source: Source, at: At) -> bool:
    return isinstance(source.node(at), yaml.Node)


def _at(value: Any, at: At) -> Any:
    for part in at:
        value = value[part]
    return value


def _too_large(arrived: int) -> Refusal:
    return Refusal(
        code="studio.edit.too-large",
        message=N_("A procedure may have %(most)d KB; with this change it would have %(arrived)d KB."),
        params={"most": LARGEST // 1024, "arrived": -(-arrived // 1024)},
    )


def _beyond_us(at: At) -> Refusal:
    return Refusal(
        code="studio.edit.beyond",
        message=N_(
            "This place (%(place)s) is laid out in a way the form can’t change. Change it in the YAML view."
        ),
        params={"place": dotted(at)},
    )
