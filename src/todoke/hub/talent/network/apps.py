"""Django's name for this room."""

from __future__ import annotations

from django.apps import AppConfig


class NetworkConfig(AppConfig):
    name = "todoke.hub.talent.network"
    label = "hub_network"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from todoke.hub.members.event_words import name_events
        from todoke.hub.members.waiting import register
        from todoke.hub.talent.network.waits import EVENT_WORDS, waits

        name_events(EVENT_WORDS)
        register(waits)
