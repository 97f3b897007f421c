"""Django's name for this room."""

from __future__ import annotations

from django.apps import AppConfig


class EngagementsConfig(AppConfig):
    name = "todoke.hub.talent.engagements"
    label = "hub_engagements"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from todoke.hub.members import jobs, signals, waiting
        from todoke.hub.members.event_words import name_events
        from todoke.hub.talent.engagements import alerts, signing_commands
        from todoke.hub.talent.engagements.booked import booked_days
        from todoke.hub.talent.engagements.event_words import WORDS
        from todoke.hub.talent.engagements.waits import waits_of
        from todoke.hub.talent.needs.news import need_withdrawn
        from todoke.hub.talent.people import bookings
        from todoke.hub.talent.rounds.signals import proposal_agreed

        name_events(WORDS)
        bookings.register(booked_days)
        waiting.register(waits_of)
        jobs.register(signing_commands.activate_due)
        jobs.register(alerts.watch_turn)
        jobs.register(alerts.begin_agreed)
        proposal_agreed.connect(alerts.on_agreed)
        need_withdrawn.connect(alerts.on_need_withdrawn)
        signals.permission_lapsed.connect(alerts.on_permission_lapsed)
        signals.agreement_revoked.connect(alerts.on_agreement_revoked)
