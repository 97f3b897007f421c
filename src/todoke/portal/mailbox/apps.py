"""What comes back to the applicant, and what they answer."""

from __future__ import annotations

from django.apps import AppConfig


class MailboxConfig(AppConfig):
    name = "todoke.portal.mailbox"
    label = "portal_mailbox"
    default_auto_field = "django.db.models.BigAutoField"
