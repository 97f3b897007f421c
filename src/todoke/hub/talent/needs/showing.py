"""A need's answers in words, and what each page of the wizard needs besides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from todoke.core.procedures.text import Text
from todoke.core.refusal import N_
from todoke.core.talent.needs import (
    CRITERION_WORDS,
    POINTS,
    SOURCE_WORDS,
    Criterion,
    NeedState,
    Priority,
    Source,
)
from todoke.core.talent.posting import (
    FUNDING_WORDS,
    ZONE_WORDS,
    DataZone,
    Funding,
    Known,
    NeedAnswers,
    Step,
)
from todoke.core.talent.procurement import CATEGORY_WORDS, Category
from todoke.core.talent.roles import roles_for
from todoke.core.talent.team import Reach, reach
from todoke.hub.talent.needs.models import Need
from todoke.hub.talent.roles.own_staff import staff_of

PRIORITY_WORDS: Mapping[Priority, str] = MappingProxyType(
    {
        Priority.URGENT: N_("Urgent"),
        Priority.IMPORTANT: N_("Important"),
        Priority.USEFUL: N_("Useful"),
    }
)
STATE_WORDS: Mapping[NeedState, str] = MappingProxyType(
    {
        NeedState.DRAFT: N_("Draft"),
        NeedState.OPEN: N_("Looking for somebody"),
        NeedState.PROPOSED: N_("In a round"),
        NeedState.SERVED: N_("Somebody works on it"),
        NeedState.CLOSED: N_("Finished"),
        NeedState.WITHDRAWN: N_("Withdrawn"),
    }
)
AREA_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "center": N_("Central area"),
        "north": N_("Northern area"),
        "coast": N_("Coastal area"),
        "south": N_("Southern area"),
    }
)
EVENT_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "need.begun": N_("Begun"),
        "need.posted": N_("Posted"),
        "need.changed": N_("Changed"),
        "need.tied": N_("Tied to another need"),
        "need.untied": N_("Untied"),
        "need.withdrawn": N_("Withdrawn"),
    }
)

Row = tuple[str, tuple[object, ...]]
"""Question → answers, each a msgid, a Text or the town's own words."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    step: Step
    rows: tuple[Row, ...]


def sections(given: NeedAnswers, *, known: Known) -> tuple[Section, ...]:
    """All answers in the order of the pages."""
    return (
        Section(step=Step.PROBLEM, rows=((N_("What is going wrong"), (given.problem,)),)),
        Section(
            step=Step.OUTCOME,
            rows=(
                (N_("Short name"), (given.title,)),
                (N_("What shall be better"), (given.outcome,)),
                (N_("What is so today"), given.changes),
            ),
        ),
        Section(step=Step.ROLE, rows=((N_("Role"), _names([given.role], known.roles.by_id)),)),
        Section(step=Step.SKILLS, rows=_skills(given, known)),
        Section(step=Step.WORK, rows=_work(given)),
        Section(step=Step.DATA, rows=_data(given)),
        Section(step=Step.FORMS, rows=_forms(given, known)),
        Section(step=Step.RUBRIC, rows=_rubric(given)),
        Section(step=Step.SOURCES, rows=_sources(given)),
    )


def _names(ids: object, known: Mapping[str, object]) -> tuple[object, ...]:
    return tuple(getattr(known[one], "name", "") for one in ids if one in known)  # type: ignore[attr-defined]


def _skills(given: NeedAnswers, known: Known) -> tuple[Row, ...]:
    levels = {one.level: one.words for one in known.skills.levels}

    def told(essential: bool) -> tuple[object, ...]:
        return tuple(
            Text(ja=f"{known.skills.by_id[one].name}（{level}：{levels[level].ja}）")
            for one, level in given.skills.items()
            if one in known.skills.by_id and level in levels and (one in given.essential) is essential
        )

    courses = tuple(known.tracks.by_id[one].title for one in given.tracks if one in known.tracks.by_id)
    return (
        (N_("From the start"), told(True)),
        (N_("Can be learned on the way"), told(False)),
        (N_("Courses asked for"), courses),
    )


def _work(given: NeedAnswers) -> tuple[Row, ...]:
    return (
        (N_("Days a month"), (given.days_month,) if given.days_month else ()),
        (N_("First day"), (given.since,) if given.since else ()),
        (N_("Last day of the work"), (given.until,) if given.until else ()),
        (N_("Area"), (AREA_WORDS.get(given.zone, given.zone),)),
        (N_("Days on site in a month"), (given.onsite_days,) if given.onsite_days is not None else ()),
    )


def _data(given: NeedAnswers) -> tuple[Row, ...]:
    zones = tuple(ZONE_WORDS[one] for one in DataZone if one in given.data_zones)
    bought = tuple(CATEGORY_WORDS[one] for one in Category if one in given.categories)
    return (
        (N_("Networks they work in"), zones),
        (N_("Procurements it touches"), bought or (N_("Nothing chosen"),)),
    )


def _forms(given: NeedAnswers, known: Known) -> tuple[Row, ...]:
    money = (FUNDING_WORDS[Funding(given.funding)],) if given.funding in set(Funding) else ()
    return ((N_("Legal forms"), _names(given.forms, known.forms.by_id)), (N_("Money"), money))


def _rubric(given: NeedAnswers) -> tuple[Row, ...]:
    held = [one for one in Criterion if one in given.criteria]
    rows = tuple((CRITERION_WORDS[one], (given.reasons.get(one, ""),)) for one in held)
    return rows or ((N_("Criteria that hold"), (N_("Nothing chosen"),)),)


def _sources(given: NeedAnswers) -> tuple[Row, ...]:
    now = (SOURCE_WORDS[Source(given.source)],) if given.source in set(Source) else ()
    tried = [(SOURCE_WORDS[one], (given.sources[one],)) for one in Source if given.sources.get(one)]
    return ((N_("Where you look now"), now), *tried)


def for_page(step: Step, *, need: Need, given: NeedAnswers, known: Known) -> dict[str, object]:
    """What a page of the wizard shows beside its boxes."""
    if step is Step.ROLE:
        led = roles_for(given.changes, known.roles)
        return {"led": led, "others": [one for one in known.roles.roles if one not in led]}
    if step is Step.SOURCES:
        return {"sources": list(SOURCE_WORDS.items()), **_help(need, known)}
    return _lists(known).get(step, {})


def _lists(known: Known) -> dict[Step, dict[str, object]]:
    return {
        Step.OUTCOME: {"roles": known.roles},
        Step.SKILLS: {"skills": known.skills, "tracks": known.tracks.tracks},
        Step.WORK: {"areas": [(one, AREA_WORDS.get(one, one)) for one in known.zones]},
        Step.DATA: {"zones": ZONE_WORDS.items(), "categories": CATEGORY_WORDS.items()},
        Step.FORMS: {"forms": known.forms.forms, "fundings": FUNDING_WORDS.items()},
        Step.RUBRIC: {"criteria": [(one, CRITERION_WORDS[one], POINTS[one]) for one in Criterion]},
    }


def _help(need: Need, known: Known) -> dict[str, object]:
    """Who there might be in the town and beside it: figures and towns' names, no person's."""
    role = known.roles.by_id.get(need.role)
    staff = staff_of(need.host, on=known.today) if role else ()
    reached = [reach(role, one.levels) for one in staff] if role else []
    return {
        "able": reached.count(Reach.FILLS),
        "near": reached.count(Reach.NEAR),
        "neighbours": list(need.host.neighbours.order_by("code")),
    }
