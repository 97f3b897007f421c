"""People who can be lent, each owning their profile.

Invariants:
- no column holds age, sex, nationality, health or family, and no address finer than a zone.
- only levels that somebody assessed and that have not expired count; a claim alone does not.
- every look at a record is an event the person can read.
"""

from __future__ import annotations

from django.db import models

from todoke.core.talent.people import Audience, PersonKind, Purpose
from todoke.hub.members.models import Body, Member
from todoke.web.ids import uuid7


class Person(models.Model):
    """`home` is the body whose staff they are; `employer` a company, where there is one."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    member = models.OneToOneField(Member, on_delete=models.PROTECT, related_name="person")
    kind = models.CharField(max_length=20, choices=[(one.value, one.value) for one in PersonKind])
    home = models.ForeignKey(Body, null=True, on_delete=models.PROTECT, related_name="own_people")
    employer = models.ForeignKey(Body, null=True, on_delete=models.PROTECT, related_name="employed_people")
    introduction = models.TextField(blank=True, default="")
    wishes = models.JSONField(default=list)
    most_hosts = models.PositiveSmallIntegerField(default=3)
    paused_until = models.DateField(null=True)
    created_at = models.DateTimeField()


class SkillClaim(models.Model):
    """What somebody says they can, with evidence: [{words, link}]."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="claims")
    skill = models.CharField(max_length=60)
    level = models.PositiveSmallIntegerField()
    evidence = models.JSONField(default=list)
    claimed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "skill"], name="one_claim_per_skill")]


class SkillAssessment(models.Model):
    """A level that a body found, until a day."""

    claim = models.ForeignKey(SkillClaim, on_delete=models.CASCADE, related_name="assessments")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField()
    method = models.CharField(max_length=40)
    reason = models.TextField()
    at = models.DateTimeField()
    valid_until = models.DateField()


class Availability(models.Model):
    """Days in one month (its first day). A month without a row has none."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="availability")
    month = models.DateField()
    days = models.DecimalField(max_digits=4, decimal_places=1)
    zones = models.JSONField(default=list)
    remote = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "month"], name="one_row_per_month")]


class Consent(models.Model):
    """For one audience and one purpose; withdrawing it ends it at once."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="consents")
    audience = models.CharField(max_length=20, choices=[(one.value, one.value) for one in Audience])
    purpose = models.CharField(max_length=20, choices=[(one.value, one.value) for one in Purpose])
    since = models.DateField()
    until = models.DateField(null=True)
    withdrawn_at = models.DateTimeField(null=True)


class Correction(models.Model):
    """訂正の求め: what the person says is wrong, and what somebody else answered."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="corrections")
    about = models.CharField(max_length=60, blank=True, default="")
    text = models.TextField()
    at = models.DateTimeField()
    answer = models.TextField(blank=True, default="")
    answered_by = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)
