"""Mounted at `/exchange/v1/` of the door, and nowhere else."""

from __future__ import annotations

from django.urls import path

from todoke.portal.exchange.api import api

urlpatterns = [path("", api.urls)]
