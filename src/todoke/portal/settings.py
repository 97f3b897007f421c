"""The residents' site. Lean on purpose: no sessions and no sign-in middleware on an application's way."""

from __future__ import annotations

from todoke.web.config import site_config
from todoke.web.settings_base import base_settings

CONFIG = site_config("portal")

globals().update(
    base_settings(
        CONFIG,
        apps=[
            "django.contrib.auth",
            "django.contrib.sessions",
            "django.contrib.messages",
            "allauth",
            "todoke.portal.identity.allauth_account.AccountInItsRoom",
            "allauth.mfa",
            "allauth.usersessions",
            "allauth.socialaccount",
            "todoke.portal.about",
            "todoke.portal.identity",
            "todoke.portal.catalogue",
            "todoke.portal.apply",
            "todoke.portal.step_up",
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
    "todoke.portal.identity.middleware.WhereAccountsLive",
]

# Accounts: everything below lives under /account/ and nowhere else (portal/identity/middleware.py).
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "identity:overview"
LOGOUT_REDIRECT_URL = "account_login"
AUTHENTICATION_BACKENDS = ["todoke.portal.identity.backend.WithoutPasswords"]
SESSION_COOKIE_NAME = "todoke_portal_session"
SESSION_COOKIE_PATH = "/account/"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CONFIG.https
SESSION_COOKIE_AGE = 30 * 60  # without a page; the longest in all is in portal/identity/middleware.py
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_SAVE_EVERY_REQUEST = True
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
# allauth counts tries in Django's cache: rows, so that they count across processes and restarts.
CACHES = {
    "default": {"BACKEND": "todoke.web.cache_rows.CacheRows", "LOCATION": "portal_identity.CacheRow"},
}
ACCOUNT_ADAPTER = "todoke.portal.identity.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = "todoke.portal.identity.queries.shown_name"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # an address is kept only after its code was typed (commands.py)
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_REAUTHENTICATION_TIMEOUT = 10 * 60
MFA_ADAPTER = "todoke.portal.identity.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_TOTP_TOLERANCE = 1
MFA_TOTP_ISSUER = "Todoke"
USERSESSIONS_TRACK_ACTIVITY = True
SOCIALACCOUNT_ADAPTER = "todoke.portal.identity.oidc.adapter.IdServiceAccountAdapter"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_EMAIL_REQUIRED = False
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False  # an address an ID service names opens no account here
SOCIALACCOUNT_AUTO_SIGNUP = True
