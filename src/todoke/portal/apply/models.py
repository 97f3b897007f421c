"""Drafts under the applicant's key, and what was submitted.

Invariants:
- no column holds an answer, a name or a key in clear: boxes and copies open with the applicant key alone.
- a submission has the id of its draft, so a draft becomes at most one application.
"""

from __future__ import annotations

from django.db import models

from todoke.portal.apply.lookup import LookupField
from todoke.web.ids import uuid7
from todoke.web.rate_limit import RateWindow


class Draft(models.Model):
    """An application being written. `version` counts saves, so that two windows cannot undo each other."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    town_code = models.CharField(max_length=6)
    procedure = models.CharField(max_length=60)
    revision = models.PositiveIntegerField()
    lookup_id = LookupField(max_length=32, unique=True)
    box = models.BinaryField()
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)


class DraftFile(models.Model):
    """An uploaded, cleaned file under the draft's key. Its name and kind are in the draft's box."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    # The commands delete files before their draft; a cascade would cost a question at every submit.
    draft = models.ForeignKey(Draft, on_delete=models.DO_NOTHING, related_name="files")
    field = models.CharField(max_length=60)
    blob = models.BinaryField()
    size = models.PositiveIntegerField()


class Submission(models.Model):
    """An application the portal has sealed and stored; `id` is the id its draft had."""

    id = models.UUIDField(primary_key=True)
    town_code = models.CharField(max_length=6)
    procedure = models.CharField(max_length=60)
    revision = models.PositiveIntegerField()
    receipt = models.CharField(max_length=14, unique=True)
    lookup_id = LookupField(max_length=32, unique=True)
    reply_key_id = models.CharField(max_length=64, unique=True)
    envelope_id = models.CharField(max_length=32, unique=True)
    copy = models.BinaryField()
    notify_box = models.BinaryField(null=True)
    stored_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)

    class Meta:
        # Where a procedure has a cap, every submit counts.
        indexes = [models.Index(fields=["town_code", "procedure", "stored_at"], name="submission_count")]


class OpenAttempt(RateWindow):
    """How often lately somebody did what is limited: tried keys, began, had codes sent (hashed only)."""
