"""What towns learn from each other: questions, answers, playbooks, events.

Invariants:
- nothing is shown to anybody but its author before the author has gone through the redaction check.
- a text keeps its author, the author's body and its licence; what is withdrawn is gone for readers.
"""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from todoke.core.talent.knowledge import ItemKind, Licence
from todoke.hub.members.models import Body, Member
from todoke.hub.talent.people.models import Person
from todoke.web.ids import uuid7


class KnowledgeItem(models.Model):
    """A playbook or template, credited to its author. `roles` and `themes` are codes."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    author = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="knowledge")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="knowledge")
    title = models.CharField(max_length=160)
    text = models.TextField()
    roles = models.JSONField(default=list)
    themes = models.JSONField(default=list)
    licence = models.CharField(max_length=60, choices=[(one.value, one.value) for one in Licence])
    kind = models.CharField(
        max_length=12,
        choices=[(one.value, one.value) for one in ItemKind],
        default=ItemKind.PLAYBOOK.value,
    )
    checked_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)


class Thanks(models.Model):
    """For a playbook or template, once per reader."""

    item = models.ForeignKey(KnowledgeItem, on_delete=models.CASCADE, related_name="thanks")
    by = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "by"], name="one_thanks_per_reader")]


class Question(models.Model):
    """Asked of colleagues in other towns; `to`: of this person alone, who agreed to be asked."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    author = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="questions")
    title = models.CharField(max_length=160)
    text = models.TextField()
    themes = models.JSONField(default=list)
    at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    to = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="questions_asked")
    to_somebody = models.BooleanField(default=False)


class Reply(models.Model):
    """An answer to a question; the asker may thank for it."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="replies")
    author = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="replies")
    text = models.TextField()
    at = models.DateTimeField()
    thanked_at = models.DateTimeField(null=True)


class Gathering(models.Model):
    """An event, also as iCalendar. `sequence`: how often it was changed."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    organiser = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="gatherings")
    title = models.CharField(max_length=160)
    text = models.TextField(blank=True, default="")
    place = models.CharField(max_length=160)
    begins = models.DateTimeField()
    ends = models.DateTimeField()
    made_by = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(default=timezone.now)
    sequence = models.PositiveSmallIntegerField(default=0)
    cancelled_at = models.DateTimeField(null=True)
