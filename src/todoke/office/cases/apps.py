"""Django's name for this room."""

from __future__ import annotations

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "todoke.office.cases"
    label = "office_cases"
    default_auto_field = "django.db.models.BigAutoField"
