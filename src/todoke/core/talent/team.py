"""Team picture of a town: roles × people, what can be grown and what must be borrowed, and who takes over.

Invariants:
- nobody is borrowed (つなぎ) without an end, a named successor and a plan for handing over.
- only own staff close a gap for good; a borrowed person closes it until a day.
- a gap is borrowed only where nobody of the town's own staff is near enough to grow into it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from todoke.core.refusal import N_, Refusal
from todoke.core.talent.engagements import refuse_borrowed_role
from todoke.core.talent.needs import Source
from todoke.core.talent.roles import RoleModel, can_be_grown, fills

SOON = 60
"""Days before a borrowed person leaves, when the DX lead is told: our own yardstick."""


class Reach(StrEnum):
    """How near somebody is to a role: FILLS has every essential skill, NEAR is a level away in some."""

    FILLS = "fills"
    NEAR = "near"
    FAR = "far"


class Way(StrEnum):
    """How a gap can be closed."""

    NO_GAP = "no_gap"
    APPOINT = "appoint"
    GROW = "grow"
    BORROW = "borrow"


WAY_WORDS: Mapping[Way, str] = MappingProxyType(
    {
        Way.NO_GAP: N_("Nobody is missing"),
        Way.APPOINT: N_("Somebody of the town’s own staff can do it already"),
        Way.GROW: N_("Can be grown in-house"),
        Way.BORROW: N_("Must be borrowed for the time being"),
    }
)


@dataclass(frozen=True, kw_only=True, slots=True)
class PlacementFacts:
    """Somebody in a role. `source` OWN_STAFF stays; every other one is borrowed."""

    role: str
    who: str
    source: Source
    since: date | None
    until: date | None
    successor: str
    plan: str

    @property
    def borrowed(self) -> bool:
        return self.source is not Source.OWN_STAFF

    def ends_soon(self, on: date) -> bool:
        """A borrowed one who goes home within SOON days, so that handing over has to begin."""
        until = self.until if self.borrowed and self.there(on) else None
        return until is not None and (until - on).days <= SOON

    def there(self, on: date) -> bool:
        begun = self.since is not None and self.since <= on
        return begun and (self.until is None or on <= self.until)


@dataclass(frozen=True, kw_only=True, slots=True)
class RoleLine:
    """One role on one day. `near`: how many own staff could grow into it; `able`: how many fill it now."""

    role: RoleModel
    wanted: int
    own: int
    borrowed: int
    able: int
    near: int
    ends: date | None

    @property
    def gap(self) -> int:
        """Missing for good: the borrowed go home."""
        return max(0, self.wanted - self.own)

    @property
    def open_now(self) -> int:
        return max(0, self.wanted - self.own - self.borrowed)

    @property
    def way(self) -> Way:
        if not self.gap:
            return Way.NO_GAP
        if self.able > self.own:
            return Way.APPOINT
        return Way.GROW if self.near else Way.BORROW


def reach(role: RoleModel, levels: Mapping[str, int]) -> Reach:
    if fills(role, levels):
        return Reach.FILLS
    return Reach.NEAR if can_be_grown(role, levels) else Reach.FAR


def role_line(
    role: RoleModel,
    *,
    wanted: int,
    placements: Collection[PlacementFacts],
    staff: Collection[Mapping[str, int]],
    on: date,
) -> RoleLine:
    """`staff`: assessed levels of the town's own people; `placements` of any role."""
    here = [one for one in placements if one.role == role.role and one.there(on)]
    reached = [reach(role, levels) for levels in staff]
    ends = [one.until for one in here if one.borrowed and one.until]
    return RoleLine(
        role=role,
        wanted=wanted,
        own=sum(not one.borrowed for one in here),
        borrowed=sum(one.borrowed for one in here),
        able=reached.count(Reach.FILLS),
        near=reached.count(Reach.NEAR),
        ends=min(ends, default=None),
    )


NOT_THE_LEAD = Refusal(
    code="talent.team.not-yours", message=N_("Only the DX lead of the town changes its team picture.")
)
LONGEST_NAME, LONGEST_PLAN = 80, 2_000


def refuse_team_change(*, leads: bool) -> Refusal | None:
    return None if leads else NOT_THE_LEAD


def placement_problems(
    given: PlacementFacts, *, roles: Collection[str], today: date
) -> Mapping[str, Refusal]:
    """Name of the field → what is wrong with it."""
    found: dict[str, Refusal] = {}
    for name, refusal in _wrong(given, roles, today=today):
        found.setdefault(name, refusal)
    return found


def _wrong(given: PlacementFacts, roles: Collection[str], *, today: date) -> Iterator[tuple[str, Refusal]]:
    if given.role not in roles:
        yield _said("role", N_("Choose a role."))
    if not given.who.strip():
        yield _said("who", N_("Write who takes the role: a name or a post."))
    if len(given.who) > LONGEST_NAME:
        yield _said("who", N_("Write this in %(most)s characters or fewer."), most=LONGEST_NAME)
    if given.since is None:
        yield _said("since", N_("Choose the first day."))
    if given.until and given.until < today:
        yield _said("until", N_("The last day is over already. Choose a later one."))
    if given.since and given.until and given.until < given.since:
        yield _said("until", N_("The last day is before the first. Choose a later one."))
    if given.borrowed:
        yield from _wrong_borrowed(given)


def _wrong_borrowed(given: PlacementFacts) -> Iterator[tuple[str, Refusal]]:
    whole = refuse_borrowed_role(until=given.until, successor=given.successor, plan=given.plan)
    if whole is None:
        yield from _wrong_successor(given)
        return
    if given.until is None:
        yield _said("until", N_("A borrowed role ends one day. Choose the last day."))
    if not given.successor.strip():
        yield _said("successor", N_("Write who takes over a borrowed role."))
    if not given.plan.strip():
        yield _said("handover_plan", N_("Write how a borrowed role is handed over."))


def _wrong_successor(given: PlacementFacts) -> Iterator[tuple[str, Refusal]]:
    if given.successor.strip() == given.who.strip():
        yield _said("successor", N_("Somebody else has to take over. Write the name of that person."))
    if len(given.successor) > LONGEST_NAME:
        yield _said("successor", N_("Write this in %(most)s characters or fewer."), most=LONGEST_NAME)
    if len(given.plan) > LONGEST_PLAN:
        yield _said("handover_plan", N_("Write this in %(most)s characters or fewer."), most=LONGEST_PLAN)


def _said(name: str, message: str, **params: object) -> tuple[str, Refusal]:
    return name, Refusal(code=f"talent.team.{name}", message=message, params=params)


def refuse_figures(*, own: int | None, total: int | None) -> Refusal | None:
    """How many of a town's procedures its own staff made."""
    if own is not None and total is not None and 0 <= own <= total <= MOST_PROCEDURES:
        return None
    return Refusal(
        code="talent.team.figures",
        message=N_(
            "Write both as whole numbers. The procedures made by own staff are part of all online procedures."
        ),
    )


MOST_PROCEDURES = 100_000


def share(own: int, total: int) -> int | None:
    """Per cent, rounded down; None where there is nothing to share."""
    return own * 100 // total if total else None
