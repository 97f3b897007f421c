"""Pages, questions and rules come, go, move and are copied."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from todoke.core.errors import Refused
from todoke.core.procedures.editing import At, Plain, Source, copy, drop, insert, move, put
from todoke.core.procedures.naming import fresh_id, ids_in
from todoke.core.refusal import N_, Refusal
from todoke.office.studio.desk.entries import found
from todoke.office.studio.desk.kinds import KINDS, new_field
from todoke.office.studio.desk.sheets import ROOT_SHEETS, name_of, place_of

NEW_PAGE, NEW_VALUE, NEW_RULE = "新しいページ", "新しい値", "（ここに文を書いてください）"
DEEPEST_FIELD = 8
"""steps.0.fields.0.fields.0.fields.0: a group in a group is the deepest."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Changed:
    """`key` is the thing to show next; `gone` what the author called a thing that is no longer there."""

    text: str
    key: str
    what: str
    gone: str = ""


CHANGED, ADDED, REMOVED = N_("Changed"), N_("Added"), N_("Removed")
MOVED, COPIED = N_("Moved"), N_("Copied")


def restructure(text: str, action: str, *, key: str) -> Changed:
    """`action` is "add:step", "add:field:text", "up", "remove" … for the thing `key`, or
    "to:steps.1.fields.0:steps.0.fields.2" for what was dragged. Refused where none fits."""
    name, _, rest = action.partition(":")
    change = _ACTIONS.get(name)
    if change is None:
        raise Refused(_unfit())
    to, _, dragged = rest.partition(":") if name == "to" else (rest, "", "")
    return change(_Spot(text=text, tree=Source.of(text).value, at=_at(dragged or key), rest=to))


@dataclass(frozen=True, kw_only=True, slots=True)
class _Spot:
    """Where something is changed; `rest` says more about how."""

    text: str
    tree: Plain
    at: At
    rest: str = ""

    def count(self, at: At) -> int:
        """How many there are in a list, 0 where there is none."""
        items = found(self.tree, at)
        return len(items) if isinstance(items, list) else 0

    @property
    def place(self) -> int:
        """The place in its list. Refused where it is in none."""
        last = self.at[-1]
        if not isinstance(last, int) or not isinstance(found(self.tree, self.at[:-1]), list):
            raise Refused(_unfit())
        return last


def _add(spot: _Spot) -> Changed:
    what, _, kind = spot.rest.partition(":")
    adding = _ADDING.get(what)
    if adding is None:
        raise Refused(_unfit())
    at, thing = adding(spot, kind)
    return Changed(text=insert(spot.text, at, thing), key=key_of(at), what=ADDED)


def _new_step(spot: _Spot, kind: str) -> tuple[At, Plain]:
    taken = ids_in(spot.tree)
    page = fresh_id("page", taken)
    field = new_field("text", fresh_id("question", {*taken, page}))
    place = int(spot.at[1]) + 1 if spot.at[:1] == ("steps",) else spot.count(("steps",))
    return ("steps", place), {"step": page, "title": {"ja": NEW_PAGE}, "fields": [field]}


def _new_field(spot: _Spot, kind: str) -> tuple[At, Plain]:
    """Into the page or group that is open, else right behind the question that is."""
    at = spot.at
    if kind not in KINDS or at[:1] != ("steps",):
        raise Refused(_unfit())
    if isinstance(found(spot.tree, (*at, "fields")), list):
        place: At = (*at, "fields", spot.count((*at, "fields")))
    elif len(at) >= 4 and at[-2] == "fields":
        place = (*at[:-1], spot.place + 1)
    else:
        place = (*at[:2], "fields", spot.count((*at[:2], "fields")))
    if len(place) > DEEPEST_FIELD:
        raise Refused(_unfit())
    return place, new_field(kind, fresh_id(kind, ids_in(spot.tree)))


def _new_check(spot: _Spot, kind: str) -> tuple[At, Plain]:
    place, first = _rules(spot, "checks")
    return place, {"rule": "true", "at": first, "message": {"ja": NEW_RULE}}


def _new_stop(spot: _Spot, kind: str) -> tuple[At, Plain]:
    place, first = _rules(spot, "stops")
    words = {"message": {"ja": NEW_RULE}, "instead": {"ja": NEW_RULE}}
    return place, {"when": "false", **words, "at": first}


def _rules(spot: _Spot, kind: str) -> tuple[At, str]:
    page = spot.at[:2]
    fields = found(spot.tree, (*page, "fields"))
    if page[:1] != ("steps",) or not isinstance(fields, list) or not fields:
        raise Refused(_unfit())
    first = fields[0].get("field") if isinstance(fields[0], dict) else None
    return (*page, kind, spot.count((*page, kind))), str(first or "")


