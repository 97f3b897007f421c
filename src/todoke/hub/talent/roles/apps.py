"""Django's name for this room."""

from __future__ import annotations

from django.apps import AppConfig


class RolesConfig(AppConfig):
    name = "todoke.hub.talent.roles"
    label = "hub_roles"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from todoke.hub.members.waiting import register
        from todoke.hub.talent.roles.waits import handovers_waiting

        register(handovers_waiting)
