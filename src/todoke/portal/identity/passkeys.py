"""Passkeys (WebAuthn): allauth and python-fido2 do the work, for the address of this site only.

Invariants:
- every passkey here may sign in alone, so every ceremony demands that the device knows its owner (user
  verification).
- an answer made for another origin is refused, be it below the same name or on another port.
- what a browser sends is foreign: whatever is wrong with it ends in one refusal.
"""

from __future__ import annotations

import base64
import json
from typing import Any
from urllib.parse import urlsplit

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth
from cryptography.exceptions import InvalidSignature
from django.conf import settings
from django.core.exceptions import ValidationError

from todoke.core.errors import Refused
from todoke.core.refusal import N_, Refusal
from todoke.portal.identity.models import Account

NOT_TAKEN = Refusal(
    code="identity.passkey.not-taken",
    message=N_("The passkey was not accepted. Try again, or use another way to sign in."),
)
LONGEST = 64 * 1024
# What parsing and verifying foreign JSON raises; python-fido2 itself raises ValueError.
_UNUSABLE = (
    ValidationError,
    InvalidSignature,
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
    IndexError,
    RecursionError,
)


def options_to_sign_in() -> dict[str, Any]:
    """Any passkey of this site: the device says whose it is."""
    return auth.begin_authentication(None)


def options_to_prove(account: Account) -> dict[str, Any]:
    return auth.begin_authentication(account)


def options_to_add(account: Account) -> dict[str, Any]:
    return auth.begin_registration(account, passwordless=True)


def signed_in_with(answer: str) -> Authenticator:
    """The passkey that answered, whoever's it is."""
    try:
        credential = _made_here(answer)
        auth.parse_authentication_response(credential)
        account = auth.extract_user_from_response(credential)
        return auth.complete_authentication(account, credential)
    except _UNUSABLE as error:
        raise Refused(NOT_TAKEN) from error


def proved_with(account: Account, answer: str) -> Authenticator:
    """The passkey of this account that answered."""
    try:
        credential = _made_here(answer)
        auth.parse_authentication_response(credential)
        return auth.complete_authentication(account, credential)
    except _UNUSABLE as error:
        raise Refused(NOT_TAKEN) from error


def read_new(answer: str) -> dict[str, Any]:
    """A new passkey that answers the challenge of this session, to be kept by `keep`."""
    try:
        credential = _made_here(answer)
        auth.parse_registration_response(credential)
        if not auth.complete_registration(credential).is_user_verified():
            raise ValueError("the device did not ask who uses it")
    except _UNUSABLE as error:
        raise Refused(NOT_TAKEN) from error
    return credential


def keep(account: Account, credential: dict[str, Any], *, name: str) -> Authenticator:
    kept: Authenticator = auth.WebAuthn.add(account, name, credential).instance
    return kept


def _made_here(answer: str) -> dict[str, Any]:
    """Attack: a page elsewhere that has the person's device sign our challenge."""
    if len(answer) > LONGEST:
        raise ValueError("longer than any passkey's answer")
    credential: dict[str, Any] = json.loads(answer)
    packed = credential["response"]["clientDataJSON"]
    data = json.loads(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)))
    if data["origin"] != origin() or data.get("crossOrigin"):
        raise ValueError("an answer made for another origin")
    return credential


def origin() -> str:
    """Scheme, host and port a passkey's answer must have been made for."""
    parts = urlsplit(settings.TODOKE.base_url)
    return f"{parts.scheme}://{parts.netloc}"


def host() -> str:
    return urlsplit(settings.TODOKE.base_url).hostname or ""
