"""Django's name for this room."""

from __future__ import annotations

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "todoke.hub.talent.people"
    label = "hub_people"
    default_auto_field = "django.db.models.BigAutoField"
