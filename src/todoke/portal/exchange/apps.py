"""The portal's side of the exchange: what waits for the offices, and the door they call."""

from __future__ import annotations

from django.apps import AppConfig
from django.conf import settings


class ExchangeConfig(AppConfig):
    name = "todoke.portal.exchange"
    label = "portal_exchange"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        if getattr(settings, "DOOR", False):
            from todoke.portal.exchange import housekeeping

            housekeeping.start()
