"""Django's name for this room."""

from __future__ import annotations

from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "todoke.hub.members"
    label = "hub_members"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from todoke.hub.members import waiting
        from todoke.hub.members.queries import bodies_to_describe

        waiting.register(bodies_to_describe)
