"""Rounds: what went in, what came out, who answered what.

Invariants:
- input, rules, seed and output of a round are kept with their hashes: the same input gives the same output.
- every pair keeps the rules it failed; a decline is kept apart and told to no other host.
- a human change is an override with a reason, and the checker reads the result like any other.
"""

from __future__ import annotations

from django.db import models

from todoke.core.talent.answers import Answer, DeclineReason, Party
from todoke.core.talent.rounds import RoundState
from todoke.hub.members.models import Body, Member
from todoke.hub.talent.needs.models import Need
from todoke.hub.talent.people.models import Person
from todoke.web.ids import uuid7


class Round(models.Model):
    """`stages` is one entry per objective: value, bound, gap, proven. `input` and `output` are plain data.

    `key` breaks ties; `explained` holds reasons per need; `refusals` why nothing could be worked out;
    `withdrawn`: people taken out since publication, so that the hashes are those of before.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    prefecture = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="rounds")
    number = models.PositiveIntegerField()
    state = models.CharField(
        max_length=12,
        choices=[(one.value, one.value) for one in RoundState],
        default=RoundState.RUNNING.value,
    )
    rules_version = models.CharField(max_length=40)
    seed = models.PositiveBigIntegerField()
    solver = models.CharField(max_length=60, blank=True, default="")
    input = models.JSONField()
    input_hash = models.CharField(max_length=64)
    output = models.JSONField(null=True)
    output_hash = models.CharField(max_length=64, blank=True, default="")
    stages = models.JSONField(default=list)
    prices = models.JSONField(default=dict)
    progress = models.JSONField(default=dict)
    broken = models.JSONField(default=list)
    key = models.BinaryField(default=bytes)
    explained = models.JSONField(default=dict)
    refusals = models.JSONField(default=list)
    withdrawn = models.PositiveSmallIntegerField(default=0)
    answer_by = models.DateField(null=True)
    appeals_until = models.DateField(null=True)
    appeals_decided_by = models.DateField(null=True)
    begun_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    beat_at = models.DateTimeField(null=True)
    computed_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["prefecture", "number"], name="one_number_per_round"),
            models.UniqueConstraint(
                fields=["prefecture"],
                condition=models.Q(
                    state__in=[
                        RoundState.RUNNING.value,
                        RoundState.INTERRUPTED.value,
                        RoundState.COMPUTED.value,
                    ]
                ),
                name="one_open_round",
            ),
        ]


class PairEvaluation(models.Model):
    """Which rules a pair failed (bits of the rule set) and how well it fits."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="pairs")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="+")
    failed = models.PositiveBigIntegerField()
    fit = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "person", "need"], name="one_pair_per_round")]


class Proposal(models.Model):
    """One person for one need. Names are shown to the host once the person has said yes.

    `conditions`: [{category, effect}] the person stays out of or only reads along in; `agreed_at`: all yeses.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="proposals")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="proposals")
    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="proposals")
    form = models.CharField(max_length=40)
    days_month = models.DecimalField(max_digits=4, decimal_places=1)
    conditions = models.JSONField(default=list)
    permits = models.JSONField(default=list)
    answer_by = models.DateField(null=True)
    agreed_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_why = models.CharField(max_length=60, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "need"], name="one_proposal_per_need")]


class Override(models.Model):
    """A pin, a ban or an exchange that a person decided, with the reason and what it cost."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="overrides")
    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="+")
    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=[("pin", "pin"), ("forbid", "forbid")])
    reason = models.TextField()
    cost = models.JSONField(default=dict)
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()


class Response(models.Model):
    """The answer of one of the four; a later one replaces it until all four agreed."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="responses")
    party = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Party])
    answer = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Answer])
    reason = models.CharField(
        max_length=20, blank=True, default="", choices=[(one.value, one.value) for one in DeclineReason]
    )
    words = models.TextField(blank=True, default="")
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["proposal", "party"], name="one_answer_per_party")]


class Appeal(models.Model):
    """苦情・異議: against anything the hub said of somebody; decided by another person until a day."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="appeals")
    about = models.CharField(max_length=80)
    text = models.TextField()
    at = models.DateTimeField()
    answer_by = models.DateField()
    reviewer = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    decision = models.TextField(blank=True, default="")
    decided_at = models.DateTimeField(null=True)
