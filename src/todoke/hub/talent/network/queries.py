"""Reads questions, playbooks, events, and who has done something before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from todoke.core.talent.engagements import EngagementState
from todoke.core.talent.icalendar import Event
from todoke.hub.members.models import Body, Member, PostKind
from todoke.hub.talent.engagements.models import Engagement
from todoke.hub.talent.learning.queries import answering_colleagues
from todoke.hub.talent.needs.models import Need
from todoke.hub.talent.network.models import Gathering, KnowledgeItem, Question
from todoke.hub.talent.people.models import Person

DONE = (EngagementState.ACTIVE.value, EngagementState.ENDED.value)
PAGE = 50


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """What to look for; empty fields do not narrow."""

    text: str = ""
    theme: str = ""
    role: str = ""


def names() -> list[str]:
    """Of everybody with an account: what a text is held against before others read it."""
    return list(Member.objects.values_list("name", flat=True))


def items(wanted: Wanted) -> list[KnowledgeItem]:
    """Published ones, the newest first. Themes and roles are lists of codes."""
    rows = KnowledgeItem.objects.exclude(checked_at=None).filter(withdrawn_at=None)
    rows = rows.select_related("author", "body").annotate(thanked=Count("thanks")).order_by("-checked_at")
    found = _containing(rows, wanted)
    return [one for one in found if not wanted.role or wanted.role in one.roles][:PAGE]


def questions(member: Member, wanted: Wanted) -> list[Question]:
    """Those to everybody, and those this member asked or was asked."""
    visible = Q(to_somebody=False) | Q(author=member) | Q(to__member=member)
    rows = Question.objects.filter(visible).select_related("author__body")
    rows = rows.annotate(answers=Count("replies")).order_by("closed_at", "-at")
    return [] if wanted.role else list(_containing(rows, wanted))[:PAGE]


def _containing(rows: QuerySet, wanted: Wanted) -> list:
    if wanted.text:
        rows = rows.filter(Q(title__icontains=wanted.text) | Q(text__icontains=wanted.text))
    return [one for one in rows if not wanted.theme or wanted.theme in one.themes]


def gatherings(wanted: Wanted) -> list[Gathering]:
    """Not over yet; a cancelled one stays, so that who comes learns of it."""
    rows = Gathering.objects.filter(ends__gte=timezone.now()).select_related("organiser").order_by("begins")
    if wanted.text:
        rows = rows.filter(Q(title__icontains=wanted.text) | Q(text__icontains=wanted.text))
    return [] if wanted.role or wanted.theme else list(rows[:PAGE])


def drafts_of(member: Member) -> list[KnowledgeItem]:
    return list(
        KnowledgeItem.objects.filter(author=member, checked_at=None, withdrawn_at=None).order_by("pk")
    )


def get_item_or_404(member: Member, key: UUID) -> KnowledgeItem:
    """A draft and what was withdrawn exist for their author only."""
    row = KnowledgeItem.objects.filter(pk=key).select_related("author", "body").first()
    hidden = row is not None and (row.checked_at is None or row.withdrawn_at is not None)
    if row is None or (hidden and row.author_id != member.pk):
        raise Http404
    return row


def get_question_or_404(member: Member, key: UUID) -> Question:
    row = Question.objects.filter(pk=key).select_related("author__body", "to").first()
    if row is None:
        raise Http404
    asked = row.to is not None and row.to.member_id == member.pk
    if row.to_somebody and not asked and row.author_id != member.pk:
        raise Http404
    return row


def get_gathering_or_404(key: UUID) -> Gathering:
    row = Gathering.objects.filter(pk=key).select_related("organiser").first()
    if row is None:
        raise Http404
    return row


def organises(member: Member, gathering: Gathering) -> bool:
    return may_organise(member) and member.body_id == gathering.organiser_id


def may_organise(member: Member) -> bool:
    """Who speaks for a body; a person who can only be lent asks them."""
    kinds = [one.value for one in (PostKind.COORDINATOR, PostKind.DX_LEAD, PostKind.TRAINER)]
    return member.posts.filter(kind__in=kinds, body=member.body_id).exists()


def as_event(one: Gathering) -> Event:
    return Event(
        uid=str(one.pk),
        title=one.title,
        text=one.text,
        place=one.place,
        begins=one.begins,
        ends=one.ends,
        changed=one.changed_at,
        sequence=one.sequence,
        cancelled=one.cancelled_at is not None,
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Before:
    """Work of one kind at one body. `person`: somebody who agreed to be asked, else None."""

    host: Body
    need: Need
    since: date
    until: date
    person: Person | None


def who_did(wanted: Wanted, *, on: date) -> tuple[Before, ...]:
    """Engagements of the role, or whose need speaks of the words; nothing without either."""
    if not (wanted.role or wanted.text):
        return ()
    rows = Engagement.objects.filter(state__in=DONE).select_related("need__host", "person__member")
    if wanted.role:
        rows = rows.filter(need__role=wanted.role)
    if wanted.text:
        rows = rows.filter(Q(need__title__icontains=wanted.text) | Q(need__problem__icontains=wanted.text))
    open_to = set(answering_colleagues(on).values_list("pk", flat=True))
    return tuple(
        Before(
            host=one.need.host,
            need=one.need,
            since=one.since,
            until=one.ended_on or one.until,
            person=one.person if one.person_id in open_to else None,
        )
        for one in rows.order_by("-since", "pk")[:PAGE]
    )


def bodies_writing(found: Iterable[KnowledgeItem]) -> tuple[Body, ...]:
    """Whose playbooks fit: each body once."""
    return tuple({one.body_id: one.body for one in found}.values())
