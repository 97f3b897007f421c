"""What others do with somebody's record: look, assess, answer. Each is an event the person can read."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from todoke.core.talent import profiles
from todoke.core.talent.profiles import AssessmentFacts
from todoke.hub.members.models import Body, Member, PostKind
from todoke.hub.talent.people import queries
from todoke.hub.talent.people.commands import note, require
from todoke.hub.talent.people.models import Correction, Person, SkillAssessment, SkillClaim
from todoke.web.database import write


def note_reading(person: Person, *, by: Member) -> None:
    if person.member_id != by.pk:
        with write():
            note("person.read", person, by=by)


def note_listing(people: Iterable[Person], *, by: Member, name: str = "person.listed") -> None:
    with write():
        for person in people:
            if person.member_id != by.pk:
                note(name, person, by=by)


def assess(claim: SkillClaim, given: AssessmentFacts, *, by: Member) -> SkillAssessment:
    today = timezone.localdate()
    with write():
        person = queries.get_person_or_404(claim.person_id)
        oneself = person.member_id == by.pk
        require(profiles.refuse_assess(may=queries.may_assess(by, person, on=today), oneself=oneself))
        require(*profiles.assessment_problems(given, today=today).values())
        row = SkillAssessment.objects.create(
            claim=claim,
            body=_assessing_body(by),
            by=by,
            level=given.level,
            method=given.method,
            reason=given.reason,
            at=timezone.now(),
            valid_until=given.valid_until,
        )
        note("person.assessed", person, by=by, body={"skill": claim.skill, "level": given.level})
    return row


def _assessing_body(by: Member) -> Body:
    """Where the assessor holds the post; the own body where there are several."""
    kinds = [PostKind.COORDINATOR.value, PostKind.TRAINER.value]
    posts = list(by.posts.filter(kind__in=kinds).select_related("body").order_by("body__code"))
    return next((one.body for one in posts if one.body_id == by.body_id), posts[0].body)


def answer(correction: Correction, text: str, *, by: Member) -> None:
    today = timezone.localdate()
    with write():
        row = Correction.objects.select_for_update().get(pk=correction.pk)
        person = queries.get_person_or_404(row.person_id)
        refusal = profiles.refuse_answer(
            text,
            may=queries.may_assess(by, person, on=today),
            oneself=person.member_id == by.pk,
            answered=row.answered_at is not None,
        )
        require(refusal)
        row.answer, row.answered_by, row.answered_at = text, by, timezone.now()
        row.save(update_fields=["answer", "answered_by", "answered_at"])
        note("person.answered", person, by=by)
