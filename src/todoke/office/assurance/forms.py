"""One step of the worksheet's form: what was typed → content in the shape of a worksheet, and refusals.

Invariant: what may be kept half-filled is kept; only what can never be kept (too long, unreadable) is
refused, and then the page shows everything again as it was typed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.http import QueryDict

from todoke.core.assurance.levels import Axis, Harm, Rating
from todoke.core.assurance.measures import COVERS, MeasureKind
from todoke.core.assurance.methods import MethodTable
from todoke.core.assurance.practice import Asked, Certainty
from todoke.core.assurance.problems import Step
from todoke.core.assurance.worksheet import LONGEST, Redesign, Viewpoint
from todoke.core.errors import Refused
from todoke.core.lexicon.text import clean_text
from todoke.core.refusal import N_, Refusal

MOST_NOTES = 20
MOST_DIGITS = 6


@dataclass(kw_only=True, slots=True)
class StepRead:
    """`answers` by key of the worksheet; `refusals` by the name of the box."""

    answers: dict[str, Any] = field(default_factory=dict)
    refusals: dict[str, Refusal] = field(default_factory=dict)


class _Boxes:
    """The boxes of a form, read one by one; refusals gather."""

    def __init__(self, post: QueryDict) -> None:
        self.post = post
        self.refusals: dict[str, Refusal] = {}

    def text(self, name: str) -> str:
        raw = self.post.get(name, "")
        try:
            cleaned = clean_text(raw, multiline=True)
        except Refused as error:
            self.refusals[name] = error.refusals[0]
            return raw
        if len(cleaned) > LONGEST:
            self.refusals[name] = Refusal(
                code="assurance.text.too-long",
                message=N_("Write this in %(most)s characters or fewer; it has %(length)s now."),
                params={"most": f"{LONGEST:,}", "length": f"{len(cleaned):,}"},
            )
        return cleaned

    def choice(self, name: str, members: type[StrEnum]) -> str:
        given = self.post.get(name, "")
        return given if given in set(members) else ""

    def choices(self, name: str, allowed: tuple[str, ...]) -> list[str]:
        given = set(self.post.getlist(name))
        return [one for one in allowed if one in given]

    def number(self, name: str, *, most: int) -> int | str | None:
        """None where it is empty; what was typed where it is no number."""
        raw = self.post.get(name, "").strip()
        if not raw:
            return None
        if raw.isdecimal() and len(raw) <= MOST_DIGITS and 1 <= int(raw) <= most:
            return int(raw)
        self.refusals[name] = Refusal(
            code="assurance.number.range",
            message=N_("Write a whole number from 1 to %(most)s here."),
            params={"most": f"{most:,}"},
        )
        return raw


def read_step(
    step: Step, post: QueryDict, *, table: MethodTable, before: Mapping[str, Any] | None = None
) -> StepRead:
    """`before` is the content kept so far."""
    boxes = _Boxes(post)
    if step is Step.METHODS:
        answers = _methods(boxes, table)
    elif step is Step.MEASURES:
        answers = _measures(boxes, (before or {}).get("measures", ()))
    else:
        answers = _READERS[step](boxes)
    return StepRead(answers=answers, refusals=boxes.refusals)


def _redesign(boxes: _Boxes) -> dict[str, Any]:
    answer = boxes.choice("answer", Redesign)
    return {"redesign": {"answer": answer, "words": boxes.text("words")}}


def _harms(boxes: _Boxes) -> dict[str, Any]:
    return {
        "harms": {
            harm.value: {
                **{axis.value: boxes.choice(f"{harm}.{axis}", Rating) for axis in Axis},
                "reason": boxes.text(f"{harm}.reason"),
            }
            for harm in Harm
        }
    }


def _methods(boxes: _Boxes, table: MethodTable) -> dict[str, Any]:
    chosen = boxes.choices("chosen", tuple(one.method for one in table.methods))
    viewpoints = {one.value: boxes.text(f"viewpoint.{one}") for one in Viewpoint}
    return {"methods": {"chosen": chosen, "viewpoints": viewpoints, "otherwise": boxes.text("otherwise")}}


UNTICKED = Refusal(
    code="assurance.measures.unticked",
    message=N_("You wrote how this works but did not tick “We do this”. Tick it, or empty this box."),
)


def _measures(boxes: _Boxes, before: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Unticking drops a measure; words newly written beside an empty tick box are never just dropped."""
    known = {one["measure"]: one["words"] for one in before}
    written = []
    for kind in MeasureKind:
        words, used = boxes.text(f"{kind}.words"), bool(boxes.post.get(f"{kind}.used"))
        forgotten = not used and words not in {"", known.get(kind.value)}
        if forgotten:
            boxes.refusals.setdefault(f"{kind}.words", UNTICKED)
        if used or forgotten:
            lowers = boxes.choices(f"{kind}.lowers", tuple(axis for axis in Axis if axis in COVERS[kind]))
            written.append({"measure": kind.value, "lowers": lowers, "words": words, "used": used})
    if boxes.refusals:
        return {"measures": written}
    return {"measures": [{key: value for key, value in one.items() if key != "used"} for one in written]}


def _residual(boxes: _Boxes) -> dict[str, Any]:
    notes = [line.strip() for line in boxes.text("verify").split("\n") if line.strip()]
    if len(notes) > MOST_NOTES:
        boxes.refusals["verify"] = Refusal(
            code="assurance.verify.too-many",
            message=N_("Write %(most)s notes at the most, one a line."),
            params={"most": str(MOST_NOTES)},
        )
    return {
        "residual": boxes.text("residual"),
        "practice": {
            "asked": boxes.choices("asked", tuple(Asked)),
            "words": boxes.text("practice_words"),
            "certainty": boxes.choice("certainty", Certainty),
        },
        "review_after_months": boxes.number("review_after_months", most=60),
        "max_age_minutes": boxes.number("max_age_minutes", most=60 * 24 * 30),
        "verify": notes,
    }


_READERS: Mapping[Step, Callable[[_Boxes], dict[str, Any]]] = {
    Step.REDESIGN: _redesign,
    Step.HARMS: _harms,
    Step.RESIDUAL: _residual,
}
