"""Django's name for this room."""

from __future__ import annotations

from django.apps import AppConfig


class EngagementsConfig(AppConfig):
    name = "todoke.hub.talent.engagements"
    label = "hub_engagements"
    default_auto_field = "django.db.models.BigAutoField"
