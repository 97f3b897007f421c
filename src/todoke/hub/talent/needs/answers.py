"""Between a need's row and the answers its rules look at, and from a page's boxes to those answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType

from django.http import QueryDict
from django.utils import timezone

from todoke.catalogue.talent import shipped_legal_forms, shipped_skills, shipped_tracks
from todoke.core.talent.needs import Criterion, Source
from todoke.core.talent.posting import Known, NeedAnswers, Step
from todoke.core.talent.roles import RoleList
from todoke.hub.members.models import Body
from todoke.hub.talent.needs.models import Need
from todoke.hub.talent.roles import typed
from todoke.hub.talent.roles.models_of import roles_of


def known_for(host: Body) -> Known:
    zones = Body.objects.exclude(zone="").order_by("zone").values_list("zone", flat=True).distinct()
    return Known(
        roles=roles_of(host),
        skills=shipped_skills(),
        tracks=shipped_tracks(),
        forms=shipped_legal_forms(),
        zones=tuple(zones),
        today=timezone.localdate(),
    )


def answers_of(need: Need) -> NeedAnswers:
    return NeedAnswers(
        problem=need.problem,
        outcome=need.outcome,
        title=need.title,
        changes=tuple(need.changes),
        role=need.role,
        skills={one["skill"]: one["level"] for one in need.skills},
        essential=frozenset(one["skill"] for one in need.skills if one["essential"]),
        tracks=tuple(need.tracks),
        days_month=None if need.days_month is None else int(need.days_month),
        since=need.since,
        until=need.until,
        zone=need.zone or need.host.zone,
        onsite_days=int(need.onsite_days),
        data_zones=tuple(need.data_zones),
        categories=tuple(need.categories),
        forms=tuple(need.forms),
        funding=need.funding,
        criteria=frozenset(need.rubric),
        reasons=dict(need.rubric),
        source=need.source,
        sources=dict(need.sources),
    )


def put(need: Need, given: NeedAnswers) -> None:
    """Into the row, unsaved."""
    need.problem, need.outcome, need.title = given.problem, given.outcome, given.title
    need.changes, need.role = list(given.changes), given.role
    need.skills = [
        {"skill": one, "level": level, "essential": one in given.essential}
        for one, level in given.skills.items()
    ]
    need.tracks = list(given.tracks)
    need.days_month = None if given.days_month is None else Decimal(given.days_month)
    need.since, need.until, need.zone = given.since, given.until, given.zone
    need.onsite_days = Decimal(given.onsite_days or 0)
    need.data_zones, need.categories = list(given.data_zones), list(given.categories)
    need.forms, need.funding = list(given.forms), given.funding
    need.rubric = {one: given.reasons[one] for one in Criterion if one in given.criteria}
    need.source = given.source
    need.sources = {one.value: given.sources[one] for one in Source if given.sources.get(one)}


def with_role(given: NeedAnswers, role: str, *, roles: RoleList) -> NeedAnswers:
    """A new role brings its skills and courses; the same one leaves what was changed about them."""
    found = roles.by_id.get(role)
    if found is None or role == given.role:
        return replace(given, role=role)
    return replace(
        given,
        role=role,
        skills={one.skill: one.level for one in found.skills},
        essential=frozenset(one.skill for one in found.skills if one.essential),
        tracks=found.tracks,
    )


def _problem(given: NeedAnswers, sent: QueryDict) -> NeedAnswers:
    return replace(given, problem=typed.text(sent, "problem"))


def _outcome(given: NeedAnswers, sent: QueryDict) -> NeedAnswers:
    return replace(
        given,
        outcome=typed.text(sent, "outcome"),
        title=typed.text(sent, "title").replace("\n", " "),
        changes=typed.several(sent, "changes"),
    )


def _skills(given: NeedAnswers, sent: QueryDict) -> NeedAnswers:
    return replace(
        given,
        skills=typed.levels(sent),
        essential=frozenset(sent.getlist("essential")),
        tracks=typed.several(sent, "tracks"),
    )


def _work(given: NeedAnswers, sent: QueryDict) -> NeedAnswers:
    return replace(
        given,
        days_month=typed.whole(sent, "days_month"),
        since=typed.day(sent, "since"),
        until=typed.day(sent, "until"),
        zone=sent.get("zone", ""),
        onsite_days=typed.whole(sent, "onsite_days"),
    )


def _data(given: NeedAnswers, sent: QueryDict) -> NeedAnswers:
    return replace(
        given, data_zones=typed.several(sent, "data_zones"), categories=typed.several(sent, "categories")
    )


def _forms(given: NeedAnswers, sent: QueryDict) -> NeedAnswers:
    return replace(given, forms=typed.several(sent, "forms"), funding=sent.get("funding", ""))


def _rubric(given: NeedAnswers, sent: QueryDict) -> NeedAnswers:
    reasons = {one.value: typed.text(sent, f"reasons.{one}") for one in Criterion}
    return replace(given, criteria=frozenset(sent.getlist("criteria")), reasons=reasons)


def _sources(given: NeedAnswers, sent: QueryDict) -> NeedAnswers:
    told = {one.value: typed.text(sent, f"sources.{one}") for one in Source}
    return replace(given, source=sent.get("source", ""), sources=told)


READ: Mapping[Step, Callable[[NeedAnswers, QueryDict], NeedAnswers]] = MappingProxyType(
    {
        Step.PROBLEM: _problem,
        Step.OUTCOME: _outcome,
        Step.SKILLS: _skills,
        Step.WORK: _work,
        Step.DATA: _data,
        Step.FORMS: _forms,
        Step.RUBRIC: _rubric,
        Step.SOURCES: _sources,
    }
)


def read(step: Step, before: NeedAnswers, *, sent: QueryDict, roles: RoleList) -> NeedAnswers:
    """`before` with what this page's boxes say."""
    if step is Step.ROLE:
        return with_role(before, sent.get("role", ""), roles=roles)
    return READ[step](before, sent)
