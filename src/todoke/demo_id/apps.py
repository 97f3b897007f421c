"""The demo ID service: one small application."""

from __future__ import annotations

from django.apps import AppConfig


class DemoId(AppConfig):
    name = "todoke.demo_id"
    label = "demo_id"
