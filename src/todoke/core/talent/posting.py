"""Posting a need page by page: problem → outcome → role → skills → work → data → forms → rubric → sources.

Invariants:
- a town writes what is wrong and what shall be better; the role follows from that.
- a page is kept only when nothing on it is wrong, so an open need stays whole while it is changed.
- a need that was proposed in a round is changed only by withdrawing it, with a reason.

Source of data zones: domain.md §6.1 (三層の対策); of funding: domain.md §9.2 and §9.5.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from todoke.core.refusal import N_, Refusal
from todoke.core.talent.legal_forms import LegalForms
from todoke.core.talent.needs import Criterion, NeedState, Source, refuse_source, silent_before
from todoke.core.talent.procurement import Category
from todoke.core.talent.roles import RoleList
from todoke.core.talent.skills import HIGHEST, LOWEST, SkillList, TrackList


class Step(StrEnum):
    """The pages, in order."""

    PROBLEM = "problem"
    OUTCOME = "outcome"
    ROLE = "role"
    SKILLS = "skills"
    WORK = "work"
    DATA = "data"
    FORMS = "forms"
    RUBRIC = "rubric"
    SOURCES = "sources"


STEP_WORDS: Mapping[Step, str] = MappingProxyType(
    {
        Step.PROBLEM: N_("What is going wrong?"),
        Step.OUTCOME: N_("What shall be better?"),
        Step.ROLE: N_("Which role does it take?"),
        Step.SKILLS: N_("What does that person have to be able to do?"),
        Step.WORK: N_("How many days, when and where?"),
        Step.DATA: N_("What will they see, and what will be bought?"),
        Step.FORMS: N_("In which legal form, and from which money?"),
        Step.RUBRIC: N_("Why can it not wait?"),
        Step.SOURCES: N_("Where have you looked already?"),
    }
)


class DataZone(StrEnum):
    """Which of a town's three networks somebody works in."""

    INDIVIDUAL_NUMBER = "individual_number"
    LGWAN = "lgwan"
    INTERNET = "internet"


ZONE_WORDS: Mapping[DataZone, str] = MappingProxyType(
    {
        DataZone.INDIVIDUAL_NUMBER: N_("Network for My Number business (マイナンバー利用事務系)"),
        DataZone.LGWAN: N_("Network connected to LGWAN (LGWAN接続系)"),
        DataZone.INTERNET: N_("Network connected to the internet (インターネット接続系)"),
    }
)


class Funding(StrEnum):
    ORDINARY_TAX = "ordinary_tax"
    SPECIAL_TAX = "special_tax"
    GRANT = "grant"
    OWN_BUDGET = "own_budget"
    UNDECIDED = "undecided"


FUNDING_WORDS: Mapping[Funding, str] = MappingProxyType(
    {
        Funding.ORDINARY_TAX: N_("Ordinary local allocation tax (普通交付税)"),
        Funding.SPECIAL_TAX: N_("Special local allocation tax (特別交付税)"),
        Funding.GRANT: N_("A grant of the state or the prefecture (交付金・補助金)"),
        Funding.OWN_BUDGET: N_("The town’s own budget (単費)"),
        Funding.UNDECIDED: N_("Not decided yet"),
    }
)

