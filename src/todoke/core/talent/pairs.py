"""Two needs that are filled together or not at all.

Invariant: a pair is two needs of one town, wanted in the same months; nobody is tied to three.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from todoke.core.refusal import N_, Refusal
from todoke.core.talent.needs import NeedState
from todoke.core.talent.posting import NOT_NOW, NOT_THE_TOWNS, OPEN_STATES


@dataclass(frozen=True, kw_only=True, slots=True)
class PairFacts:
    id: str
    host: str
    state: NeedState
    paired: bool
    since: date | None
    until: date | None


NOT_ITSELF = Refusal(
    code="talent.pair.itself", message=N_("Choose another need: a need is no pair with itself.")
)
OTHER_TOWN = Refusal(
    code="talent.pair.other-town", message=N_("Only two needs of the same town can be tied together.")
)
TAKEN = Refusal(
    code="talent.pair.taken",
    message=N_("One of the two is tied to another need already. Untie that pair first."),
)
NEVER_TOGETHER = Refusal(
    code="talent.pair.never-together",
    message=N_("The two needs have no month in common, so nobody could fill them together. Change a period."),
)


def refuse_pair(one: PairFacts, other: PairFacts, *, leads: bool) -> Refusal | None:
    if not leads:
        return NOT_THE_TOWNS
    if one.id == other.id:
        return NOT_ITSELF
    if one.host != other.host:
        return OTHER_TOWN
    if not {one.state, other.state} <= OPEN_STATES:
        return NOT_NOW
    if one.paired or other.paired:
        return TAKEN
    return None if _meet(one, other) else NEVER_TOGETHER


def _meet(one: PairFacts, other: PairFacts) -> bool:
    if not (one.since and one.until and other.since and other.until):
        return False
    since, until = max(one.since, other.since), min(one.until, other.until)
    return (since.year, since.month) <= (until.year, until.month)
