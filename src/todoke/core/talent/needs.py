"""What a town asks for, how urgent it is by a published rubric, and where it has looked before.

Invariants:
- urgency is counted from answers to the rubric; no town sets it by its own word.
- a need goes own staff → neighbours → prefecture → private, and no step is left out without a reason.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType

from todoke.core.refusal import N_, Refusal


class NeedState(StrEnum):
    """SERVED once somebody works on it; CLOSED when the work is over; WITHDRAWN by the town."""

    DRAFT = "draft"
    OPEN = "open"
    PROPOSED = "proposed"
    SERVED = "served"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class Source(StrEnum):
    """Where to look, in this order."""

    OWN_STAFF = "own_staff"
    NEIGHBOURS = "neighbours"
    PREFECTURE = "prefecture"
    PRIVATE = "private"


SOURCE_WORDS: Mapping[Source, str] = MappingProxyType(
    {
        Source.OWN_STAFF: N_("Our own staff"),
        Source.NEIGHBOURS: N_("Neighbouring towns"),
        Source.PREFECTURE: N_("The prefecture"),
        Source.PRIVATE: N_("Companies and side workers"),
    }
)


class Criterion(StrEnum):
    """The rubric, our own proposal; each is answered yes or no with a reason that everybody can read."""

    LEGAL_DEADLINE = "legal_deadline"
    RESIDENTS_WAIT = "residents_wait"
    NOBODY_HERE = "nobody_here"
    OTHERS_GAIN = "others_gain"
    WITHIN_YEAR = "within_year"


POINTS: Mapping[Criterion, int] = MappingProxyType(
    {
        Criterion.LEGAL_DEADLINE: 4,
        Criterion.RESIDENTS_WAIT: 3,
        Criterion.NOBODY_HERE: 3,
        Criterion.OTHERS_GAIN: 2,
        Criterion.WITHIN_YEAR: 1,
    }
)
CRITERION_WORDS: Mapping[Criterion, str] = MappingProxyType(
    {
        Criterion.LEGAL_DEADLINE: N_("A law or a decree sets a date that cannot be kept otherwise"),
        Criterion.RESIDENTS_WAIT: N_("Residents wait or come in vain because of it"),
        Criterion.NOBODY_HERE: N_("Nobody in the town can do it, not even in part"),
        Criterion.OTHERS_GAIN: N_("What is made can be used by other towns as it is"),
        Criterion.WITHIN_YEAR: N_("It has to begin within the fiscal year"),
    }
)


class Priority(StrEnum):
    """How a need weighs in a round: see WEIGHTS."""

    URGENT = "urgent"
    IMPORTANT = "important"
    USEFUL = "useful"


WEIGHTS: Mapping[Priority, int] = MappingProxyType(
    {Priority.URGENT: 9, Priority.IMPORTANT: 3, Priority.USEFUL: 1}
)
URGENT_FROM, IMPORTANT_FROM = 8, 4


URGENT_IN = 3
"""One in so many of a town's open needs, rounded up, weighs as urgent at most: our own proposal."""


def points_of(met: Collection[Criterion]) -> int:
    """Each criterion counts once."""
    return sum(POINTS[one] for one in set(met))


def priority_of(met: Collection[Criterion]) -> Priority:
    """From the criteria that hold."""
    points = points_of(met)
    if points >= URGENT_FROM:
        return Priority.URGENT
    return Priority.IMPORTANT if points >= IMPORTANT_FROM else Priority.USEFUL


def weighed(town: Sequence[Collection[Criterion]]) -> tuple[Priority, ...]:
    """How one town's open needs weigh beside each other, in the order given (the oldest first).

    A town that claims everything for every need has only a third of them weigh as urgent: those with the
    most points, among equals the oldest. The others weigh as important.
    """
    found = [priority_of(met) for met in town]
    places = [place for place, one in enumerate(found) if one is Priority.URGENT]
    places.sort(key=lambda place: -points_of(town[place]))
    for place in places[-(-len(found) // URGENT_IN) :]:
        found[place] = Priority.IMPORTANT
    return tuple(found)


LOOKED_NOWHERE = Refusal(
    code="talent.need.sources",
    message=N_("Say first what came of looking in the places before this one."),
)


def refuse_source(source: Source, reasons: Mapping[Source, str]) -> Refusal | None:
    """`reasons`: what came of each place that was tried. Every place before `source` needs one."""
    return LOOKED_NOWHERE if silent_before(source, reasons) else None


def silent_before(source: Source, reasons: Mapping[Source, str]) -> tuple[Source, ...]:
    """Places before `source` of which nothing is said."""
    before = list(Source)[: list(Source).index(source)]
    return tuple(one for one in before if not reasons.get(one, "").strip())
