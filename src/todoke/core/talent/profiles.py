"""What people keep about themselves, what others found, and who may see it.

Invariants:
- a person's profile is changed by that person alone; what others assessed is not changed but answered.
- nobody assesses themselves, and every assessed level ends on a day.
- a coordinator sees only people who agreed to it; an auditor sees a pseudonym; an administrator nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from todoke.core.refusal import N_, Refusal
from todoke.core.talent.skills import HIGHEST, LOWEST

MOST_HOSTS = 10
MOST_DAYS = Decimal(23)
MOST_TEXT, MOST_WORDS = 2000, 200
LONGEST_PAUSE_YEARS = LONGEST_ASSESSMENT_YEARS = 3
"""Our own limits: three years on, nobody knows whether a pause or a level still holds."""


class AssessmentMethod(StrEnum):
    """How a level was found."""

    INTERVIEW = "interview"
    WORK_SAMPLE = "work_sample"
    OBSERVED = "observed"
    TEST = "test"
    CERTIFICATE = "certificate"


METHOD_WORDS: Mapping[AssessmentMethod, str] = MappingProxyType(
    {
        AssessmentMethod.INTERVIEW: N_("Interview"),
        AssessmentMethod.WORK_SAMPLE: N_("Looked at work they made"),
        AssessmentMethod.OBSERVED: N_("Worked together"),
        AssessmentMethod.TEST: N_("Test"),
        AssessmentMethod.CERTIFICATE: N_("Looked at a certificate"),
    }
)


class Sight(StrEnum):
    """How much of somebody's record a member sees."""

    NAMED = "named"
    PSEUDONYM = "pseudonym"
    NOTHING = "nothing"


@dataclass(frozen=True, kw_only=True, slots=True)
class ReaderFacts:
    """Who looks. `own_body`: approver or trainer of the person’s own body or employer."""

    oneself: bool
    own_body: bool
    coordinator: bool
    auditor: bool
    agreed: bool


def sight(reader: ReaderFacts) -> Sight:
    """`agreed`: the person lets coordinators see the record."""
    if reader.oneself or reader.own_body or (reader.coordinator and reader.agreed):
        return Sight.NAMED
    return Sight.PSEUDONYM if reader.auditor else Sight.NOTHING


@dataclass(frozen=True, kw_only=True, slots=True)
class ProfileFacts:
    """`most_hosts` None: not a number. `wishes` are role models."""

    introduction: str
    wishes: tuple[str, ...]
    most_hosts: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class ClaimFacts:
    """`evidence`: what shows it, in words; `link`: where, if anywhere."""

    skill: str
    level: int | None
    evidence: str
    link: str


@dataclass(frozen=True, kw_only=True, slots=True)
class MonthFacts:
    """`days` None: what was typed is no number. `typed` is shown again."""

    month: date
    days: Decimal | None
    zones: tuple[str, ...]
    remote: bool
    typed: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class AssessmentFacts:
    level: int | None
    method: str
    reason: str
    valid_until: date | None


NOT_A_PERSON = Refusal(
    code="talent.person.none",
    message=N_("This account has no profile. People who can be lent have one; a coordinator adds them."),
)
NOT_AGREED = Refusal(
    code="talent.person.unseen",
    message=N_("You cannot see this record: the person has not agreed, or is not of your body."),
)
NOT_ASSESSOR = Refusal(
    code="talent.assessment.not-yours",
    message=N_("A coordinator, or a trainer of the person’s own body or of the prefecture, assesses levels."),
)
NOT_ONESELF = Refusal(
    code="talent.assessment.oneself",
    message=N_("Nobody assesses their own level. Ask a coordinator or a trainer."),
)
NO_LEVEL = Refusal(code="talent.profile.level", message=N_("Choose a level from 1 to 4."))
NO_SKILL = Refusal(code="talent.profile.skill", message=N_("Choose a skill from the list."))
NO_EVIDENCE = Refusal(
    code="talent.profile.evidence",
    message=N_("Write what shows it: a piece of work, a course, a time you did it."),
)
BAD_LINK = Refusal(
    code="talent.profile.link", message=N_("A link begins with https:// and has at most 200 characters.")
)
TOO_LONG = Refusal(code="talent.profile.long", message=N_("Write at most 2,000 characters."))
BAD_HOSTS = Refusal(
    code="talent.profile.hosts", message=N_("Write a number from 1 to 10: how many towns at the same time.")
)
BAD_WISH = Refusal(code="talent.profile.wish", message=N_("Choose roles from the list."))
BAD_PAUSE = Refusal(
    code="talent.profile.pause", message=N_("Choose a day after today, at most three years ahead.")
)
NO_METHOD = Refusal(code="talent.assessment.method", message=N_("Choose how the level was found."))
NO_REASON = Refusal(
    code="talent.assessment.reason",
    message=N_("Write why this level: the person reads it and can ask for a correction."),
)
BAD_EXPIRY = Refusal(
    code="talent.assessment.until",
    message=N_("Choose the day until which the level counts: after today, at most three years ahead."),
)
NO_CONSENT = Refusal(
    code="talent.consent.none", message=N_("There is no such consent to withdraw any more. Nobody uses it.")
)
CONSENT_HELD = Refusal(code="talent.consent.held", message=N_("You have agreed to this already."))
CONSENT_UNKNOWN = Refusal(
    code="talent.consent.unknown", message=N_("Choose from the list who may see it, and what for.")
)
NO_CORRECTION = Refusal(
    code="talent.correction.text", message=N_("Write what is wrong and how it should be.")
)
NO_ANSWER = Refusal(
    code="talent.correction.answer",
    message=N_("Write what you did about it, or why nothing changes. The person reads it."),
)
NOT_ANSWERER = Refusal(
    code="talent.correction.not-yours",
    message=N_("A coordinator or a trainer other than the person answers this."),
)
ANSWERED = Refusal(code="talent.correction.answered", message=N_("This has been answered already."))


