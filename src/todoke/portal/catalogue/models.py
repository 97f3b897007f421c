"""Towns, and the signed revisions of procedures their offices published. Nothing here is secret.

Invariant: a published revision never changes; drafts and applications pin one.
"""

from __future__ import annotations

from django.db import models


class Town(models.Model):
    """A municipality this portal serves; `office_verify_key` is the operator's pin (32 bytes)."""

    code = models.CharField(max_length=6, primary_key=True)
    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=40)
    kana = models.CharField(max_length=80, blank=True)
    name_en = models.CharField(max_length=80, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    fax = models.CharField(max_length=40, blank=True)
    mail = models.CharField(max_length=120, blank=True)
    office_verify_key = models.BinaryField(max_length=32, default=b"")
    key_document = models.BinaryField(default=b"")
    """The office's signed key document (its payload, JSON); empty until the first one came."""
    key_document_issued = models.DateTimeField(null=True)


class PublishedProcedure(models.Model):
    """One revision of one procedure as the office signed it.

    Its text never changes; when it takes applications may be told again: `told_at` is the time of the
    newest envelope that said so. `withdrawn` is the office's sentence by language, empty while it runs.
    """

    town = models.ForeignKey(Town, on_delete=models.CASCADE, related_name="procedures")
    procedure = models.CharField(max_length=60)
    revision = models.PositiveIntegerField()
    text = models.TextField()
    envelope = models.CharField(max_length=32)
    sha256 = models.CharField(max_length=64)
    opens_at = models.DateTimeField(null=True)
    closes_at = models.DateTimeField(null=True)
    cap = models.PositiveIntegerField(null=True)
    withdrawn = models.JSONField(default=dict)
    told_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["town", "procedure", "revision"], name="one_text_per_revision")
        ]
