"""Writes what towns tell each other. Every text passes the redaction check of its author first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from todoke.catalogue.talent import shipped_roles
from todoke.core.errors import Refused
from todoke.core.refusal import Refusal
from todoke.core.talent.knowledge import (
    CLOSED,
    NOT_ASKER,
    NOT_AUTHOR,
    NOT_ORGANISER,
    ONESELF,
    OVER,
    OWN_THANKS,
    TEXT,
    ItemWords,
    event_problems,
    item_problems,
    text_problems,
)
from todoke.core.talent.redaction import refuse_publish, scan
from todoke.hub.members.events import record
from todoke.hub.members.models import Member
from todoke.hub.talent.learning.queries import answering_colleagues
from todoke.hub.talent.network.models import Gathering, KnowledgeItem, Question, Reply, Thanks
from todoke.hub.talent.network.queries import may_organise, names, organises
from todoke.web.database import write


@dataclass(frozen=True, kw_only=True, slots=True)
class EventWords:
    title: str
    text: str
    place: str
    begins: datetime | None
    ends: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class QuestionWords:
    """`to`: one person who agreed to be asked; None: all towns."""

    title: str
    text: str
    themes: tuple[str, ...]
    to: UUID | None = None


def _require(refusal: Refusal | None) -> None:
    if refusal is not None:
        raise Refused(refusal)


def _checked(*texts: str, confirmed: Collection[str]) -> dict[str, int]:
    """How many findings of each kind the author confirmed. Raises Refused."""
    found = scan("\n".join(texts), names=names())
    _require(refuse_publish(found, confirmed=confirmed))
    return dict(Counter(one.kind.value for one in found))


def save_item(
    given: ItemWords, *, of: KnowledgeItem | None, by: Member, confirmed: Collection[str], publish: bool
) -> KnowledgeItem:
    """A draft for the author's eyes, or published; a published one is checked at every change."""
    with write():
        row = _own_item(of, by=by)
        wrong = item_problems(given, roles=shipped_roles().by_id)
        if wrong:
            raise Refused(*wrong.values())
        public = publish or row.checked_at is not None
        answered = _checked(given.title, given.text, confirmed=confirmed) if public else {}
        row.title, row.text, row.kind = given.title, given.text, given.kind
        row.roles, row.themes, row.licence = list(given.roles), list(given.themes), given.licence
        row.changed_at = timezone.now()
        if public:
            row.checked_at = row.changed_at
        row.save()
        if public:
            record("item.published", f"item:{row.pk}", by=by, body={"confirmed": answered})
    return row


def _own_item(of: KnowledgeItem | None, *, by: Member) -> KnowledgeItem:
    if of is None:
        return KnowledgeItem(author=by, body=by.body, created_at=timezone.now())
    row = KnowledgeItem.objects.select_for_update().get(pk=of.pk)
    _require(None if row.author_id == by.pk and row.withdrawn_at is None else NOT_AUTHOR)
    return row


def withdraw_item(key: UUID, *, by: Member) -> None:
    """Nobody but the author finds it any more."""
    with write():
        row = _own_item(KnowledgeItem(pk=key), by=by)
        row.withdrawn_at = timezone.now()
        row.save(update_fields=["withdrawn_at"])
        record("item.withdrawn", f"item:{row.pk}", by=by)


def thank_for_item(key: UUID, *, by: Member) -> None:
    with write():
        row = KnowledgeItem.objects.select_for_update().get(pk=key)
        _require(OWN_THANKS if row.author_id == by.pk else None)
        Thanks.objects.get_or_create(item=row, by=by, defaults={"at": timezone.now()})


def ask(given: QuestionWords, *, by: Member, confirmed: Collection[str]) -> Question:
    """To all towns, or to one person who agreed to be asked. Raises Refused, Person.DoesNotExist."""
    with write():
        wrong = text_problems(given.title, given.text, themes=given.themes)
        if wrong:
            raise Refused(*wrong.values())
        open_to = answering_colleagues(timezone.localdate())
        person = open_to.get(pk=given.to) if given.to else None
        _require(ONESELF if person and person.member_id == by.pk else None)
        answered = _checked(given.title, given.text, confirmed=confirmed)
        row = Question.objects.create(
            author=by,
            title=given.title,
            text=given.text,
            themes=list(given.themes),
            at=timezone.now(),
            to=person,
            to_somebody=person is not None,
        )
        whose = person.pk if person else None
        record("question.asked", f"question:{row.pk}", by=by, person=whose, body={"confirmed": answered})
    return row


def reply(key: UUID, text: str, *, by: Member, confirmed: Collection[str]) -> Reply:
    """The caller has made sure that `by` may read the question."""
    with write():
        question = Question.objects.select_for_update().get(pk=key)
        _require(CLOSED if question.closed_at else None)
        _require(None if text and not text_problems("-", text, themes=("other",)) else TEXT)
        answered = _checked(text, confirmed=confirmed)
        row = Reply.objects.create(question=question, author=by, text=text, at=timezone.now())
        record("question.answered", f"question:{question.pk}", by=by, body={"confirmed": answered})
    return row


def thank_for_reply(key: int, *, by: Member) -> Reply:
    with write():
        row = Reply.objects.select_for_update(of=("self",)).select_related("question").get(pk=key)
        _require(None if row.question.author_id == by.pk else NOT_ASKER)
        _require(OWN_THANKS if row.author_id == by.pk else None)
        row.thanked_at = row.thanked_at or timezone.now()
        row.save(update_fields=["thanked_at"])
    return row


def close_question(key: UUID, *, by: Member) -> None:
    with write():
        row = Question.objects.select_for_update().get(pk=key)
        _require(None if row.author_id == by.pk else NOT_ASKER)
        row.closed_at = row.closed_at or timezone.now()
        row.save(update_fields=["closed_at"])
        record("question.closed", f"question:{row.pk}", by=by)


def save_event(
    given: EventWords, *, of: Gathering | None, by: Member, confirmed: Collection[str]
) -> Gathering:
    """A new event of the member's own body, or a change that raises its sequence."""
    with write():
        row = _own_event(of, by=by)
        now = timezone.now()
        wrong = event_problems(given.title, given.place, begins=given.begins, ends=given.ends, now=now)
        if wrong:
            raise Refused(*wrong.values())
        answered = _checked(given.title, given.text, given.place, confirmed=confirmed)
        row.title, row.text, row.place = given.title, given.text, given.place
        row.begins, row.ends, row.changed_at = given.begins, given.ends, now
        row.save()
        record("event.saved", f"event:{row.pk}", by=by, body={"confirmed": answered})
    return row


def _own_event(of: Gathering | None, *, by: Member) -> Gathering:
    if of is None:
        _require(None if may_organise(by) else NOT_ORGANISER)
        return Gathering(organiser=by.body, made_by=by)
    row = Gathering.objects.select_for_update(of=("self",)).select_related("organiser").get(pk=of.pk)
    _require(None if organises(by, row) else NOT_ORGANISER)
    _require(OVER if row.cancelled_at or row.ends < timezone.now() else None)
    row.sequence += 1
    return row


def cancel_event(of: Gathering, *, by: Member) -> None:
    with write():
        row = _own_event(of, by=by)
        row.cancelled_at = row.changed_at = timezone.now()
        row.save()
        record("event.cancelled", f"event:{row.pk}", by=by)
