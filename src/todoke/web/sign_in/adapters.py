"""What allauth asks a site with sign-in: whom it speaks to, where it may send people, how secrets are kept.

Invariants:
- secrets of authenticator apps and recovery codes lie in the database encrypted only.
- a passkey belongs to the address in `base_url`, whatever Host a request carries.
"""

from __future__ import annotations

import base64
import secrets
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from todoke.web.sign_in.site import site

NONCE = 12


class AccountAdapter(DefaultAccountAdapter):
    """No e-mail is ever sent, and nobody signs up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str) -> bool:
        """This very host only; allauth's own would take every name in ALLOWED_HOSTS."""
        return stays_here(self.request, url)

    def get_client_ip(self, request: HttpRequest) -> str:
        """Who speaks, as todoke.web.proxy has found out already."""
        return str(request.META.get("REMOTE_ADDR") or "127.0.0.1")

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Our pages say what happened themselves."""


class FactorAdapter(DefaultMFAAdapter):
    """Of second factors."""

    def encrypt(self, text: str) -> str:
        nonce = secrets.token_bytes(NONCE)
        return base64.b64encode(nonce + _cipher().encrypt(nonce, text.encode(), None)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        raw = base64.b64decode(encrypted_text)
        return _cipher().decrypt(raw[:NONCE], raw[NONCE:], None).decode()

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        host = urlsplit(settings.TODOKE.base_url).hostname or ""
        return {"id": host, "name": settings.MFA_TOTP_ISSUER}


def stays_here(request: HttpRequest, url: str) -> bool:
    return url_has_allowed_host_and_scheme(
        url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )


def origin() -> str:
    """Scheme, host and port a passkey's answer must have been made for."""
    parts = urlsplit(settings.TODOKE.base_url)
    return f"{parts.scheme}://{parts.netloc}"


def _cipher() -> AESGCM:
    key = HKDF(SHA256(), length=32, salt=None, info=site().purpose).derive(settings.SECRET_KEY.encode())
    return AESGCM(key)
