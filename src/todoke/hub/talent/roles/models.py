"""Role models as a prefecture or a town edits them, and who fills which role in a town.

Invariants:
- a published version of a role never changes; the next wording is a new version.
- a borrowed placement has a last day, a named successor and a plan for handing over.
"""

from __future__ import annotations

from django.db import models

from todoke.core.talent.needs import Source
from todoke.hub.members.models import Body, Member
from todoke.web.ids import uuid7


class RoleVersion(models.Model):
    """`content` has the shape of a role model's YAML. Version 0 is the one that ships and has no row."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="role_versions")
    code = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    content = models.JSONField()
    reason = models.TextField()
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["body", "code", "version"], name="one_role_version")]


class RoleDemand(models.Model):
    """How many of a role a town wants, and why: the wished half of the team picture."""

    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="role_demands")
    role = models.CharField(max_length=60)
    people = models.PositiveSmallIntegerField(default=1)
    change_wanted = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["body", "role"], name="one_demand_per_role")]


class Placement(models.Model):
    """Somebody in a role in a town: own staff, or borrowed (つなぎ) until a day."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="placements")
    role = models.CharField(max_length=60)
    who = models.CharField(max_length=80)
    source = models.CharField(max_length=20, choices=[(one.value, one.value) for one in Source])
    since = models.DateField()
    until = models.DateField(null=True)
    successor = models.CharField(max_length=80, blank=True, default="")
    handover_plan = models.TextField(blank=True, default="")
