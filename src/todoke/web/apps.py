"""The app every site uses: page frame, components, languages, documents."""

from __future__ import annotations

from django.apps import AppConfig


class Web(AppConfig):
    name = "todoke.web"
    label = "web"
