"""The way of an application: start, steps, check, send, receipt."""

from __future__ import annotations

from django.apps import AppConfig


class ApplyConfig(AppConfig):
    name = "todoke.portal.apply"
    label = "portal_apply"
    default_auto_field = "django.db.models.BigAutoField"
