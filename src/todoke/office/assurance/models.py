"""Worksheets of this office, version by version, and the versions of its method table.

Invariants:
- a version that was decided never changes; at most one version of a procedure is being written.
- version 0 is the proposal that ships: it is read from the catalogue and has no row.
- `edit` grows with every save: who saves names the one they started from.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models

from todoke.core.assurance.policies import SheetState
from todoke.web.ids import uuid7

OPEN = [SheetState.DRAFT.value, SheetState.SUBMITTED.value]


class Sheet(models.Model):
    """One version. `content` has the shape of a worksheet's YAML and may be incomplete while it is written.

    Levels, review day and the version of the method table are written down when it is approved.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    procedure = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=[(one.value, one.value) for one in SheetState])
    content = models.JSONField()
    edit = models.PositiveIntegerField(default=1)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    last_editor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    remark = models.TextField(blank=True, default="")
    review_on = models.DateField(null=True)
    identity = models.PositiveSmallIntegerField(null=True)
    authentication = models.PositiveSmallIntegerField(null=True)
    methods_version = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["procedure", "version"], name="one_sheet_per_version"),
            models.UniqueConstraint(
                fields=["procedure"], condition=models.Q(state__in=OPEN), name="one_sheet_being_written"
            ),
        ]


class SheetEvent(models.Model):
    """What happened to a version, in the one shape of core/events.py. Never changed, never deleted."""

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="events")
    name = models.CharField(max_length=60)
    actor = models.CharField(max_length=80)
    actor_name = models.CharField(max_length=80)
    at = models.DateTimeField()
    salt = models.BinaryField()
    body = models.JSONField(default=dict)


class MethodTableVersion(models.Model):
    """The whole table as it was from then on. `version` counts on from the one that ships."""

    version = models.PositiveIntegerField(unique=True)
    content = models.JSONField()
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
