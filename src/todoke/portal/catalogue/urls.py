"""`/`, `/<town>/`, `/<town>/<procedure>/`."""

from __future__ import annotations

from django.urls import path

from todoke.portal.catalogue import views

app_name = "catalogue"
urlpatterns = [
    path("", views.show_towns, name="towns"),
    path("<slug:town>/", views.show_town, name="town"),
    path("<slug:town>/<slug:procedure>/", views.show_procedure, name="procedure"),
]
