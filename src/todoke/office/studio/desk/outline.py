"""The list on the left: everything a procedure consists of, in its order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from todoke.core.procedures.editing import Plain
from todoke.core.refusal import N_
from todoke.office.studio.desk.entries import found, items_at
from todoke.office.studio.desk.kinds import KINDS
from todoke.office.studio.desk.sheets import ROOT_SHEETS, name_of


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """`words` are the author's own where `own` is set, else ours."""

    key: str
    words: str
    kind: str = ""
    own: bool = True
    conditional: bool = False
    stops: int = 0
    advice: int = 0
    below: tuple[Line, ...] = field(default_factory=tuple)


def outline(tree: Plain, counts: Mapping[str, tuple[int, int]]) -> dict[str, tuple[Line, ...]]:
    """By part of the list: sheets, steps, computed."""
    return {
        "sheets": tuple(
            _line(key, words, counts=counts, own=False) for key, (words, _) in ROOT_SHEETS.items()
        ),
        "steps": tuple(_steps(tree, counts)),
        "computed": tuple(
            _line(f"computed.{number}", name_of(one, "label"), counts=counts)
            for number, one in enumerate(items_at(tree, ("computed",)))
        ),
    }


def _line(key: str, words: str, *, counts: Mapping[str, tuple[int, int]], own: bool = True) -> Line:
    stops, advice = counts.get(key, (0, 0))
    return Line(key=key, words=words, own=own, stops=stops, advice=advice)


def _steps(tree: Plain, counts: Mapping[str, tuple[int, int]]) -> Iterator[Line]:
    for number, page in enumerate(items_at(tree, ("steps",))):
        key = f"steps.{number}"
        stops, advice = counts.get(key, (0, 0))
        yield Line(
            key=key,
            words=name_of(page, "title"),
            conditional=bool(found(page, ("when",))),
            stops=stops,
            advice=advice,
            below=(*_fields(page, key, counts=counts), *_rules(page, key)),
        )


def _fields(above: Plain, key: str, *, counts: Mapping[str, tuple[int, int]]) -> Iterator[Line]:
    for number, one in enumerate(items_at(above, ("fields",))):
        own = f"{key}.fields.{number}"
        kind = str(found(one, ("type",)))
        stops, advice = counts.get(own, (0, 0))
        yield Line(
            key=own,
            words=name_of(one, "label"),
            kind=KINDS[kind].words if kind in KINDS else "",
            conditional=bool(found(one, ("when",))),
            stops=stops,
            advice=advice,
            below=tuple(_fields(one, own, counts=counts)),
        )


def _rules(page: Plain, key: str) -> Iterator[Line]:
    for part, kind in (("checks", N_("Check")), ("stops", N_("Stop"))):
        for number, one in enumerate(items_at(page, (part,))):
            yield Line(key=f"{key}.{part}.{number}", words=name_of(one, "message"), kind=kind)
