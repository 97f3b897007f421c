"""What the residents' site says of itself: accessibility, and what it keeps of its visitors."""

from __future__ import annotations

from django.apps import AppConfig


class AboutConfig(AppConfig):
    name = "todoke.portal.about"
    label = "portal_about"
