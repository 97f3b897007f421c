"""What a round is computed from: frozen values, the same for the model and for anybody who checks it.

Invariants:
- ids are pseudonyms; nothing here knows a name, age, sex, nationality, health or family.
- what does not fit together is refused when the value is made (`RoundInput`), never while it is solved.
- weights come from the published rubric; a town has no say in its own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from todoke.core.errors import Refused
from todoke.core.refusal import N_, Refusal
from todoke.core.talent.allocation.months import Period
from todoke.core.talent.bodies import SizeClass
from todoke.core.talent.conflicts import Effect
from todoke.core.talent.people import PersonKind
from todoke.core.talent.permissions import PermissionKind

EVERY = "*"
"""Every host of the prefecture, or every procurement category of a host."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Completion:
    """A course passed and verified. `period`: while it counts."""

    course: str
    period: Period


@dataclass(frozen=True, kw_only=True, slots=True)
class Permit:
    """A granted permission. `hosts` empty: every host. `days_per_month`: its hours, in whole days."""

    id: str
    kind: PermissionKind
    period: Period
    hosts: frozenset[str] = frozenset()
    days_per_month: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Agreement:
    """A confidentiality agreement in force, of the person or of the employer. `host` may be EVERY."""

    host: str
    period: Period


@dataclass(frozen=True, kw_only=True, slots=True)
class Restriction:
    """A decided restriction for conflict of interest. `category` may be EVERY."""

    host: str
    category: str
    effect: Effect
    period: Period


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """`days`: month number → days free for lending, pauses taken off. `skills`: assessed, unexpired."""

    id: str
    kind: PersonKind
    home: str = ""
    employer: str = ""
    consents: bool = True
    days: Mapping[int, int] = field(default_factory=dict)
    max_hosts: int = 1
    zones: frozenset[str] = frozenset()
    remote: bool = False
    skills: Mapping[str, int] = field(default_factory=dict)
    completions: tuple[Completion, ...] = ()
    permits: tuple[Permit, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    restrictions: tuple[Restriction, ...] = ()
    wishes: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True, slots=True)
class Host:
    id: str
    size: SizeClass
    region: str
    zone: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Need:
    """`days` each month of `period`. `forms` in the host's order of preference. `pair`: needs sharing it are
    filled together, by different people, or not at all."""

    id: str
    host: str
    period: Period
    days: int
    weight: int
    forms: tuple[str, ...]
    zone: str
    skills: Mapping[str, int] = field(default_factory=dict)
    courses: frozenset[str] = frozenset()
    remote: bool = False
    confidential: bool = True
    categories: frozenset[str] = frozenset()
    theme: str = ""
    pair: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class LegalForm:
    """Whom it can bring, and which permissions each kind of person needs for it."""

    code: str
    permissions: Mapping[PersonKind, frozenset[PermissionKind]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Running:
    """Promised before this round: it takes days and is never moved. `permits`: ids it rests on."""

    id: str
    person: str
    host: str
    period: Period
    days: int
    permits: tuple[str, ...] = ()


class DecisionKind(StrEnum):
    PIN = "pin"
    FORBID = "forbid"


@dataclass(frozen=True, kw_only=True, slots=True)
class Decision:
    """What a human decided about a pair, and why."""

    kind: DecisionKind
    person: str
    need: str
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class RoundInput:
    """Everything one round depends on. `tolerance`: per mille of coverage that balance may cost.

    `key` breaks ties by keyed hash; it is published only after the round. `k`: the smallest group of people
    a reason may speak of. Raises Refused, one refusal per thing that does not fit.
    """

    hosts: tuple[Host, ...]
    people: tuple[Person, ...]
    needs: tuple[Need, ...]
    forms: tuple[LegalForm, ...]
    key: bytes
    running: tuple[Running, ...] = ()
    decisions: tuple[Decision, ...] = ()
    previous: frozenset[tuple[str, str]] = frozenset()
    tolerance: int = 10
    k: int = 5

    def __post_init__(self) -> None:
        if refusals := [*_refuse_ids(self), *_refuse_references(self), *_refuse_figures(self)]:
            raise Refused(*refusals)

    def in_order(self) -> RoundInput:
        """The same round with everything in the order of ids."""
        return replace(
            self,
            hosts=tuple(sorted(self.hosts, key=lambda one: one.id)),
            people=tuple(sorted(self.people, key=lambda one: one.id)),
            needs=tuple(sorted(self.needs, key=lambda one: one.id)),
            forms=tuple(sorted(self.forms, key=lambda one: one.code)),
            running=tuple(sorted(self.running, key=lambda one: one.id)),
            decisions=tuple(sorted(self.decisions, key=lambda one: (one.need, one.person, one.kind))),
        )


def _refuse_ids(given: RoundInput) -> Iterator[Refusal]:
    for rows in (given.hosts, given.people, given.needs, given.running):
        ids = [row.id for row in rows]
        for twice in sorted({one for one in ids if ids.count(one) > 1} if len(set(ids)) < len(ids) else ()):
            yield Refusal(
                code="talent.round.id-twice",
                message=N_("“%(id)s” is there twice. Give each its own id."),
                params={"id": twice},
            )


def _refuse_references(given: RoundInput) -> Iterator[Refusal]:
    hosts = {host.id for host in given.hosts}
    forms = {form.code for form in given.forms}
    people = {person.id for person in given.people}
    needs = {need.id for need in given.needs}
    for need in given.needs:
        yield from _unknown([need.host], hosts, owner=need.id)
        yield from _unknown(need.forms, forms, owner=need.id)
    for run in given.running:
        yield from _unknown([run.host], hosts, owner=run.id)
        yield from _unknown([run.person], people, owner=run.id)
    for decision in given.decisions:
        yield from _unknown([decision.person], people, owner=decision.kind)
        yield from _unknown([decision.need], needs, owner=decision.kind)


def _unknown(named: Collection[str], known: Collection[str], *, owner: str) -> Iterator[Refusal]:
    for one in named:
        if one not in known:
            yield Refusal(
                code="talent.round.unknown",
                message=N_("“%(owner)s” names “%(id)s”, which is not in this round. Add it or take it out."),
                params={"owner": owner, "id": one},
            )


def _refuse_figures(given: RoundInput) -> Iterator[Refusal]:
    for need in given.needs:
        if need.days < 1 or need.weight < 1 or need.period.until is None:
            yield Refusal(
                code="talent.round.need-figures",
                message=N_("“%(id)s” needs at least one day a month, a priority and a last day."),
                params={"id": need.id},
            )
    for run in given.running:
        if run.days < 0 or run.period.until is None:
            yield Refusal(
                code="talent.round.running-figures",
                message=N_("The engagement “%(id)s” needs its days a month and a last day."),
                params={"id": run.id},
            )
    for decision in given.decisions:
        if not decision.reason.strip():
            yield Refusal(
                code="talent.round.no-reason",
                message=N_("Write why you decided on %(person)s and %(need)s; it is kept with the round."),
                params={"person": decision.person, "need": decision.need},
            )
