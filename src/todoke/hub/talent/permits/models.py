"""Law and secrets as objects with dates: permissions, agreements, interests, restrictions, documents.

Invariants:
- who decided is not who asked; every decision has its day and its reason.
- hours come from the appointing authority's own caps, with their source.
- a document's bytes are given out by one query alone, which asks agreements and restrictions first.
"""

from __future__ import annotations

from django.db import models

from todoke.core.talent.conflicts import Effect, InformationClass, InterestKind
from todoke.core.talent.permissions import PermissionKind, PermissionState
from todoke.hub.members.models import Body, Member
from todoke.hub.talent.people.models import Person
from todoke.web.ids import uuid7


class AuthorityCaps(models.Model):
    """What an appointing authority allows, per kind of permission, and where that is written."""

    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="caps")
    kind = models.CharField(max_length=30, choices=[(one.value, one.value) for one in PermissionKind])
    per_week = models.DecimalField(max_digits=5, decimal_places=1, null=True)
    per_month = models.DecimalField(max_digits=5, decimal_places=1, null=True)
    source = models.TextField()
    published_at = models.URLField(blank=True, default="")
    since = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["body", "kind", "since"], name="one_cap_per_day")]


class Permission(models.Model):
    """38条, 35条, the employer's consent, agreement of heads. `hosts` empty: every host."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="permissions")
    kind = models.CharField(max_length=30, choices=[(one.value, one.value) for one in PermissionKind])
    authority = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    hosts = models.ManyToManyField(Body, blank=True, related_name="+")
    basis = models.CharField(max_length=200)
    work = models.TextField(blank=True, default="")
    since = models.DateField()
    until = models.DateField()
    per_week = models.DecimalField(max_digits=5, decimal_places=1, null=True)
    per_month = models.DecimalField(max_digits=5, decimal_places=1, null=True)
    caps_source = models.TextField(blank=True, default="")
    state = models.CharField(
        max_length=10,
        choices=[(one.value, one.value) for one in PermissionState],
        default=PermissionState.ASKED.value,
    )
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    ground = models.TextField(blank=True, default="")
    warned_at = models.DateTimeField(null=True)
    lapsed_at = models.DateTimeField(null=True)


class Confidentiality(models.Model):
    """秘密保持契約・誓約書 of a person or of an employer. `host` null: prefecture-wide. `classes` by code."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="agreements")
    employer = models.ForeignKey(Body, null=True, on_delete=models.CASCADE, related_name="agreements")
    host = models.ForeignKey(Body, null=True, on_delete=models.PROTECT, related_name="+")
    classes = models.JSONField(default=list)
    template = models.CharField(max_length=60)
    text = models.TextField()
    since = models.DateField()
    until = models.DateField()
    made_by = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(null=True)
    revoked_why = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(person__isnull=False) ^ models.Q(employer__isnull=False),
                name="agreement_of_a_person_or_an_employer",
            )
        ]


class InterestDeclaration(models.Model):
    """Declared by the person for a period; `confirmed_at` null: taken over, not confirmed yet."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="declarations")
    since = models.DateField()
    until = models.DateField()
    declared_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)


class Interest(models.Model):
    """One tie to a supplier. `host` null: wherever the supplier sells; `category` "*": whatever it sells."""

    declaration = models.ForeignKey(InterestDeclaration, on_delete=models.CASCADE, related_name="interests")
    supplier = models.CharField(max_length=120)
    supplier_code = models.CharField(max_length=13, blank=True, default="")
    host = models.ForeignKey(Body, null=True, on_delete=models.PROTECT, related_name="+")
    category = models.CharField(max_length=60, default="*")
    kind = models.CharField(max_length=20, choices=[(one.value, one.value) for one in InterestKind])


class TownRule(models.Model):
    """A town's own published rule: this kind of tie has this effect there, whatever the hub decides."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    host = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    category = models.CharField(max_length=60, default="*")
    interest = models.CharField(max_length=20, choices=[(one.value, one.value) for one in InterestKind])
    effect = models.CharField(max_length=20, choices=[(one.value, one.value) for one in Effect])
    source = models.TextField()
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)


class Restriction(models.Model):
    """What was decided after an interest, with a reason. `by_town`: the town's own stricter rule.

    It holds from its first day; a second person confirms it, and lifting it takes two as well.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="restrictions")
    host = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    category = models.CharField(max_length=60)
    effect = models.CharField(max_length=20, choices=[(one.value, one.value) for one in Effect])
    since = models.DateField()
    until = models.DateField(null=True)
    by_town = models.BooleanField(default=False)
    decided_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    reason = models.TextField()
    confirmed_by = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    lift_asked_by = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    lift_reason = models.TextField(blank=True, default="")
    lifted_by = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True)


class Recusal(models.Model):
    """When somebody stayed out: the log that is published as statistics."""

    restriction = models.ForeignKey(Restriction, on_delete=models.PROTECT, related_name="recusals")
    on = models.DateField()
    what = models.TextField()
    noted_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")


class Document(models.Model):
    """A file of the workspace with its class. `category` "" where it belongs to no procurement."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    host = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="documents")
    title = models.CharField(max_length=160)
    kind = models.CharField(max_length=20, choices=[(one.value, one.value) for one in InformationClass])
    category = models.CharField(max_length=60, blank=True, default="")
    name = models.CharField(max_length=160)
    media_type = models.CharField(max_length=80)
    content = models.BinaryField()
    added_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
