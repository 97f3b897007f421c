"""What towns learn from each other: questions, answers, playbooks, events.

Invariant: nothing is shown to other towns before its author has gone through the redaction check.
"""

from __future__ import annotations

from django.db import models

from todoke.hub.members.models import Body, Member
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
    licence = models.CharField(max_length=60)
    checked_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()


class Question(models.Model):
    """Asked of colleagues in other towns."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    author = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="questions")
    title = models.CharField(max_length=160)
    text = models.TextField()
    themes = models.JSONField(default=list)
    at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)


class Reply(models.Model):
    """An answer to a question; the asker may thank for it."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="replies")
    author = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="replies")
    text = models.TextField()
    at = models.DateTimeField()
    thanked_at = models.DateTimeField(null=True)


class Gathering(models.Model):
    """An event, also as iCalendar."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    organiser = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="gatherings")
    title = models.CharField(max_length=160)
    text = models.TextField(blank=True, default="")
    place = models.CharField(max_length=160)
    begins = models.DateTimeField()
    ends = models.DateTimeField()
