"""From a worksheet to the two levels, each with its written reason.

Invariants:
- each axis is worked out on its own: heaviest harm → level, minus one for each measure that lowers it.
- the same worksheet always gives the same levels and the same words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from todoke.core.assurance.levels import (
    AXIS_WORDS,
    HARM_WORDS,
    NOTHING,
    RATING_WORDS,
    Axis,
    Harm,
    Levels,
    Rating,
)
from todoke.core.assurance.measures import MEASURE_WORDS, MeasureKind
from todoke.core.assurance.worksheet import Redesign, Worksheet
from todoke.core.refusal import N_


@dataclass(frozen=True, kw_only=True, slots=True)
class Named:
    """Words to be translated one by one and then listed inside a sentence."""

    words: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Sentence:
    """One sentence of a reason; params are numbers or `Named` words."""

    code: str
    message: str
    params: Mapping[str, int | Named] = field(default_factory=dict)

    def in_english(self) -> str:
        shown = {
            key: ", ".join(value.words) if isinstance(value, Named) else value
            for key, value in self.params.items()
        }
        return self.message % shown if shown else self.message


@dataclass(frozen=True, kw_only=True, slots=True)
class AxisFinding:
    """One axis: what the harms ask for, what lowers it, what remains."""

    axis: Axis
    rating: Rating
    harms: tuple[Harm, ...]
    before: int
    lowered_by: tuple[MeasureKind, ...]
    level: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Decision:
    levels: Levels
    identity: AxisFinding
    authentication: AxisFinding
    reason: tuple[Sentence, ...]


def decide(worksheet: Worksheet) -> Decision:
    """The levels this worksheet comes to, and why."""
    found = {axis: _on(worksheet, axis) for axis in Axis}
    identity, authentication = found[Axis.IDENTITY], found[Axis.AUTHENTICATION]
    if worksheet.redesign.answer is Redesign.NOBODY_NEEDED:
        return Decision(levels=NOTHING, identity=identity, authentication=authentication, reason=(NOBODY,))
    return Decision(
        levels=Levels(identity=identity.level, authentication=authentication.level),
        identity=identity,
        authentication=authentication,
        reason=(*_reason(identity), *_reason(authentication)),
    )


NOBODY = Sentence(
    code="assurance.reason.nobody",
    message=N_("Nobody has to be known for this procedure, and every harm is low: nothing is asked."),
)


def _on(worksheet: Worksheet, axis: Axis) -> AxisFinding:
    rating = worksheet.heaviest(axis)
    lowered_by = tuple(one.measure for one in worksheet.measures if axis in one.lowers)
    before = worksheet.raw_level(axis)
    nobody = worksheet.redesign.answer is Redesign.NOBODY_NEEDED
    return AxisFinding(
        axis=axis,
        rating=rating,
        harms=tuple(harm for harm in Harm if worksheet.harms[harm].on(axis) is rating),
        before=before,
        lowered_by=lowered_by,
        level=0 if nobody else before - len(lowered_by),
    )


def _reason(found: AxisFinding) -> tuple[Sentence, ...]:
    axis, rating = Named(words=(AXIS_WORDS[found.axis],)), Named(words=(RATING_WORDS[found.rating],))
    if found.rating is Rating.LOW:
        first = Sentence(
            code="assurance.reason.all-low",
            message=N_("%(axis)s: every harm is low. That asks for level %(level)d."),
            params={"axis": axis, "level": found.before},
        )
    else:
        first = Sentence(
            code="assurance.reason.heaviest",
            message=N_(
                "%(axis)s: the heaviest harm is rated %(rating)s (%(harms)s). That asks for level %(level)d."
            ),
            params={
                "axis": axis,
                "rating": rating,
                "harms": Named(words=tuple(HARM_WORDS[one] for one in found.harms)),
                "level": found.before,
            },
        )
    if not found.lowered_by:
        return (first,)
    measures = Named(words=tuple(MEASURE_WORDS[one] for one in found.lowered_by))
    return first, Sentence(
        code="assurance.reason.lowered",
        message=N_("%(axis)s: level %(level)d is enough, because this makes up for it: %(measures)s."),
        params={"axis": axis, "level": found.level, "measures": measures},
    )
