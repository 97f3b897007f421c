"""Django's name for this room."""

from __future__ import annotations

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "todoke.office.notices"
    label = "office_notices"
    default_auto_field = "django.db.models.BigAutoField"
