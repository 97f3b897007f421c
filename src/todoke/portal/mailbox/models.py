"""Messages sealed to the applicant, what the applicant did about them, and mail that is due.

Invariants:
- a message is kept as the bytes that came; it opens with the applicant key alone.
- an act (answer, withdrawal, notice opened) happens at most once: the database says so.
- no e-mail address stands here in clear, neither before nor after it was verified.
"""

from __future__ import annotations

from django.db import models

from todoke.core.envelope.kinds import Kind


class Message(models.Model):
    """One outbound envelope; `id` is the envelope's, `seq` the order in which they came."""

    id = models.CharField(max_length=32, primary_key=True)
    seq = models.PositiveIntegerField()
    submission = models.ForeignKey(
        "portal_apply.Submission", on_delete=models.CASCADE, related_name="messages"
    )
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.value) for kind in Kind])
    raw = models.BinaryField()
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["submission", "seq"], name="message_seq_once")]


class Act(models.Model):
    """What the applicant sent later. `number` is the request's or notice's, 0 for a withdrawal.

    `box` holds the corrected answers under the draft key, so that a later correction starts from them.
    """

    submission = models.ForeignKey("portal_apply.Submission", on_delete=models.CASCADE, related_name="acts")
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.value) for kind in Kind])
    number = models.PositiveIntegerField()
    envelope_id = models.CharField(max_length=32, unique=True)
    box = models.BinaryField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["submission", "kind", "number"], name="act_once")]


class KeptFile(models.Model):
    """A cleaned file for an answer that was not sent yet; name, kind and bytes are in the box (draft key)."""

    id = models.UUIDField(primary_key=True)
    submission = models.ForeignKey(
        "portal_apply.Submission", on_delete=models.CASCADE, related_name="kept_files"
    )
    request = models.PositiveIntegerField()
    field = models.CharField(max_length=60)
    box = models.BinaryField()
    size = models.PositiveIntegerField()
    created_at = models.DateTimeField(db_index=True)


class EmailCode(models.Model):
    """An address waiting for its code. `code_hash` is keyed with the site's secret."""

    submission = models.OneToOneField(
        "portal_apply.Submission", on_delete=models.CASCADE, related_name="email_code"
    )
    address_box = models.BinaryField()
    code_hash = models.CharField(max_length=64)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent = models.PositiveSmallIntegerField(default=1)
    first_sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()


class MailOutbox(models.Model):
    """A mail to send: address, subject and body under the storage key; the row goes when the mail went.

    `submission` None: it is about an account."""

    submission = models.ForeignKey(
        "portal_apply.Submission", on_delete=models.CASCADE, related_name="mails", null=True
    )
    tells_of_news = models.BooleanField(default=False)
    box = models.BinaryField()
    created_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try = models.DateTimeField(db_index=True)
