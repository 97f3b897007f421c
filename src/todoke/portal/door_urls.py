"""The door speaks to offices only."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [path("exchange/v1/", include("todoke.portal.exchange.urls"))]
