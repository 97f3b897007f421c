"""What waits for the offices, what came from them, and what the operator must be told.

Invariant: a row of `ForOffice` never expires. Its sealed bytes stay until the office's signed
`opened` receipt verifies; time alone deletes nothing. Small ones are in the row, so that the one
transaction of a submit is all there is to wait for; larger ones are a file (see `blobs`).
"""

from __future__ import annotations

from django.db import models


class ForOffice(models.Model):
    """One sealed envelope on its way to an office. `seq` gives the order of the list."""

    class State(models.TextChoices):
        WAITING = "waiting"
        OPENED = "opened"
        QUARANTINED = "quarantined"

    seq = models.BigAutoField(primary_key=True)
    envelope_id = models.CharField(max_length=32, unique=True)
    town_code = models.CharField(max_length=6)
    kind = models.CharField(max_length=32)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    stored_receipt = models.BinaryField()
    raw = models.BinaryField(null=True)
    created_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.WAITING)
    office_receipt = models.BinaryField(null=True)
    opened_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["town_code", "seq"],
                name="foroffice_waiting",
                condition=models.Q(state="waiting"),
            ),
            models.Index(
                fields=["created_at"], name="foroffice_unopened", condition=~models.Q(state="opened")
            ),
        ]


class FromOffice(models.Model):
    """An outbound envelope the portal took: the same one again gets the same receipt again."""

    envelope_id = models.CharField(max_length=32, unique=True)
    town_code = models.CharField(max_length=6)
    kind = models.CharField(max_length=32)
    sha256 = models.CharField(max_length=64)
    stored_receipt = models.BinaryField()
    at = models.DateTimeField()


class FormerOfficeKey(models.Model):
    """A verify key that was pinned for a town until another one was. It lets nothing in any more.

    Messages let in while it was pinned lie sealed in the mailbox and are checked at every reading.
    """

    town_code = models.CharField(max_length=6)
    verify_key = models.BinaryField(max_length=32)
    until = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["town_code", "verify_key"], name="one_former_key")]


class Alarm(models.Model):
    """Something the operator must see. One row per kind and subject, however often it happens."""

    class Kind(models.TextChoices):
        UNOPENED_1_HOUR = "unopened_1_hour"
        UNOPENED_1_DAY = "unopened_1_day"
        UNOPENED_3_DAYS = "unopened_3_days"
        OTHER_BYTES = "other_bytes"
        OTHER_RECEIPT = "other_receipt"
        QUARANTINED = "quarantined"
        LOST_BYTES = "lost_bytes"

    kind = models.CharField(max_length=20, choices=Kind.choices)
    subject = models.CharField(max_length=64)
    town_code = models.CharField(max_length=6)
    raised_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "subject"], name="one_alarm_per_subject")]


class Bundle(models.Model):
    """The last sealed file exchanged with a town, each way: replay and loss become visible."""

    class Way(models.TextChoices):
        EXPORTED = "exported"
        IMPORTED = "imported"

    town_code = models.CharField(max_length=6)
    way = models.CharField(max_length=8, choices=Way.choices)
    sequence = models.PositiveBigIntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["town_code", "way"], name="one_bundle_count_per_way")]