LONGEST_TEXT, LONGEST_TITLE = 2_000, 60
MOST_DAYS = 20
"""Working days in a month: more than that is a post, not a loan."""
MOST_MONTHS = 60
"""How far a round plans: the longest fixed term there is (任期付職員, five years)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class NeedAnswers:
    """What was answered so far. None: not yet, or nothing that could be read. `skills`: id → level."""

    problem: str = ""
    outcome: str = ""
    title: str = ""
    changes: tuple[str, ...] = ()
    role: str = ""
    skills: Mapping[str, int] = field(default_factory=dict)
    essential: frozenset[str] = frozenset()
    tracks: tuple[str, ...] = ()
    days_month: int | None = None
    since: date | None = None
    until: date | None = None
    zone: str = ""
    onsite_days: int | None = None
    data_zones: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    funding: str = ""
    criteria: frozenset[str] = frozenset()
    reasons: Mapping[str, str] = field(default_factory=dict)
    source: str = Source.OWN_STAFF.value
    sources: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """What an answer may name, and the day it is given on."""

    roles: RoleList
    skills: SkillList
    tracks: TrackList
    forms: LegalForms
    zones: tuple[str, ...]
    today: date


Found = Iterator[tuple[str, Refusal]]


def _missing(name: str, message: str, **params: object) -> tuple[str, Refusal]:
    return name, Refusal(code=f"talent.need.{name.split('.')[0]}", message=message, params=params)


def _text(name: str, text: str, *, asked: str, most: int = LONGEST_TEXT) -> Found:
    if not text.strip():
        yield _missing(name, asked)
    elif len(text) > most:
        yield _missing(
            name,
            N_("Write this in %(most)s characters or fewer; it has %(length)s now."),
            most=most,
            length=len(text),
        )


def _problem(given: NeedAnswers, known: Known) -> Found:
    yield from _text("problem", given.problem, asked=N_("Write what is going wrong today."))


def _outcome(given: NeedAnswers, known: Known) -> Found:
    yield from _text("outcome", given.outcome, asked=N_("Write what shall be better, and for whom."))
    asked = N_("Give the need a short name, as others will find it in the list.")
    yield from _text("title", given.title, asked=asked, most=LONGEST_TITLE)


def _role(given: NeedAnswers, known: Known) -> Found:
    if given.role not in known.roles.by_id:
        yield _missing("role", N_("Choose one of the roles. If none fits, choose the nearest one."))


def _skills(given: NeedAnswers, known: Known) -> Found:
    strange = [
        one
        for one, level in given.skills.items()
        if one not in known.skills.by_id or not LOWEST <= level <= HIGHEST
    ]
    if strange or not given.skills:
        yield _missing("skills", N_("Choose at least one skill from the list, with a level from 1 to 4."))
    elif not given.essential & set(given.skills):
        yield _missing("skills", N_("Say of at least one skill that it has to be there from the start."))
    if set(given.tracks) - set(known.tracks.by_id):
        yield _missing("tracks", N_("Choose courses from the list."))


def _work(given: NeedAnswers, known: Known) -> Found:
    days = given.days_month
    if days is None or not 1 <= days <= MOST_DAYS:
        yield _missing(
            "days_month", N_("Write the days a month as a whole number from 1 to %(most)s."), most=MOST_DAYS
        )
    yield from _period(given.since, given.until, today=known.today)
    if given.zone not in known.zones:
        yield _missing("zone", N_("Choose the area where the work is."))
    onsite = given.onsite_days
    if onsite is None or not 0 <= onsite <= (days or MOST_DAYS):
        yield _missing(
            "onsite_days",
            N_("Write how many of the days are on site: a whole number from 0 up to the days a month."),
        )


def _period(since: date | None, until: date | None, *, today: date) -> Found:
    if since is None:
        yield _missing("since", N_("Choose the first day."))
    if until is None:
        yield _missing("until", N_("Choose the last day."))
    elif until < today:
        yield _missing("until", N_("The last day is over already. Choose a later one."))
    elif since and until < since:
        yield _missing("until", N_("The last day is before the first. Choose a later one."))
    elif since and months_between(since, until) > MOST_MONTHS:
        yield _missing(
            "until", N_("A need lasts %(most)s months at the most. Choose an earlier day."), most=MOST_MONTHS
        )


def months_between(since: date, until: date) -> int:
    """Months that the period touches, both ends counted."""
    return (until.year - since.year) * 12 + until.month - since.month + 1


def _data(given: NeedAnswers, known: Known) -> Found:
    if not given.data_zones or set(given.data_zones) - set(DataZone):
        yield _missing("data_zones", N_("Choose at least one network in which the work is done."))
    if set(given.categories) - set(Category):
        yield _missing("categories", N_("Choose what will be bought from the list."))


def _forms(given: NeedAnswers, known: Known) -> Found:
    if not given.forms or set(given.forms) - set(known.forms.by_id):
        yield _missing("forms", N_("Choose at least one legal form the town would agree to."))
    elif given.since and given.until:
        yield from _too_long(given.forms, known.forms, months=months_between(given.since, given.until))
    if given.funding not in set(Funding):
        yield _missing("funding", N_("Choose where the money comes from, or “Not decided yet”."))


def _too_long(forms: Iterable[str], known: LegalForms, *, months: int) -> Found:
    for one in (known.by_id[form] for form in forms):
        if one.longest_months is not None and months > one.longest_months:
            yield _missing(
                "forms",
                N_("“%(form)s” lasts %(most)d months at the most, this need %(months)d. Leave the form out."),
                form=one.name,
                most=one.longest_months,
                months=months,
            )


def _rubric(given: NeedAnswers, known: Known) -> Found:
    for one in sorted(given.criteria):
        if one not in set(Criterion):
            yield _missing("criteria", N_("Choose criteria from the list."))
        else:
            asked = N_("Say why this holds. Every member of the hub can read it.")
            yield from _text(f"reasons.{one}", given.reasons.get(one, ""), asked=asked)


def _sources(given: NeedAnswers, known: Known) -> Found:
    if given.source not in set(Source):
        yield _missing("source", N_("Choose where you look for help now."))
        return
    told = {Source(one): words for one, words in given.sources.items() if one in set(Source)}
    if refusal := refuse_source(Source(given.source), told):
        yield "source", refusal
        for one in silent_before(Source(given.source), told):
            yield _missing(f"sources.{one}", N_("Write what came of looking here."))
    for one, words in told.items():
        if len(words) > LONGEST_TEXT:
            yield from _text(f"sources.{one}", words, asked="")


CHECKS: Mapping[Step, Callable[[NeedAnswers, Known], Found]] = MappingProxyType(
    {
        Step.PROBLEM: _problem,
        Step.OUTCOME: _outcome,
        Step.ROLE: _role,
        Step.SKILLS: _skills,
        Step.WORK: _work,
        Step.DATA: _data,
        Step.FORMS: _forms,
        Step.RUBRIC: _rubric,
        Step.SOURCES: _sources,
    }
)


def problems_on(step: Step, given: NeedAnswers, *, known: Known) -> Mapping[str, Refusal]:
    """Name of the field → what is wrong with it; the first thing where there are several."""
    found: dict[str, Refusal] = {}
    for name, refusal in CHECKS[step](given, known):
        found.setdefault(name, refusal)
    return found


def unfinished(given: NeedAnswers, *, known: Known) -> Mapping[Step, tuple[Refusal, ...]]:
    """Pages on which something is still wrong or missing."""
    found = {step: tuple(problems_on(step, given, known=known).values()) for step in Step}
    return {step: refusals for step, refusals in found.items() if refusals}


NOT_THE_TOWNS = Refusal(
    code="talent.need.not-yours",
    message=N_("Only the DX lead of the town posts and changes its needs."),
)
CHANGED_MEANWHILE = Refusal(
    code="talent.need.changed-meanwhile",
    message=N_("Somebody changed this need while you wrote. What you wrote is below; look and save again."),
)
NOT_NOW = Refusal(
    code="talent.need.not-now",
    message=N_("This need is in a round or over, so it cannot be changed. Withdraw it and post a new one."),
)
NOT_A_DRAFT = Refusal(code="talent.need.not-a-draft", message=N_("This need has been posted already."))
NO_REASON = Refusal(
    code="talent.need.no-reason", message=N_("Write why you withdraw it; the coordinators can read it.")
)
NOT_WITHDRAWN = Refusal(
    code="talent.need.not-withdrawn",
    message=N_("This need is being worked on or over. End the engagement instead of withdrawing the need."),
)
OPEN_STATES = frozenset({NeedState.DRAFT, NeedState.OPEN})
BEFORE_WORK = OPEN_STATES | {NeedState.PROPOSED}


def refuse_change(state: NeedState, *, leads: bool, edit: int, base: int) -> Refusal | None:
    """`edit` is what stands, `base` what the page was drawn from."""
    if not leads:
        return NOT_THE_TOWNS
    if state not in OPEN_STATES:
        return NOT_NOW
    return CHANGED_MEANWHILE if edit != base else None


def refuse_post(state: NeedState, *, leads: bool) -> Refusal | None:
    if not leads:
        return NOT_THE_TOWNS
    return None if state is NeedState.DRAFT else NOT_A_DRAFT


def refuse_withdraw(state: NeedState, *, leads: bool, reason: str) -> Refusal | None:
    if not leads:
        return NOT_THE_TOWNS
    if state not in BEFORE_WORK:
        return NOT_WITHDRAWN
    return None if reason.strip() else NO_REASON
