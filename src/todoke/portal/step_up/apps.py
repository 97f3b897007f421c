"""Showing who one is in the middle of a form: the way out of the form, and back with a proof."""

from __future__ import annotations

from django.apps import AppConfig


class StepUpConfig(AppConfig):
    name = "todoke.portal.step_up"
    label = "portal_step_up"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from todoke.portal.step_up import receiving

        receiving.connect()
