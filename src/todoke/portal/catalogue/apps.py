"""What the portal offers: the towns it serves and the procedures their offices published."""

from __future__ import annotations

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "todoke.portal.catalogue"
    label = "portal_catalogue"
    default_auto_field = "django.db.models.BigAutoField"
