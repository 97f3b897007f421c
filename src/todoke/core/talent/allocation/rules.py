"""The rules of eligibility as data: code, bit, sentence, remedy, effort and where each comes from.

Invariants:
- a code never changes its meaning or its bit; a change of the table is a new VERSION.
- "not eligible: rule X", never "rejected"; every rule says what would change it.
- `effort` orders remedies (days of somebody's work, a rough guide of ours); None: nobody should change it.

Sources are those of domain.md §9; where no law is named the rule is our own or the person's own word.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from types import MappingProxyType

from todoke.core.refusal import N_

VERSION = "2026-11"


class Rule(IntEnum):
    """Values are bits of the mask of failed rules."""

    SKILL = 1
    LEVEL = 2
    PERIOD = 4
    PLACE = 8
    COURSE = 16
    CONFIDENTIALITY = 32
    INTEREST = 64
    PERMISSION = 128
    OWN_BODY = 256
    CONSENT = 512
    FORBIDDEN = 1024


@dataclass(frozen=True, kw_only=True, slots=True)
class RuleText:
    """`sentence`: what does not fit. `remedy`: what would change it."""

    code: str
    sentence: str
    remedy: str
    source: str
    effort: int | None


RULES: Mapping[Rule, RuleText] = MappingProxyType(
    {
        Rule.SKILL: RuleText(
            code="skill",
            sentence=N_("A skill the work cannot do without is not there."),
            remedy=N_("Learn the skill and have it assessed, or describe the need anew."),
            source="総務省「自治体DX推進のための外部人材スキル標準」(2022-09)",
            effort=60,
        ),
        Rule.LEVEL: RuleText(
            code="level",
            sentence=N_("A skill is there, but assessed below the level the work needs."),
            remedy=N_("Have the level assessed anew, or ask for a lower level with somebody beside."),
            source="デジタルスキル標準 ver.1.2 (2024-07)",
            effort=20,
        ),
        Rule.PERIOD: RuleText(
            code="period",
            sentence=N_("There are not enough free days in at least one month of the period."),
            remedy=N_("Move the period or ask for fewer days a month."),
            source=N_("The person’s own calendar"),
            effort=10,
        ),
        Rule.PLACE: RuleText(
            code="place",
            sentence=N_("The work is on site, in a zone the person does not travel to."),
            remedy=N_("Let the work be done remotely, or ask the person about this zone."),
            source=N_("The person’s own word"),
            effort=5,
        ),
        Rule.COURSE: RuleText(
            code="course",
            sentence=N_("A course that must be passed before the work begins is not there."),
            remedy=N_("Complete the course and have it verified."),
            source="総務省「自治体DX推進のための外部人材スキル標準」(2022-09): 行政知識",
            effort=3,
        ),
        Rule.CONFIDENTIALITY: RuleText(
            code="confidentiality",
            sentence=N_("No confidentiality agreement with this town is in force over the whole period."),
            remedy=N_("Sign the confidentiality agreement with the town."),
            source="地方公務員法34条・秘密保持誓約書",
            effort=1,
        ),
        Rule.INTEREST: RuleText(
            code="interest",
            sentence=N_("A decided restriction for conflict of interest touches this work."),
            remedy=N_("Take the procurement out of the work, or wait until the restriction ends."),
            source="各団体の利益相反管理要綱",
            effort=30,
        ),
        Rule.PERMISSION: RuleText(
            code="permission",
            sentence=N_("No legal form the town allows has its permissions in force for these days."),
            remedy=N_("Ask for the permission, or let the town allow another legal form."),
            source="地方公務員法38条・35条、地方自治法252条の17、総行公第72号",
            effort=4,
        ),
        Rule.OWN_BODY: RuleText(
            code="own-body",
            sentence=N_("The person belongs to this very body; own staff is looked at before a round."),
            remedy=N_("Have the town ask its own staff directly."),
            source=N_("Order of sources: own staff, neighbours, prefecture, private"),
            effort=None,
        ),
        Rule.CONSENT: RuleText(
            code="consent",
            sentence=N_("There is no consent to be proposed, or it was withdrawn."),
            remedy=N_("Only the person can change this; nobody asks why."),
            source="個人情報保護法61条・69条",
            effort=None,
        ),
        Rule.FORBIDDEN: RuleText(
            code="forbidden",
            sentence=N_("A coordinator decided against this pair and wrote why."),
            remedy=N_("Ask the coordinator to look at the decision again."),
            source=N_("Decision of the coordinator, with its reason"),
            effort=None,
        ),
    }
)


def rules_in(mask: int) -> tuple[Rule, ...]:
    return tuple(rule for rule in Rule if mask & rule)
