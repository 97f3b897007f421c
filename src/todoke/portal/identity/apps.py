"""The portal's accounts."""

from __future__ import annotations

from django.apps import AppConfig


class Identity(AppConfig):
    name = "todoke.portal.identity"
    label = "portal_identity"

    def ready(self) -> None:
        from todoke.portal.identity import signals

        signals.connect()
