"""A municipality's office: staff pages, and the worker that opens every connection outward."""

from __future__ import annotations

from todoke.web.config import site_config
from todoke.web.settings_base import base_settings
from todoke.web.sign_in.settings import APPS, sign_in_settings

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
globals().update(
    sign_in_settings(CONFIG, "todoke.office.staff.sign_in.SITE", issuer=f"Todoke {CONFIG.town.name}")
)

AUTH_USER_MODEL = "office_staff.Staff"
WSGI_APPLICATION = "todoke.office.wsgi.application"
