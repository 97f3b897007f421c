"""Django's name for this room."""

from __future__ import annotations

from django.apps import AppConfig


class PermitsConfig(AppConfig):
    name = "todoke.hub.talent.permits"
    label = "hub_permits"
    default_auto_field = "django.db.models.BigAutoField"
