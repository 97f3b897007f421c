"""A person on the way to prove who they are, and how often each way was finished.

Invariants:
- no column holds a name, an address, a key or who the person is: `box` opens with the applicant key alone.
- `browser` is a hash: who reads the table cannot take over a step-up that is under way.
- MethodCount counts, and knows nothing of people, towns or days.
"""

from __future__ import annotations

from django.db import models

from todoke.web.ids import uuid7


class Purpose(models.TextChoices):
    IDENTIFY = "identify"
    SIGN = "sign"


class StepUp(models.Model):
    """One way out of a form. `to` is where the person goes on afterwards, `box` what was proved, sealed.

    `failure` is a refusal of ours (code, message, params), never what an ID service wrote.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    town_code = models.CharField(max_length=6)
    town_slug = models.CharField(max_length=60)
    draft_id = models.UUIDField(db_index=True)
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    method = models.CharField(max_length=40)
    identity = models.PositiveSmallIntegerField()
    authentication = models.PositiveSmallIntegerField()
    max_age_minutes = models.PositiveIntegerField(null=True)
    claims = models.CharField(max_length=80, blank=True)
    digest = models.BinaryField(null=True)
    to = models.CharField(max_length=80, blank=True)
    browser = models.BinaryField(max_length=32)
    reply_key = models.TextField()
    box = models.BinaryField(null=True)
    failure = models.JSONField(null=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)


class MethodCount(models.Model):
    """How many began with a method and how many of those came back with a proof that was enough."""

    method = models.CharField(max_length=40, primary_key=True)
    started = models.PositiveIntegerField(default=0)
    finished = models.PositiveIntegerField(default=0)
