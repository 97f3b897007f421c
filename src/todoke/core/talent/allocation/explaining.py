"""Reasons in words: for a pair to those who may see it, for a need without a word about any one person.

Invariants:
- "not eligible: rule X" with what would change it; nobody is ever "rejected".
- a reason told to a town speaks of at least `k` people; smaller groups are merged, and what cannot be merged
  into k people is not told at all.
- a group's number is never told beside another number from which a small group could be worked out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from todoke.core.refusal import N_, Refusal
from todoke.core.talent.allocation.eligibility import Eligibility, places_in
from todoke.core.talent.allocation.rules import RULES, Rule, rules_in


@dataclass(frozen=True, kw_only=True, slots=True)
class Reason:
    """One failed rule of a pair. `effort` None: nobody should try to change it."""

    rule: Rule
    code: str
    sentence: str
    remedy: str
    source: str
    effort: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class PairReasons:
    """All failed rules, the cheapest to mend first. `effort`: of all together; None: it cannot be mended."""

    reasons: tuple[Reason, ...]

    @property
    def is_eligible(self) -> bool:
        return not self.reasons

    @property
    def effort(self) -> int | None:
        efforts = [one.effort for one in self.reasons]
        return None if None in efforts else sum(one or 0 for one in efforts)

    @property
    def cheapest(self) -> Reason | None:
        """What alone would make the pair eligible; None where more than one rule fails or none can change."""
        return self.reasons[0] if len(self.reasons) == 1 and self.effort is not None else None


def explain_pair(eligibility: Eligibility, person: str, *, need: str) -> PairReasons:
    """For the person, and for coordinators; never for a town."""
    failed = rules_in(eligibility.mask(person, need))
    reasons = [_reason(rule) for rule in failed]
    last = max((text.effort or 0 for text in RULES.values()), default=0) + 1
    return PairReasons(
        reasons=tuple(sorted(reasons, key=lambda one: (last if one.effort is None else one.effort, one.rule)))
    )


def _reason(rule: Rule) -> Reason:
    text = RULES[rule]
    return Reason(
        rule=rule,
        code=text.code,
        sentence=text.sentence,
        remedy=text.remedy,
        source=text.source,
        effort=text.effort,
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """People who fail these rules. `rules` empty: several reasons, too few people for any one of them."""

    rules: frozenset[Rule]
    people: int


PRIVATE = frozenset({Rule.CONSENT, Rule.FORBIDDEN, Rule.INTEREST, Rule.OWN_BODY})
"""Never told to a town as a reason of its own, whatever the number: they count among "several reasons"."""


@dataclass(frozen=True, kw_only=True, slots=True)
class NeedReasons:
    """`groups`: largest first; `eligible`: told only from k people on, None below."""

    groups: tuple[Group, ...]
    eligible: int | None


def explain_need(eligibility: Eligibility, need: str, *, k: int) -> NeedReasons:
    """Why so few could come, for the town that asked."""
    counts: Counter[frozenset[Rule]] = Counter()
    for place in places_in(eligibility.roster.everybody & ~eligibility.eligible(need)):
        failed = rules_in(eligibility.mask(eligibility.roster.people[place].id, need))
        counts[_tellable(failed)] += 1
    able = eligibility.eligible(need).bit_count()
    groups, told = merged(counts, k=k)
    hidden = len(eligibility.roster.people) - told
    return NeedReasons(groups=groups, eligible=able if able >= k and not 0 < hidden - able < k else None)


def _tellable(failed: tuple[Rule, ...]) -> frozenset[Rule]:
    """Skills and calendar may be told; what is somebody's own affair may not."""
    return frozenset() if PRIVATE & set(failed) else frozenset(failed)


def merged(counts: Mapping[frozenset[Rule], int], *, k: int) -> tuple[tuple[Group, ...], int]:
    """(groups of at least k people, people they tell of): the small together, with the next larger."""
    rest = counts.get(frozenset(), 0)
    kept: list[tuple[frozenset[Rule], int]] = []
    for rules, people in counts.items():
        if rules and people >= k:
            kept.append((rules, people))
        elif rules:
            rest += people
    kept.sort(key=lambda one: (-one[1], sorted(one[0])))
    while 0 < rest < k and kept:
        rest += kept.pop()[1]
    groups = [Group(rules=rules, people=people) for rules, people in kept]
    if rest >= k:
        groups.append(Group(rules=frozenset(), people=rest))
    return tuple(groups), sum(one.people for one in groups)


def sentence_of(group: Group) -> Refusal:
    """A sentence for the town; rounded down to tens from ten on, so that two rounds cannot be subtracted."""
    about = group.people // 10 * 10 if group.people >= 10 else group.people
    if not group.rules:
        return Refusal(
            code="talent.need.several-reasons",
            message=N_("For at least %(people)d people several reasons come together."),
            params={"people": about},
        )
    return Refusal(
        code="talent.need.rules",
        message=N_("At least %(people)d people are not eligible by these rules: %(rules)s."),
        params={"people": about, "rules": ", ".join(RULES[rule].code for rule in sorted(group.rules))},
    )
