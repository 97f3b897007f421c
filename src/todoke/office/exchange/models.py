"""What came in, what could not be opened, and what still has to go out.

Invariant: a row of `Received` is written in the same transaction as the case it filed and the
receipt that says so; none of the three exists without the others.
"""

from __future__ import annotations

from django.db import models


class Received(models.Model):
    """An envelope this office has filed. The same one again gets the same receipt bytes again."""

    envelope_id = models.CharField(max_length=32, unique=True)
    kind = models.CharField(max_length=32)
    sha256 = models.CharField(max_length=64)
    receipt = models.BinaryField()
    at = models.DateTimeField()


class Quarantined(models.Model):
    """An envelope that could not be opened or filed: kept whole, so that it can be tried again."""

    envelope_id = models.CharField(max_length=32)
    kind = models.CharField(max_length=32, blank=True)
    sha256 = models.CharField(max_length=64)
    raw = models.BinaryField()
    reason = models.CharField(max_length=400)
    receipt = models.BinaryField()
    at = models.DateTimeField()
    freed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["envelope_id", "sha256"], name="one_quarantine_per_envelope")
        ]


class SignedReceipt(models.Model):
    """A receipt on its way to the portal."""

    envelope_id = models.CharField(max_length=32)
    receipt = models.BinaryField()
    created_at = models.DateTimeField()
    posted_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["id"], name="receipt_to_post", condition=models.Q(posted_at__isnull=True))
        ]


class Outgoing(models.Model):
    """A sealed or signed envelope on its way to the portal, in the order it was queued."""

    envelope_id = models.CharField(max_length=32, unique=True)
    kind = models.CharField(max_length=32)
    raw = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    posted_at = models.DateTimeField(null=True)
    stored_receipt = models.BinaryField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    next_try = models.DateTimeField(null=True)
    last_problem = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["id"], name="outgoing_to_post", condition=models.Q(posted_at__isnull=True))
        ]


class Alarm(models.Model):
    """Something the operator must see. One row per kind and subject, however often it happens."""

    class Kind(models.TextChoices):
        OTHER_BYTES = "other_bytes"
        QUARANTINED = "quarantined"
        REFUSED_BY_PORTAL = "refused_by_portal"
        CLOCKS_APART = "clocks_apart"
        KEY_UNKNOWN = "key_unknown"
        DOOR_UNREACHED = "door_unreached"

    kind = models.CharField(max_length=20, choices=Kind.choices)
    subject = models.CharField(max_length=64)
    raised_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "subject"], name="one_alarm_per_subject")]


class Bundle(models.Model):
    """The last sealed file exchanged with the portal, each way: replay and loss become visible."""

    class Way(models.TextChoices):
        EXPORTED = "exported"
        IMPORTED = "imported"

    way = models.CharField(max_length=8, choices=Way.choices, unique=True)
    sequence = models.PositiveBigIntegerField(default=0)
    at = models.DateTimeField()
