"""The office's side of the exchange: it calls the door, and is never called."""

from __future__ import annotations

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "todoke.office.exchange"
    label = "office_exchange"
    default_auto_field = "django.db.models.BigAutoField"
