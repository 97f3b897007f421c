"""The exchange door: the portal's database, its own listener and urls, no pages."""

from __future__ import annotations

from todoke.portal.settings import *  # noqa: F403

ROOT_URLCONF = "todoke.portal.door_urls"
ASGI_APPLICATION = "todoke.portal.door_asgi.application"
MIDDLEWARE = ["todoke.portal.exchange.problems.EveryRefusal"]
DOOR = True
