"""Which people may be lent to which need, and which rules fail for every other pair.

Invariants:
- a pure function of the round's input: no solver, no order of pairs, no clock.
- each rule is written once, here; the mask of a pair and the sets of a need are read from the same bits.
- only pairs without a failed rule ever reach the model.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

from todoke.core.talent.allocation.roster import Roster, has_hours
from todoke.core.talent.allocation.rules import Rule
from todoke.core.talent.allocation.values import DecisionKind, LegalForm, Need, Permit, Person, RoundInput

LONGEST_MONTH = 31


@dataclass(frozen=True, kw_only=True, slots=True)
class Eligibility:
    """`failing[need]`: rule → the people (bits) it keeps out, switched-off rules left out."""

    roster: Roster
    failing: Mapping[str, Mapping[Rule, int]]

    def mask(self, person: str, need: str) -> int:
        """The rules this pair fails, as bits; 0: eligible."""
        place = self.roster.places[person]
        return sum(rule for rule, bits in self.failing[need].items() if bits >> place & 1)

    def eligible(self, need: str) -> int:
        """The people (bits) no rule keeps out."""
        kept_out = reduce(lambda left, right: left | right, self.failing[need].values(), 0)
        return self.roster.everybody & ~kept_out

    def failing_only(self, need: str) -> dict[Rule, int]:
        """Rule → the people (bits) who fail this rule and no other."""
        once, twice = 0, 0
        for bits in self.failing[need].values():
            twice |= once & bits
            once |= bits
        return {rule: bits & ~twice for rule, bits in self.failing[need].items() if bits & ~twice}

    def people_in(self, bits: int) -> Iterator[Person]:
        return (self.roster.people[place] for place in places_in(bits))


def places_in(bits: int) -> Iterator[int]:
    """The numbers of the bits that are set, smallest first."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


def evaluate(given: RoundInput, *, without: Collection[Rule] = ()) -> Eligibility:
    """`without`: rules switched off, to learn what each costs."""
    roster = Roster(given.people)
    forms = {form.code: form for form in given.forms}
    forbidden: dict[str, set[str]] = {}
    for decision in given.decisions:
        if decision.kind is DecisionKind.FORBID:
            forbidden.setdefault(decision.need, set()).add(decision.person)
    failing = {}
    for need in given.needs:
        found = _failing(roster, need, forms=forms)
        found[Rule.FORBIDDEN] = sum(1 << roster.places[one] for one in forbidden.get(need.id, ()))
        failing[need.id] = {rule: bits for rule, bits in found.items() if rule not in without}
    return Eligibility(roster=roster, failing=failing)


def _failing(roster: Roster, need: Need, *, forms: Mapping[str, LegalForm]) -> dict[Rule, int]:
    everybody = roster.everybody
    known = _all(roster.with_skill(skill, 1) for skill in need.skills) & everybody
    able = _all(roster.with_skill(skill, level) for skill, level in need.skills.items()) & everybody
    return {
        Rule.SKILL: everybody & ~known,
        Rule.LEVEL: known & ~able,
        Rule.PERIOD: everybody & ~_all(roster.with_days(one, need.days) for one in need.period.months()),
        Rule.PLACE: everybody & ~_reaching(roster, need),
        Rule.COURSE: everybody & ~_all(roster.with_course(course, need) for course in need.courses),
        Rule.CONFIDENTIALITY: everybody & ~roster.bound_to_silence(need) if need.confidential else 0,
        Rule.INTEREST: roster.restricted(need),
        Rule.PERMISSION: everybody & ~_lawful(roster, need, forms=forms),
        Rule.OWN_BODY: roster.of_body(need.host),
        Rule.CONSENT: everybody & ~roster.consenting,
    }


def _reaching(roster: Roster, need: Need) -> int:
    return roster.in_zone(need.zone) | (roster.remote if need.remote else 0)


def _lawful(roster: Roster, need: Need, *, forms: Mapping[str, LegalForm]) -> int:
    found = 0
    for code in need.forms:
        for kind, needed in forms[code].permissions.items():
            found |= roster.of_kind(kind) & _all(roster.permitted(one, need) for one in needed)
    return found


def _all(sets: Iterator[int]) -> int:
    return reduce(lambda left, right: left & right, sets, -1)


def lawful_form(person: Person, need: Need, *, forms: Mapping[str, LegalForm]) -> str:
    """The first form the host allows whose permissions the person holds; "" where there is none."""
    for code in need.forms:
        permits = permits_for(person, need, form=forms[code])
        if permits is not None:
            return code
    return ""


def permits_for(person: Person, need: Need, *, form: LegalForm) -> Sequence[Permit] | None:
    """For each permission the form asks of this kind of person, the widest that covers the need.

    None: the form cannot bring this kind of person, or a permission lacks.
    """
    needed = form.permissions.get(person.kind)
    if needed is None:
        return None
    found = []
    for kind in sorted(needed):
        held = [one for one in person.permits if one.kind is kind and _covers(one, need)]
        if not held:
            return None
        found.append(min(held, key=_narrowness))
    return found


def _narrowness(permit: Permit) -> tuple[int, str]:
    days = permit.days_per_month
    return (-(LONGEST_MONTH if days is None else days), permit.id)


def _covers(permit: Permit, need: Need) -> bool:
    return (not permit.hosts or need.host in permit.hosts) and has_hours(permit, need)
