"""A municipality's office: staff pages, and the worker that opens every connection outward."""

from __future__ import annotations

from todoke.web.config import site_config
from todoke.web.settings_base import base_settings

CONFIG = site_config("office")

globals().update(
    base_settings(
        CONFIG,
        apps=[
            "django.contrib.auth",
            "django.contrib.sessions",
            "django.contrib.messages",
            "allauth.account",
            "allauth.mfa",
            "allauth.usersessions",
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

AUTH_USER_MODEL = "office_staff.Staff"
LOGIN_URL = "/login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/login"
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
    "allauth.account.middleware.AccountMiddleware",
    "todoke.office.staff.middleware.SessionLimits",
    "todoke.office.staff.middleware.FactorFirst",
    "django.contrib.messages.middleware.MessageMiddleware",
]

# Staff have no e-mail address: allauth knows them by `login`, and asks none of them for a verified one.
ACCOUNT_ADAPTER = "todoke.office.staff.adapters.StaffAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "login"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_TEMPLATE_EXTENSION = "html"
ACCOUNT_LOGIN_TIMEOUT = 15 * 60  # between the password and the second factor
ACCOUNT_REAUTHENTICATION_TIMEOUT = 5 * 60
ACCOUNT_RATE_LIMITS = False  # ours count in the database: todoke.office.staff.models.LoginWindow
MFA_ADAPTER = "todoke.office.staff.adapters.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = f"Todoke {CONFIG.town.name}"
MFA_TOTP_TOLERANCE = 1  # clocks of phones; a code is never taken twice
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_RATE_LIMITS = False
