"""Django's name for this room."""

from __future__ import annotations

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "todoke.hub.talent.people"
    label = "hub_people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from todoke.hub.members import event_words, waiting
        from todoke.hub.talent.people.queries import open_corrections, own_profile_begun
        from todoke.hub.talent.people.words import EVENT_WORDS

        event_words.name_events(EVENT_WORDS)
        waiting.register(own_profile_begun)
        waiting.register(open_corrections)
