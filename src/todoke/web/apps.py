"""The app every site uses: page frame, components, languages, documents."""

from __future__ import annotations

from django.apps import AppConfig
from django.conf import settings

from todoke.web import demo_clock


class Web(AppConfig):
    name = "todoke.web"
    label = "web"

    def ready(self) -> None:
        demo_clock.shift(settings.TODOKE)
