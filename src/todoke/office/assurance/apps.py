"""Django's name for this room."""

from __future__ import annotations

from django.apps import AppConfig


class AssuranceConfig(AppConfig):
    name = "todoke.office.assurance"
    label = "office_assurance"
    default_auto_field = "django.db.models.BigAutoField"
