"""Django's name for this room."""

from __future__ import annotations

from django.apps import AppConfig


class RoundsConfig(AppConfig):
    name = "todoke.hub.talent.rounds"
    label = "hub_rounds"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from todoke.hub.members import event_words, jobs, waiting
        from todoke.hub.talent.rounds import leaving, proposals
        from todoke.hub.talent.rounds.events import EVENTS
        from todoke.hub.talent.rounds.running import run_due_rounds

        jobs.register(run_due_rounds)
        waiting.register(proposals.waiting)
        event_words.name_events(EVENTS)
        leaving.listen()
