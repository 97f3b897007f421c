"""Django's name for this room."""

from __future__ import annotations

from django.apps import AppConfig


class NeedsConfig(AppConfig):
    name = "todoke.hub.talent.needs"
    label = "hub_needs"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from todoke.hub.members.waiting import register as register_waiting
        from todoke.hub.talent.needs.own_people import levels_of_own_staff
        from todoke.hub.talent.needs.waits import drafts_waiting
        from todoke.hub.talent.roles.own_staff import register as register_levels

        register_levels(levels_of_own_staff)
        register_waiting(drafts_waiting)
