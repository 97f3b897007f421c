"""`/accessibility` and `/privacy`; `?town=` names the town whose pages the person came from."""

from __future__ import annotations

from django.urls import path

from todoke.portal.about import views

app_name = "about"
urlpatterns = [
    path("accessibility", views.accessibility, name="accessibility"),
    path("privacy", views.privacy, name="privacy"),
]
