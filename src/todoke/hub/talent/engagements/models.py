"""From an agreed proposal to hand-over: agreement, approvals, work, money, outcome.

Invariants:
- every hour stands in one work log, checked at entry; a settled month does not change any more.
- what an engagement rests on and loses is an alert that waits for a plan.
- no star ratings: an outcome describes the engagement, and the person reads and answers all that is written.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db import models

from todoke.core.talent.answers import Party
from todoke.core.talent.engagements import EngagementState
from todoke.core.talent.lapses import AlertKind
from todoke.core.talent.signing import Decision
from todoke.hub.members.models import Body, Member
from todoke.hub.talent.needs.models import Need
from todoke.hub.talent.people.models import Person
from todoke.hub.talent.rounds.models import Proposal
from todoke.web.ids import uuid7


class Engagement(models.Model):
    """`shares` is {code of body: percent of the cost}; `director` gives the orders, as the legal form says.

    `hours_day`: how many hours the agreement counts as one day.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    proposal = models.OneToOneField(Proposal, null=True, on_delete=models.PROTECT, related_name="engagement")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="engagements")
    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="engagements")
    form = models.CharField(max_length=40)
    days_month = models.DecimalField(max_digits=4, decimal_places=1)
    since = models.DateField()
    until = models.DateField()
    director = models.CharField(max_length=80)
    shares = models.JSONField(default=dict)
    day_rate = models.PositiveIntegerField(default=0)
    hours_day = models.DecimalField(max_digits=4, decimal_places=2, default=Decimal("7.75"))
    successor = models.CharField(max_length=80, blank=True, default="")
    handover_plan = models.TextField(blank=True, default="")
    successor_told_on = models.DateField(null=True)
    handover_done = models.BooleanField(null=True)
    handover_words = models.TextField(blank=True, default="")
    state = models.CharField(
        max_length=12,
        choices=[(one.value, one.value) for one in EngagementState],
        default=EngagementState.PROPOSED.value,
    )
    ended_on = models.DateField(null=True)
    ended_why = models.TextField(blank=True, default="")

    @property
    def last_day(self) -> date:
        """As it came; what was called off never ran, and keeps the day that was agreed."""
        cut = self.state == EngagementState.TERMINATED.value and self.ended_on
        return self.ended_on if cut else self.until


class Agreement(models.Model):
    """The text as it was made from a template of its legal form; a new version where it changed."""

    engagement = models.ForeignKey(Engagement, on_delete=models.CASCADE, related_name="agreements")
    version = models.PositiveIntegerField(default=1)
    template = models.CharField(max_length=60)
    text = models.TextField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["engagement", "version"], name="one_agreement_version")
        ]


class ApprovalStep(models.Model):
    """One body's signature under one agreement, in order."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="steps")
    body = models.ForeignKey(Body, null=True, on_delete=models.PROTECT, related_name="+")
    party = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Party])
    order = models.PositiveSmallIntegerField()
    decision = models.CharField(
        max_length=10, blank=True, default="", choices=[(one.value, one.value) for one in Decision]
    )
    reason = models.TextField(blank=True, default="")
    by = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agreement", "order"], name="one_step_per_place")]


class WorkLog(models.Model):
    """Work of one day. `category` names the procurement it touched, if any."""

    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, related_name="logs")
    on = models.DateField()
    hours = models.DecimalField(max_digits=4, decimal_places=1)
    place = models.CharField(max_length=20)
    task = models.TextField()
    category = models.CharField(max_length=60, blank=True, default="")
    ordered_by_host = models.BooleanField(default=False)
    at = models.DateTimeField()


class Settlement(models.Model):
    """A month that was settled: days and amounts per payer, as they were."""

    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, related_name="settlements")
    month = models.DateField()
    days = models.DecimalField(max_digits=5, decimal_places=2)
    amounts = models.JSONField()
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["engagement", "month"], name="one_settlement_per_month")
        ]


class Outcome(models.Model):
    """What changed, against what was before; comments of both sides."""

    engagement = models.ForeignKey(Engagement, on_delete=models.CASCADE, related_name="outcomes")
    indicator = models.CharField(max_length=120)
    baseline = models.CharField(max_length=120)
    result = models.CharField(max_length=120, blank=True, default="")
    host_comment = models.TextField(blank=True, default="")
    person_comment = models.TextField(blank=True, default="")


class Alert(models.Model):
    """Something an engagement rests on is gone; `plan` says how it goes on. Never deleted."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    engagement = models.ForeignKey(Engagement, on_delete=models.CASCADE, related_name="alerts")
    kind = models.CharField(max_length=20, choices=[(one.value, one.value) for one in AlertKind])
    permission = models.CharField(max_length=30, blank=True, default="")
    on = models.DateField()
    noticed_at = models.DateTimeField()
    plan = models.TextField(blank=True, default="")
    planned_by = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    planned_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["engagement", "kind", "permission", "on"], name="one_alert_each")
        ]
