"""Settings of the sign-in, the same for every site that has one."""

from __future__ import annotations

from typing import Any

from todoke.web.config import SiteConfig

APPS = ["allauth.account", "allauth.mfa", "allauth.usersessions"]
LONGEST_SESSION = 8 * 3600
"""Seconds; see docs/reference/staff-sign-in.md."""


def sign_in_settings(
    config: SiteConfig, site: str, *, issuer: str, further: tuple[str, ...] = ()
) -> dict[str, Any]:
    """`site` names the SignInSite; `issuer` is what an authenticator app shows; `further` middleware of the
    site, behind the sign-in.
    """
    return {
        "SIGN_IN_SITE": site,
        "MIDDLEWARE": middleware(further),
        "MESSAGE_STORAGE": "django.contrib.messages.storage.session.SessionStorage",
        "SESSION_COOKIE_NAME": f"todoke_{config.site}_session",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": config.https,
        "SESSION_COOKIE_AGE": LONGEST_SESSION,
        "LOGIN_URL": "/login",
        "LOGIN_REDIRECT_URL": "/",
        "LOGOUT_REDIRECT_URL": "/login",
        # Nobody has an e-mail address: allauth knows people by `login`, and asks none for a verified one.
        "ACCOUNT_ADAPTER": "todoke.web.sign_in.adapters.AccountAdapter",
        "ACCOUNT_USER_MODEL_USERNAME_FIELD": "login",
        "ACCOUNT_USER_MODEL_EMAIL_FIELD": None,
        "ACCOUNT_LOGIN_METHODS": {"username"},
        "ACCOUNT_SIGNUP_FIELDS": ["username*", "password1*"],
        "ACCOUNT_EMAIL_VERIFICATION": "none",
        "ACCOUNT_TEMPLATE_EXTENSION": "html",
        "ACCOUNT_LOGIN_TIMEOUT": 15 * 60,  # between the password and the second factor
        "ACCOUNT_REAUTHENTICATION_TIMEOUT": 5 * 60,
        "ACCOUNT_RATE_LIMITS": False,  # ours count in the database: SignInSite.window
        "MFA_ADAPTER": "todoke.web.sign_in.adapters.FactorAdapter",
        "MFA_SUPPORTED_TYPES": ["totp", "webauthn", "recovery_codes"],
        "MFA_ALLOW_UNVERIFIED_EMAIL": True,
        "MFA_TOTP_ISSUER": issuer,
        "MFA_TOTP_TOLERANCE": 1,  # clocks of phones; a code is never taken twice
        "MFA_RECOVERY_CODES_SHOW_ONCE": True,
        "MFA_RATE_LIMITS": False,
    }


def middleware(further: tuple[str, ...]) -> list[str]:
    return [
        "todoke.web.middleware.SecurityHeaders",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "todoke.web.middleware.Display",
        "todoke.web.bodies.RefusedBodies",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "allauth.account.middleware.AccountMiddleware",
        "todoke.web.sign_in.middleware.SessionLimits",
        "todoke.web.sign_in.middleware.FactorFirst",
        *further,
        "django.contrib.messages.middleware.MessageMiddleware",
    ]
