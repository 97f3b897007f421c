"""The wide-area site of a prefecture and its towns: talent first, later the library and the merits."""

from __future__ import annotations

from todoke.web.config import site_config
from todoke.web.settings_base import base_settings
from todoke.web.sign_in.settings import APPS, sign_in_settings

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
globals().update(
    sign_in_settings(
        CONFIG,
        "todoke.hub.members.sign_in.SITE",
        issuer="Todoke hub",
        further=("todoke.hub.members.middleware.Navigation",),
    )
)

AUTH_USER_MODEL = "hub_members.Member"
WSGI_APPLICATION = "todoke.hub.wsgi.application"
