"""Procedures being written, and those this office has published, revision by revision.

Invariants:
- the text of a revision never changes; when it takes applications, and its withdrawal, may.
- every text a work ever had stays in its versions: undo walks back over them, nothing is overwritten.
- `Work.version` grows with every change, undo included: who saves names the one they started from.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models

from todoke.core.procedures.studio_policies import Verdict, WorkState
from todoke.office.staff.models import Section
from todoke.web.ids import uuid7


class Base(models.TextChoices):
    """What a work began from."""

    EMPTY = "empty"
    CATALOGUE = "catalogue"
    REVISION = "revision"
    COPY = "copy"


class Work(models.Model):
    """A procedure being written. The text may be broken YAML: it is kept, but cannot be submitted.

    `base_text` is what it began from (for an overlay: the catalogue's text it stands on) and
    `base_revision` the newest revision of this procedure at that time; `cursor` is the version shown
    now, `version` counts every change and is what a save must name.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    procedure = models.CharField(max_length=60)
    text = models.TextField()
    version = models.PositiveIntegerField(default=1)
    cursor = models.PositiveIntegerField(default=1)
    base = models.CharField(max_length=10, choices=Base.choices, default=Base.EMPTY)
    base_text = models.TextField(blank=True, default="")
    base_revision = models.PositiveIntegerField(null=True)
    overlay = models.BooleanField(default=False)
    section = models.ForeignKey(Section, null=True, on_delete=models.PROTECT, related_name="works")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="works")
    last_editor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="works_edited"
    )
    state = models.CharField(
        max_length=10, choices=[(one.value, one.value) for one in WorkState], default=WorkState.EDITING.value
    )
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["state", "updated_at"], name="work_state_age")]


class WorkVersion(models.Model):
    """One saved text. `before` is the version it was made from: undo goes there, redo to its newest child."""

    work = models.ForeignKey(Work, on_delete=models.CASCADE, related_name="versions")
    version = models.PositiveIntegerField()
    before = models.PositiveIntegerField(null=True)
    text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    what = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["work", "version"], name="one_text_per_version")]


class Review(models.Model):
    """What a second person said about exactly one version."""

    work = models.ForeignKey(Work, on_delete=models.CASCADE, related_name="reviews")
    version = models.PositiveIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=8, choices=[(one.value, one.value) for one in Verdict])
    remark = models.TextField(blank=True, default="")
    at = models.DateTimeField()


class Conflict(models.Model):
    """One place both the town and the catalogue changed. `path` holds the place by names of step, field
    and key, and behind which items of its list it stood.

    The three values are JSON; an empty one means the place is not there. `chosen` is empty until decided.
    """

    class Side(models.TextChoices):
        OURS = "ours"
        THEIRS = "theirs"

    work = models.ForeignKey(Work, on_delete=models.CASCADE, related_name="conflicts")
    path = models.JSONField()
    base = models.TextField(blank=True)
    ours = models.TextField(blank=True)
    theirs = models.TextField(blank=True)
    chosen = models.CharField(max_length=6, choices=Side.choices, blank=True, default="")


class Revision(models.Model):
    """`envelope_id` is the newest envelope that told the portal of it; whether the portal has
    confirmed that one is asked of the exchange's outbox, where its signed receipt lies.

    `opens_at`, `closes_at`, `cap` and the withdrawal change without a new revision: they say when
    it takes applications, not what it asks. `withdrawn_message` is the sentence by language.
    `base_text` is the catalogue's text a local overlay stands on, empty for a procedure of its own.
    """

    procedure = models.CharField(max_length=60)
    revision = models.PositiveIntegerField()
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    published_at = models.DateTimeField()
    opens_at = models.DateTimeField(null=True)
    closes_at = models.DateTimeField(null=True)
    cap = models.PositiveIntegerField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_message = models.JSONField(default=dict)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="revisions"
    )
    work = models.ForeignKey(Work, null=True, on_delete=models.SET_NULL, related_name="revisions")
    base_text = models.TextField(blank=True, default="")
    envelope_id = models.CharField(max_length=32, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["procedure", "revision"], name="one_text_per_revision")
        ]
