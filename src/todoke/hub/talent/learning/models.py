"""Growing: tracks of units, what somebody completed, plans, pairs, and the chain for private people.

Invariants:
- a completion counts when somebody else verified it, and until it expires.
- a version of a track does not change once it is there; who took it took that one.
"""

from __future__ import annotations

from django.db import models

from todoke.core.talent.chain import Stage
from todoke.hub.members.models import Body, Member
from todoke.hub.talent.people.models import Person
from todoke.web.ids import uuid7


class Track(models.Model):
    """A course in one version. `gate`: who is lent must have completed it. `opens` are skills it leads to."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    code = models.CharField(max_length=60)
    version = models.PositiveIntegerField(default=1)
    title = models.CharField(max_length=120)
    organiser = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="tracks")
    gate = models.BooleanField(default=False)
    opens = models.JSONField(default=list)
    valid_months = models.PositiveSmallIntegerField(null=True)
    retired_at = models.DateTimeField(null=True)
    syllabus = models.TextField(blank=True, default="")
    reason = models.TextField(blank=True, default="")
    made_by = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organiser", "code", "version"], name="one_version_per_organiser")
        ]


class Unit(models.Model):
    """A part of a track, in order."""

    track = models.ForeignKey(Track, on_delete=models.CASCADE, related_name="units")
    order = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    minutes = models.PositiveIntegerField()
    link = models.URLField(blank=True, default="")


class UnitDone(models.Model):
    """What somebody says they went through."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="done")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="units_done")
    on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "person"], name="one_row_per_unit")]


class Completion(models.Model):
    """修了: asked for by the person, verified by somebody of the organiser or handed back with a reason."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    track = models.ForeignKey(Track, on_delete=models.PROTECT, related_name="completions")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="completions")
    on = models.DateField()
    expires = models.DateField(null=True)
    verified_by = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    verified_at = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)
    returned_why = models.TextField(blank=True, default="")


class Plan(models.Model):
    """How somebody closes a gap: role aimed at, tracks, by when, and with whom (mentor)."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="plans")
    role = models.CharField(max_length=60)
    tracks = models.JSONField(default=list)
    by_day = models.DateField(null=True)
    mentor = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="mentees")
    words = models.TextField(blank=True, default="")
    made_at = models.DateTimeField()


class Pair(models.Model):
    """Two people who learn together, once both have said yes."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    learner = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="pairs_as_learner")
    mentor = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="pairs_as_mentor")
    words = models.TextField()
    asked_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    learner_yes_at = models.DateTimeField(null=True)
    mentor_yes_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)


class Programme(models.Model):
    """A syllabus for private people: the courses, by code, they complete before they go to a town."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    organiser = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="programmes")
    title = models.CharField(max_length=120)
    syllabus = models.TextField()
    tracks = models.JSONField(default=list)
    made_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)


class Enrolment(models.Model):
    """Somebody on the way along the chain."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="enrolments")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="enrolments")
    stage = models.CharField(
        max_length=12,
        choices=[(one.value, one.value) for one in Stage],
        default=Stage.LEARNING.value,
    )
    town = models.ForeignKey(Body, null=True, on_delete=models.PROTECT, related_name="+")


class EnrolmentStep(models.Model):
    """Who took which step, when. `by` null: the hub itself, when a consent was withdrawn."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="steps")
    stage = models.CharField(max_length=12, choices=[(one.value, one.value) for one in Stage])
    town = models.ForeignKey(Body, null=True, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
