"""The procedures this office has published, revision by revision. A revision never changes."""

from __future__ import annotations

from django.db import models


class Revision(models.Model):
    procedure = models.CharField(max_length=60)
    revision = models.PositiveIntegerField()
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    published_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["procedure", "revision"], name="one_text_per_revision")
        ]
