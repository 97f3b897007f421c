"""The residents' site. Lean on purpose: no sessions and no sign-in middleware on an application's way."""

from __future__ import annotations

from todoke.web.config import site_config
from todoke.web.settings_base import base_settings

CONFIG = site_config("portal")

globals().update(
    base_settings(
        CONFIG,
        apps=[
            "todoke.portal.about",
            "todoke.portal.identity",
            "todoke.portal.catalogue",
            "todoke.portal.apply",
            "todoke.portal.mailbox",
            "todoke.portal.exchange",
        ],
        urls="todoke.portal.urls",
    )
)

AUTH_USER_MODEL = "portal_identity.Account"
WSGI_APPLICATION = "todoke.portal.wsgi.application"
MIDDLEWARE = [
    "todoke.web.middleware.SecurityHeaders",
    "todoke.web.middleware.Display",
    "todoke.web.bodies.RefusedBodies",
    "django.middleware.csrf.CsrfViewMiddleware",
]
