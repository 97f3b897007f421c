"""Cases of this office and everything that happened to them."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from todoke.core.cases.states import STATES
from todoke.web.ids import uuid7

OVER = sorted(state.value for state, row in STATES.items() if row.final)


class Case(models.Model):
    """One application. `answers` are what arrived, corrected where correction was asked.

    `place` is its place in the order of arrival, a number of its own: lists go along it. `identity` is what
    was proved about who sent it: {"proof": an IdentityBlock or null, "signature": what its verification
    found, or null}; null where nobody proved anything.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    receipt = models.CharField(max_length=14, unique=True)
    envelope_id = models.CharField(max_length=32, unique=True)
    procedure = models.CharField(max_length=60)
    revision = models.PositiveIntegerField()
    act = models.CharField(max_length=10)
    section = models.CharField(max_length=60)
    state = models.CharField(max_length=24)
    outcome = models.CharField(max_length=60, blank=True)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="cases"
    )
    language = models.CharField(max_length=20)
    applicant = models.CharField(max_length=400)
    sort_name = models.CharField(max_length=400)
    address = models.CharField(max_length=800)
    answers = models.JSONField()
    flags = models.JSONField(default=list)
    identity = models.JSONField(null=True)
    reply_key = models.TextField()
    wishes_electronic_notice = models.BooleanField()
    minutes_spent = models.PositiveIntegerField(null=True)
    started_at = models.DateTimeField()
    stored_at = models.DateTimeField()
    filed_at = models.DateTimeField()
    arrived_at = models.DateTimeField()
    place = models.BigIntegerField(unique=True)
    due_on = models.DateField(null=True)
    state_since = models.DateTimeField()
    last_number = models.PositiveIntegerField(default=0)
    is_open = models.GeneratedField(
        expression=models.Case(models.When(state__in=OVER, then=False), default=True),
        output_field=models.BooleanField(),
        db_persist=True,
    )

    class Meta:
        indexes = [
            models.Index(fields=["section", "is_open", "place"], name="case_open"),
            models.Index(fields=["section", "is_open", "sort_name", "place"], name="case_open_by_name"),
            models.Index(fields=["section", "state", "place"], name="case_state"),
            models.Index(fields=["section", "state", "sort_name", "place"], name="case_state_by_name"),
            models.Index(fields=["section", "procedure", "is_open", "place"], name="case_procedure"),
            models.Index(fields=["assignee", "section", "is_open", "place"], name="case_mine"),
        ]


class CaseEvent(models.Model):
    """What happened, in the one shape of core/events.py. Never changed, never deleted."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="events")
    name = models.CharField(max_length=60)
    actor = models.CharField(max_length=80)
    actor_name = models.CharField(max_length=80)
    at = models.DateTimeField()
    salt = models.BinaryField()
    body = models.JSONField(default=dict)


class CaseFile(models.Model):
    """An attachment, as it arrived; it is only ever given out as a download."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="files")
    field = models.CharField(max_length=60)
    name = models.CharField(max_length=255)
    media_type = models.CharField(max_length=80)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()


class Proposal(models.Model):
    """伺い: what one person proposes and another decides."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="proposals")
    proposer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="proposals")
    outcome = models.CharField(max_length=60)
    reasons = models.TextField(blank=True)
    appeal = models.TextField(blank=True)
    proposed_at = models.DateTimeField()
    decider = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="decisions"
    )
    decided_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["case"], name="proposal_undecided", condition=models.Q(decided_at__isnull=True)
            )
        ]


class SectionText(models.Model):
    """What a section writes into its decisions. `appeal` is the 教示 (行政不服審査法 82条), its own words."""

    section = models.CharField(max_length=60, unique=True)
    appeal = models.TextField(blank=True)


class CorrectionRequest(models.Model):
    """補正依頼: what to correct until when, and when the answer came."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="corrections")
    number = models.PositiveIntegerField()
    message = models.TextField()
    fields = models.JSONField()
    due = models.DateField()
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    before = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="one_request_per_number")]


class StageTime(models.Model):
    """Minutes a case stood in a state, written when it leaves it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="stages")
    state = models.CharField(max_length=24)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    minutes = models.PositiveIntegerField()


class SearchPair(models.Model):
    """Two neighbouring characters of a name or address, as a number, and the `place` of a case with them.

    It finds 山田 where a word index finds nothing. Numbers keep thirty million rows small, and the entries of
    one pair lie in the order of arrival, ready to be shown.
    """

    pk = models.CompositePrimaryKey("pair", "place")
    pair = models.BigIntegerField()
    place = models.BigIntegerField()
