"""What waits in this room, what its events are called, and what it hears of."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from todoke.core.refusal import N_
from todoke.hub.members.models import Member
from todoke.hub.members.waiting import Waiting
from todoke.hub.talent.learning import queries
from todoke.hub.talent.learning.chain import consents, take_off_lists
from todoke.hub.talent.people.models import Person

EVENT_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "track.seeded": N_("Courses were taken over"),
        "track.saved": N_("A version of a course was saved"),
        "track.ticked": N_("Units of a course were ticked"),
        "track.asked": N_("A completion was sent to be verified"),
        "track.verified": N_("A completion was verified"),
        "track.handed_back": N_("A completion was handed back with a reason"),
        "plan.saved": N_("A growth plan was kept"),
        "pair.asked": N_("Somebody was asked as a mentor"),
        "pair.agreed": N_("A mentoring pair was agreed to"),
        "pair.ended": N_("A mentoring pair was ended"),
        "programme.opened": N_("A syllabus was opened"),
        "programme.closed": N_("A syllabus was closed"),
        "chain.learning": N_("Began a syllabus"),
        "chain.completed": N_("Has completed a syllabus, and is not on its list"),
        "chain.listed": N_("Came onto the list"),
        "chain.sent": N_("Was sent to a town"),
        "chain.left": N_("Left a syllabus"),
    }
)


def waits(member: Member) -> list[Waiting]:
    found = []
    number = queries.to_verify(member).count()
    if number:
        found.append(
            Waiting(
                words=N_("Completed courses to verify: %(number)s"),
                href=reverse("learning:verifying"),
                params={"number": number},
            )
        )
    person = queries.person_of(member)
    return found if person is None else [*found, *_of(person)]


def _of(person: Person) -> list[Waiting]:
    today = timezone.localdate()
    found = []
    for one in queries.pairs_of(person):
        if one.mentor_id == person.pk and one.mentor_yes_at is None:
            found.append(
                Waiting(
                    words=N_("A colleague would like to learn from you"), href=reverse("learning:mentoring")
                )
            )
    for line in queries.lines_for(person, on=today):
        if line.held and line.held.ends_soon(today) and line.asked is None:
            found.append(
                Waiting(
                    words=N_("Take the course “%(title)s” again"),
                    href=reverse("learning:track", args=[line.track.pk]),
                    until=line.held.until,
                    params={"title": line.track.title},
                )
            )
    return found


def when_consent_is_withdrawn(*, person: UUID, **_rest: object) -> None:
    """Off the lists at once, unless another consent to be found work still holds."""
    row = Person.objects.filter(pk=person).first()
    if row is not None and not consents(row):
        take_off_lists(row.pk)
