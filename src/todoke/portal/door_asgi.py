"""The door's ASGI application."""

from __future__ import annotations

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "todoke.portal.door_settings")

from django.core.asgi import get_asgi_application

from todoke.portal.exchange.threads import spare_a_thread_per_request

application = get_asgi_application()
spare_a_thread_per_request()