def profile_problems(given: ProfileFacts, *, roles: Collection[str]) -> dict[str, Refusal]:
    found = {}
    if len(given.introduction) > MOST_TEXT:
        found["introduction"] = TOO_LONG
    if set(given.wishes) - set(roles):
        found["wishes"] = BAD_WISH
    if given.most_hosts is None or not 1 <= given.most_hosts <= MOST_HOSTS:
        found["most_hosts"] = BAD_HOSTS
    return found


def claim_problems(given: ClaimFacts, *, skills: Collection[str]) -> dict[str, Refusal]:
    found = {}
    if given.skill not in skills:
        found["skill"] = NO_SKILL
    if not is_level(given.level):
        found["level"] = NO_LEVEL
    if not given.evidence:
        found["evidence"] = NO_EVIDENCE
    elif len(given.evidence) > MOST_TEXT:
        found["evidence"] = TOO_LONG
    if given.link and (not given.link.startswith("https://") or len(given.link) > MOST_WORDS):
        found["link"] = BAD_LINK
    return found


def is_level(level: int | None) -> bool:
    return level is not None and LOWEST <= level <= HIGHEST


def refuse_month(given: MonthFacts, *, zones: Collection[str]) -> Refusal | None:
    """Half days are the finest; no month has more than 23 working days."""
    bad = given.days is None or not 0 <= given.days <= MOST_DAYS or given.days % Decimal("0.5") != 0
    if bad:
        return Refusal(
            code="talent.profile.days",
            message=N_("%(month)s: write days from 0 to 23, in halves at the finest, not “%(typed)s”."),
            params={"month": f"{given.month:%Y-%m}", "typed": given.typed[:20]},
        )
    if set(given.zones) - set(zones):
        return Refusal(code="talent.profile.zone", message=N_("Choose areas from the list."))
    if given.days and not given.zones and not given.remote:
        return Refusal(
            code="talent.profile.nowhere",
            message=N_("%(month)s: choose an area, or remote work."),
            params={"month": f"{given.month:%Y-%m}"},
        )
    return None


def within(day: date | None, *, today: date, years: int) -> bool:
    """After today and not further than so many years."""
    return day is not None and today < day <= today.replace(day=min(today.day, 28), year=today.year + years)


def refuse_pause(until: date | None, *, today: date) -> Refusal | None:
    return None if within(until, today=today, years=LONGEST_PAUSE_YEARS) else BAD_PAUSE


def refuse_assess(*, may: bool, oneself: bool) -> Refusal | None:
    """`may`: a coordinator who may see the record, a trainer of the person's body or of the prefecture."""
    if oneself:
        return NOT_ONESELF
    return None if may else NOT_ASSESSOR


def assessment_problems(given: AssessmentFacts, *, today: date) -> dict[str, Refusal]:
    found = {}
    if not is_level(given.level):
        found["level"] = NO_LEVEL
    if given.method not in set(AssessmentMethod):
        found["method"] = NO_METHOD
    if not given.reason:
        found["reason"] = NO_REASON
    elif len(given.reason) > MOST_TEXT:
        found["reason"] = TOO_LONG
    if not within(given.valid_until, today=today, years=LONGEST_ASSESSMENT_YEARS):
        found["valid_until"] = BAD_EXPIRY
    return found


def refuse_correction(text: str) -> Refusal | None:
    if not text:
        return NO_CORRECTION
    return TOO_LONG if len(text) > MOST_TEXT else None


def refuse_answer(text: str, *, may: bool, oneself: bool, answered: bool) -> Refusal | None:
    """`may`: whoever may assess this person."""
    if oneself or not may:
        return NOT_ANSWERER
    if answered:
        return ANSWERED
    if not text:
        return NO_ANSWER
    return TOO_LONG if len(text) > MOST_TEXT else None
