"""Django's name for this room."""

from __future__ import annotations

from django.apps import AppConfig


class NumbersConfig(AppConfig):
    name = "todoke.office.numbers"
    label = "office_numbers"
