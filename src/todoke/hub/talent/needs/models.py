"""What towns ask for.

Invariants:
- the priority is worked out from the rubric's answers; no column takes a town's own word for it.
- a need that was proposed in a round is changed only by withdrawing it.
"""

from __future__ import annotations

from django.db import models

from todoke.core.talent.needs import NeedState, Source
from todoke.hub.members.models import Body, Member
from todoke.web.ids import uuid7


class Need(models.Model):
    """Problem → outcome → role → days, period, place. `skills` is [{skill, level, essential}].

    `changes`: sentences chosen from role models. `rubric` is {criterion: reason}; `sources` is {source: what
    came of it}; `pair` ties two needs together. `edit` counts the saves: two writers notice each other.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    host = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="needs")
    number = models.PositiveIntegerField()
    problem = models.TextField()
    outcome = models.TextField(blank=True, default="")
    changes = models.JSONField(default=list)
    title = models.CharField(max_length=120, blank=True, default="")
    role = models.CharField(max_length=60, blank=True, default="")
    skills = models.JSONField(default=list)
    tracks = models.JSONField(default=list)
    days_month = models.DecimalField(max_digits=4, decimal_places=1, null=True)
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    zone = models.CharField(max_length=20, blank=True, default="")
    onsite_days = models.DecimalField(max_digits=4, decimal_places=1, default=0)
    data_zones = models.JSONField(default=list)
    categories = models.JSONField(default=list)
    forms = models.JSONField(default=list)
    funding = models.CharField(max_length=60, blank=True, default="")
    rubric = models.JSONField(default=dict)
    source = models.CharField(
        max_length=20, choices=[(one.value, one.value) for one in Source], default=Source.OWN_STAFF.value
    )
    sources = models.JSONField(default=dict)
    pair = models.UUIDField(null=True, db_index=True)
    state = models.CharField(
        max_length=20, choices=[(one.value, one.value) for one in NeedState], default=NeedState.DRAFT.value
    )
    edit = models.PositiveIntegerField(default=1)
    author = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.TextField(blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["host", "number"], name="one_number_per_host")]
