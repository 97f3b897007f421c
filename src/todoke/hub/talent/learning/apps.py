"""Django's name for this room."""

from __future__ import annotations

from django.apps import AppConfig


class LearningConfig(AppConfig):
    name = "todoke.hub.talent.learning"
    label = "hub_learning"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from todoke.hub.members.event_words import name_events
        from todoke.hub.members.signals import consent_withdrawn
        from todoke.hub.members.waiting import register
        from todoke.hub.talent.learning.waits import EVENT_WORDS, waits, when_consent_is_withdrawn

        name_events(EVENT_WORDS)
        register(waits)
        consent_withdrawn.connect(when_consent_is_withdrawn, dispatch_uid="learning.consent")
