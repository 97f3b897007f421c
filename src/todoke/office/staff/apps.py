"""Django's name for this room."""

from __future__ import annotations

from django.apps import AppConfig


class StaffConfig(AppConfig):
    name = "todoke.office.staff"
    label = "office_staff"
    default_auto_field = "django.db.models.BigAutoField"
