"""The demo ID service. These settings can't be loaded outside a demo."""

from __future__ import annotations

import os

from todoke.demo_id.demo_only import require_demo
from todoke.web.config import site_config
from todoke.web.settings_base import base_settings

CONFIG = site_config("demo_id")
require_demo(CONFIG)
os.environ.setdefault("AUTHLIB_INSECURE_TRANSPORT", "1")  # a demo on one machine speaks http

globals().update(base_settings(CONFIG, apps=["todoke.demo_id"], urls="todoke.demo_id.urls"))

WSGI_APPLICATION = "todoke.demo_id.wsgi.application"
SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
SESSION_COOKIE_NAME = "todoke_id_session"
SESSION_COOKIE_AGE = 30 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CONFIG.https
SESSION_COOKIE_SAMESITE = "Lax"
MIDDLEWARE = [
    "todoke.web.middleware.SecurityHeaders",
    "todoke.demo_id.faults.Faults",
    "todoke.web.middleware.Display",
    "todoke.web.bodies.RefusedBodies",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
]
AUTHLIB_OAUTH2_PROVIDER = {"token_expires_in": {"authorization_code": 300, "client_credentials": 300}}
