"""Django's name for this room."""

from __future__ import annotations

from django.apps import AppConfig


class RoundsConfig(AppConfig):
    name = "todoke.hub.talent.rounds"
    label = "hub_rounds"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from todoke.hub.members import jobs
        from todoke.hub.talent.rounds import leaving
        from todoke.hub.talent.rounds.running import run_due_rounds

        jobs.register(run_due_rounds)
        leaving.listen()
