"""Pages every site has."""

from __future__ import annotations

from django.urls import path

from todoke.web import views

app_name = "web"
urlpatterns = [
    path("display", views.display, name="display"),
    path("healthz", views.healthz, name="healthz"),
]
