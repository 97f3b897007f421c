"""Django's name for this room."""

from __future__ import annotations

from django.apps import AppConfig


class NeedsConfig(AppConfig):
    name = "todoke.hub.talent.needs"
    label = "hub_needs"
    default_auto_field = "django.db.models.BigAutoField"
