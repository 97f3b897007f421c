"""The wide-area site of a prefecture and its towns: talent first, later the library and the merits."""

from __future__ import annotations

from todoke.web.config import site_config
from todoke.web.settings_base import base_settings
from todoke.web.sign_in.settings import APPS, sign_in_settings
from todoke.web.sign_in.settings import MIDDLEWARE as SIGN_IN_MIDDLEWARE

CONFIG = site_config("hub")

globals().update(
    base_settings(
        CONFIG,
        apps=[
            "django.contrib.auth",
            "django.contrib.sessions",
            "django.contrib.messages",
            *APPS,
            "todoke.hub.members",
            "todoke.hub.talent.roles",
            "todoke.hub.talent.people",
            "todoke.hub.talent.learning",
            "todoke.hub.talent.needs",
            "todoke.hub.talent.permits",
            "todoke.hub.talent.rounds",
            "todoke.hub.talent.engagements",
            "todoke.hub.talent.network",
        ],
        urls="todoke.hub.urls",
    )
)
globals().update(sign_in_settings("todoke.hub.members.sign_in.SITE", issuer="Todoke hub"))

AUTH_USER_MODEL = "hub_members.Member"
WSGI_APPLICATION = "todoke.hub.wsgi.application"
SESSION_COOKIE_NAME = "todoke_hub_session"
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
    "todoke.hub.members.middleware.Navigation",
    "django.contrib.messages.middleware.MessageMiddleware",
]
