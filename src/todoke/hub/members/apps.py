"""Django's name for this room."""

from __future__ import annotations

from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "todoke.hub.members"
    label = "hub_members"
    default_auto_field = "django.db.models.BigAutoField"