def _new_computed(spot: _Spot, kind: str) -> tuple[At, Plain]:
    fee = {"computed": fresh_id("fee", ids_in(spot.tree)), "label": {"ja": NEW_VALUE}}
    thing = {**fee, "unit": {"ja": "円", "en": "yen"}, "result": "integer", "value": "0"}
    return ("computed", spot.count(("computed",))), thing


def _remove(spot: _Spot) -> Changed:
    at, place = spot.at, spot.place
    if spot.count(at[:-1]) == 1 and at[-2] in {"steps", "fields"}:
        raise Refused(_last())
    after = at[:-2] if at[-2] != "steps" else ("steps", max(0, place - 1))
    key = key_of(after) if after[:1] == ("steps",) else "about"
    gone = label_of(spot.tree, key_of(at))
    return Changed(text=drop(spot.text, at), key=key, what=REMOVED, gone=gone)


def _copy(spot: _Spot) -> Changed:
    """Ids are given anew; cells keep theirs, they are the row's own."""
    there, taken = (*spot.at[:-1], spot.place + 1), ids_in(spot.tree)
    text = copy(spot.text, spot.at)
    for place in _own_ids(found(spot.tree, spot.at), there):
        name = found(Source.of(text).value, place)
        new = fresh_id(re.sub(r"_\d+$", "", str(name)), taken)
        taken.add(new)
        text = put(text, place, new)
    return Changed(text=text, key=key_of(there), what=COPIED)


def _own_ids(thing: Plain, at: At) -> list[At]:
    own = [(*at, key) for key in ("step", "field", "computed") if isinstance(thing, dict) and key in thing]
    inside = thing.get("fields") if isinstance(thing, dict) and "step" in thing else None
    cells = enumerate(inside if isinstance(inside, list) else [])
    return own + [(*at, "fields", number, "field") for number, one in cells if isinstance(one, dict)]


def _up(spot: _Spot) -> Changed:
    return _by(spot, -1)


def _down(spot: _Spot) -> Changed:
    return _by(spot, 1)


def _by(spot: _Spot, by: int) -> Changed:
    """One place up or down; a question at the edge of its page goes to the next page."""
    at, to = spot.at, spot.place + by
    if 0 <= to < spot.count(at[:-1]):
        return _moved(spot, (*at[:-1], to))
    if len(at) != 4 or at[2] != "fields" or not 0 <= int(at[1]) + by < spot.count(("steps",)):
        raise Refused(_edge())
    if spot.count(at[:-1]) == 1:
        raise Refused(_last())
    page = int(at[1]) + by
    return _moved(spot, ("steps", page, "fields", spot.count(("steps", page, "fields")) if by < 0 else 0))


def _to(spot: _Spot) -> Changed:
    """By pointer: dropped on another thing of the same sort, or on a page. A question keeps its level:
    cells are the row's own, and conditions name them otherwise."""
    at, to = spot.at, _at(spot.rest)
    if len(to) == 2 and len(at) == 4 and at[2] == "fields":
        to = (*to, "fields", spot.count((*to, "fields")))
    other_list = at[:-1] != to[:-1]
    if other_list and (len(at) != 4 or len(to) != 4 or at[2] != "fields" or to[2] != "fields"):
        raise Refused(_unfit())
    if other_list and spot.count(at[:-1]) == 1:
        raise Refused(_last())
    return _moved(spot, to)


def _moved(spot: _Spot, to: At) -> Changed:
    return Changed(text=move(spot.text, spot.at, to), key=key_of(to), what=MOVED)


def _at(key: str) -> At:
    return (place_of(key) or ("about",)) if key not in ROOT_SHEETS else ("about",)


def key_of(at: At) -> str:
    return ".".join(str(part) for part in at)


_ACTIONS: Mapping[str, Callable[[_Spot], Changed]] = {
    "add": _add,
    "remove": _remove,
    "copy": _copy,
    "up": _up,
    "down": _down,
    "to": _to,
}
_ADDING: Mapping[str, Callable[[_Spot, str], tuple[At, Plain]]] = {
    "step": _new_step,
    "field": _new_field,
    "check": _new_check,
    "stop": _new_stop,
    "computed": _new_computed,
}


def label_of(tree: Plain, key: str) -> str:
    """The author's words for a thing, for the list of what was changed."""
    thing = found(tree, place_of(key) or ())
    if not isinstance(thing, dict) or key in ROOT_SHEETS:
        return ""
    return name_of(thing, "title" if "step" in thing else "message" if "message" in thing else "label")


def _unfit() -> Refusal:
    return Refusal(
        code="studio.structure.unfit",
        message=N_("This can’t be done here. Choose another place in the list."),
    )


def _last() -> Refusal:
    return Refusal(
        code="studio.structure.last",
        message=N_(
            "It is the only one here, and one has to stay. Add another first, or remove the whole page."
        ),
    )


def _edge() -> Refusal:
    return Refusal(code="studio.structure.edge", message=N_("It is at the end already."))
