"""A municipality's office: staff pages, and the worker that opens every connection outward."""

from __future__ import annotations

from todoke.web.config import site_config
from todoke.web.settings_base import base_settings
from todoke.web.sign_in.settings import APPS, sign_in_settings
from todoke.web.sign_in.settings import MIDDLEWARE as SIGN_IN_MIDDLEWARE

CONFIG = site_config("office")

globals().update(
    base_settings(
        CONFIG,
        apps=[
            "django.contrib.auth",
            "django.contrib.sessions",
            "django.contrib.messages",
            *APPS,
            "todoke.office.staff",
            "todoke.office.exchange",
            "todoke.office.studio",
            "todoke.office.cases",
            "todoke.office.notices",
            "todoke.office.assurance",
            "todoke.office.numbers",
        ],
        urls="todoke.office.urls",
    )
)
globals().update(sign_in_settings("todoke.office.staff.sign_in.SITE", issuer=f"Todoke {CONFIG.town.name}"))

AUTH_USER_MODEL = "office_staff.Staff"
WSGI_APPLICATION = "todoke.office.wsgi.application"
SESSION_COOKIE_NAME = "todoke_office_session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CONFIG.https
SESSION_COOKIE_AGE = 8 * 3600
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
MIDDLEWARE = [
    "todoke.web.middleware.SecurityHeaders",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "todoke.web.middleware.Display",
    "todoke.web.bodies.RefusedBodies",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    *SIGN_IN_MIDDLEWARE,
    "django.contrib.messages.middleware.MessageMiddleware",
]
