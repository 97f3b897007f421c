"""Django's name for this room."""

from __future__ import annotations

from django.apps import AppConfig


class RoundsConfig(AppConfig):
    name = "todoke.hub.talent.rounds"
    label = "hub_rounds"
    default_auto_field = "django.db.models.BigAutoField"
