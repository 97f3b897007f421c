"""Django's name for this room."""

from __future__ import annotations

from django.apps import AppConfig


class PermitsConfig(AppConfig):
    name = "todoke.hub.talent.permits"
    label = "hub_permits"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from todoke.hub.members import jobs, waiting
        from todoke.hub.talent.permits.jobs import watch_permissions
        from todoke.hub.talent.permits.lines import permits_waiting

        waiting.register(permits_waiting)
        jobs.register(watch_permissions)
