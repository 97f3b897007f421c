"""Django's name for this room."""

from __future__ import annotations

from django.apps import AppConfig


class LearningConfig(AppConfig):
    name = "todoke.hub.talent.learning"
    label = "hub_learning"
    default_auto_field = "django.db.models.BigAutoField"
