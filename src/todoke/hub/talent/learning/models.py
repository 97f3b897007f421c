"""Growing: tracks of units, what somebody completed, plans and pairs.

Invariant: a completion counts when somebody else verified it, and until it expires.
"""

from __future__ import annotations

from django.db import models

from todoke.hub.members.models import Body, Member
from todoke.hub.talent.people.models import Person
from todoke.web.ids import uuid7


class Track(models.Model):
    """A course. `gate`: who is lent to others must have completed it. `opens` are skills it leads to."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    code = models.CharField(max_length=60)
    version = models.PositiveIntegerField(default=1)
    title = models.CharField(max_length=120)
    organiser = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="tracks")
    gate = models.BooleanField(default=False)
    opens = models.JSONField(default=list)
    valid_months = models.PositiveSmallIntegerField(null=True)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="one_track_version")]


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
    """修了, verified by somebody of the organiser."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    track = models.ForeignKey(Track, on_delete=models.PROTECT, related_name="completions")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="completions")
    on = models.DateField()
    expires = models.DateField(null=True)
    verified_by = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    verified_at = models.DateTimeField(null=True)


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
