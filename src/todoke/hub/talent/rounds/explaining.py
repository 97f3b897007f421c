"""Reasons of a round in words: of a pair for coordinators and the person, of a need for its town.

Invariants:
- a town reads of at least k people or nothing; whose rules they are it never reads.
- "no proposal this time", with its reasons; nobody is rejected.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from todoke.core.refusal import N_, Refusal
from todoke.core.talent.allocation.explaining import Group, PairReasons, Reason, sentence_of
from todoke.core.talent.allocation.rules import RULES, Rule, rules_in
from todoke.hub.talent.needs.models import Need
from todoke.hub.talent.people.models import Person
from todoke.hub.talent.rounds.models import PairEvaluation, Round
from todoke.hub.talent.rounds.reading import RULE_OF, needs_of, people_of, title

FACTS: Mapping[str, str] = {
    "days": N_("%(person)s has no more days free."),
    "hosts": N_("%(person)s works for as many towns as they want already."),
    "served": N_("%(need)s stays served."),
    "pin": N_("%(person)s was fixed to %(need)s."),
}
NOBODY = N_("Nobody is eligible: at least one rule fails for everybody.")
LATER_AIM = N_("It could be served, but a later aim of the round stood against it.")
TOO_FEW = N_("Too few people are concerned to say more without telling of one of them.")
OTHERS_FIRST = N_(
    "People who could do it were proposed elsewhere, where the published order of aims puts them first."
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """Somebody beside a need. `proposed`: by this round for this very need."""

    person: Person
    reasons: PairReasons
    fit: int
    proposed: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class TownReason:
    """`people`: at least so many, rounded down; `rules` empty: several reasons together."""

    people: int
    rules: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class TownReasons:
    groups: tuple[TownReason, ...]
    eligible: int | None

    @property
    def is_silent(self) -> bool:
        return not self.groups and self.eligible is None


@dataclass(frozen=True, kw_only=True, slots=True)
class OwnReason:
    """`needs`: how many failed this rule; `alone`: how many only this one."""

    rule: Rule
    sentence: str
    remedy: str
    needs: int
    alone: int


@dataclass(frozen=True, kw_only=True, slots=True)
class OwnResult:
    """For one person: needs they could have done, and what stood against the others."""

    eligible: int
    reasons: tuple[OwnReason, ...]


def reasons_of(mask: int) -> PairReasons:
    """The cheapest to mend first."""
    found = []
    for rule in rules_in(mask):
        text = RULES[rule]
        found.append(
            Reason(
                rule=rule,
                code=text.code,
                sentence=text.sentence,
                remedy=text.remedy,
                source=text.source,
                effort=text.effort,
            )
        )
    return PairReasons(
        reasons=tuple(sorted(found, key=lambda one: (one.effort is None, one.effort or 0, one.rule)))
    )


def candidates(row: Round, need: Need) -> list[Candidate]:
    """Eligible people by how well they fit, then those who are nearest to it."""
    chosen = {(one["person"], one["need"]) for one in (row.output or {}).get("proposals", ())}
    pairs = PairEvaluation.objects.filter(round=row, need=need).select_related("person__member")
    found = [
        Candidate(
            person=one.person,
            reasons=reasons_of(one.failed),
            fit=one.fit,
            proposed=(str(one.person_id), str(need.pk)) in chosen,
        )
        for one in pairs
    ]
    return sorted(found, key=_nearness)


def _nearness(one: Candidate) -> tuple[bool, int, bool, int, int]:
    effort = one.reasons.effort
    return (not one.proposed, len(one.reasons.reasons), effort is None, effort or 0, -one.fit)


def conflict(row: Round, need: Need) -> list[Refusal]:
    """The minimal conflict of an unserved need, in words with names: for coordinators."""
    facts: list[dict[str, Any]] = row.explained.get("cores", {}).get(str(need.pk), [])
    if not facts:
        able = PairEvaluation.objects.filter(round=row, need=need, failed=0).exists()
        return [Refusal(code="talent.need.conflict", message=LATER_AIM if able else NOBODY)]
    people = people_of(one["person"] for one in facts if one["person"])
    needs = needs_of(one["need"] for one in facts if one["need"])
    return [
        Refusal(
            code="talent.need.conflict",
            message=FACTS[one["kind"]],
            params={
                "person": people[one["person"]].member.name if one["person"] in people else "",
                "need": title(needs[one["need"]]) if one["need"] in needs else "",
            },
        )
        for one in facts
    ]


def for_town(row: Round, need: Need) -> TownReasons:
    """From what the round worked out with its k; nothing is counted here."""
    told = row.explained.get("needs", {}).get(str(need.pk), {"groups": [], "eligible": None})
    groups = []
    for one in told["groups"]:
        rules = frozenset(RULE_OF[code] for code in one["rules"])
        about = sentence_of(Group(rules=rules, people=one["people"])).params["people"]
        groups.append(
            TownReason(people=int(str(about)), rules=tuple(RULES[rule].sentence for rule in sorted(rules)))
        )
    return TownReasons(groups=tuple(groups), eligible=told["eligible"])


def for_person(row: Round, person: Person) -> OwnResult:
    """About this person alone; how others stood is not told."""
    masks = list(PairEvaluation.objects.filter(round=row, person=person).values_list("failed", flat=True))
    failed: Counter[Rule] = Counter()
    alone: Counter[Rule] = Counter()
    for mask in masks:
        rules = rules_in(mask)
        failed.update(rules)
        alone.update(rules if len(rules) == 1 else ())
    reasons = [
        OwnReason(
            rule=rule,
            sentence=RULES[rule].sentence,
            remedy=RULES[rule].remedy,
            needs=count,
            alone=alone[rule],
        )
        for rule, count in failed.items()
    ]
    reasons.sort(key=lambda one: (-one.alone, RULES[one.rule].effort or 99, one.rule))
    return OwnResult(eligible=sum(mask == 0 for mask in masks), reasons=tuple(reasons))
