"""Django's name for this room."""

from __future__ import annotations

from django.apps import AppConfig


class StudioConfig(AppConfig):
    name = "todoke.office.studio"
    label = "office_studio"
    default_auto_field = "django.db.models.BigAutoField"
