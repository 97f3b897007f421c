"""Django's name for this room."""

from __future__ import annotations

from django.apps import AppConfig


class NetworkConfig(AppConfig):
    name = "todoke.hub.talent.network"
    label = "hub_network"
    default_auto_field = "django.db.models.BigAutoField"
