"""Passkeys (WebAuthn): allauth and python-fido2 do the work, for one origin only."""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth
from cryptography.exceptions import InvalidSignature
from django.core.exceptions import ValidationError

from todoke.core.refusal import N_, Refusal
from todoke.web.sign_in.accounts import TwoStepAccount
from todoke.web.sign_in.adapters import origin

REFUSED = Refusal(
    code="staff.passkey.refused",
    message=N_("The passkey was not accepted. Try again, or use another way."),
)
# What reading foreign JSON gives; to python-fido2 a wrong signature or challenge is a ValueError.
UNUSABLE = (
    *(ValidationError, ValueError, TypeError, KeyError, AttributeError),
    *(IndexError, RecursionError, InvalidSignature, binascii.Error),
)
LONGEST = 64 * 1024


def ask_for_proof(staff: TwoStepAccount) -> str:
    """Options for the browser, as JSON; the challenge stays in the session."""
    return json.dumps(auth.begin_authentication(staff))


def ask_for_new(staff: TwoStepAccount) -> str:
    return json.dumps(auth.begin_registration(staff, passwordless=False))


def proved_with(staff: TwoStepAccount, answer: str) -> Authenticator | None:
    """The passkey that answered the challenge, or None."""
    try:
        credential = _made_here(answer)
        auth.parse_authentication_response(credential)
        return auth.complete_authentication(staff, credential)
    except UNUSABLE:
        return None


def added_with(staff: TwoStepAccount, answer: str, *, name: str) -> Authenticator | None:
    """The new passkey, kept; or None."""
    try:
        credential = _made_here(answer)
        auth.parse_registration_response(credential)
        auth.complete_registration(credential)
    except UNUSABLE:
        return None
    return auth.WebAuthn.add(staff, name, credential).instance


def _made_here(answer: str) -> dict[str, Any]:
    """A page of another origin, even below the same name or on another port, gets no passkey accepted."""
    if len(answer) > LONGEST:
        raise ValueError("longer than any passkey's answer")
    if "\\u0000" in answer or not answer.isprintable():  # PostgreSQL keeps no NUL
        raise ValueError("an invisible character")
    credential: dict[str, Any] = json.loads(answer)
    packed = credential["response"]["clientDataJSON"]
    data = json.loads(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)))
    if data["origin"] != origin():
        raise ValueError("an answer made for another origin")
    return credential
