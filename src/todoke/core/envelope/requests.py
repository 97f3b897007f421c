"""Signed requests of an office to the door (design 5.4).

Invariants:
- a token is good for one method, path with query, and body, for one minute.
- the key that verifies it is the one pinned for the municipality it names; the token's own
  header chooses neither key nor algorithm.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from todoke.core.envelope.keys import SigningKey, VerifyKey
from todoke.core.envelope.reasons import Reason, untrusted

ALGORITHM = "Ed25519"
TYPE = "todoke-request+jwt"
LIFETIME = timedelta(seconds=60)
SKEW = timedelta(minutes=5)
LARGEST_TOKEN = 4096


def sign_request(  # noqa: PLR0913 - method, target and body are the request; the rest is who and when
    method: str,
    path_and_query: str,
    *,
    body: bytes,
    key: SigningKey,
    municipality: str,
    now: datetime,
) -> str:
    """The token for `Authorization: Bearer …`."""
    issued = int(now.timestamp())
    claims = {
        "iss": municipality,
        "iat": issued,
        "exp": issued + int(LIFETIME.total_seconds()),
        "jti": secrets.token_hex(16),
        **_request_claims(method, path_and_query, body=body),
    }
    private = OKPKey.import_key(Ed25519PrivateKey.from_private_bytes(key.private_bytes))
    return jwt.encode({"alg": ALGORITHM, "typ": TYPE}, claims, private, algorithms=[ALGORITHM])


def verify_request(  # noqa: PLR0913 - the counterpart of sign_request
    token: str,
    method: str,
    path_and_query: str,
    body: bytes,
    *,
    keys: Mapping[str, VerifyKey],
    now: datetime,
) -> str:
    """The municipality that signed. Raises the one opaque `UntrustedEnvelope`."""
    # 1. Size, before anything is decoded.
    if len(token) > LARGEST_TOKEN:
        raise untrusted(Reason.REQUEST)
    # 2. The key pinned for the municipality the token names; the name itself is still unproven.
    municipality = _claimed_municipality(token)
    key = keys.get(municipality)
    if key is None:
        raise untrusted(Reason.REQUEST)
    # 3. Signature, with our algorithm, whatever the token's header says.
    claims = _verified_claims(token, key)
    # 4. This very request: a token taken from another one does not fit.
    expected = {"iss": municipality, **_request_claims(method, path_and_query, body=body)}
    if any(claims.get(name) != value for name, value in expected.items()):
        raise untrusted(Reason.REQUEST)
    # 5. Time.
    _refuse_time(claims, now)
    return municipality


def _request_claims(method: str, path_and_query: str, *, body: bytes) -> dict[str, str]:
    return {"htm": method.upper(), "htu": path_and_query, "bh": hashlib.sha256(body).hexdigest()}


def _claimed_municipality(token: str) -> str:
    try:
        middle = token.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(middle + "=" * (-len(middle) % 4)))
        return str(claims["iss"])
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise untrusted(Reason.REQUEST) from error


def _verified_claims(token: str, key: VerifyKey) -> dict[str, Any]:
    public = OKPKey.import_key(Ed25519PublicKey.from_public_bytes(key.raw))
    try:
        decoded = jwt.decode(token, public, algorithms=[ALGORITHM])
    except (JoseError, ValueError, TypeError) as error:
        raise untrusted(Reason.REQUEST) from error
    if decoded.header.get("typ") != TYPE:
        raise untrusted(Reason.REQUEST)
    return decoded.claims


def _refuse_time(claims: Mapping[str, Any], now: datetime) -> None:
    issued, expires = claims.get("iat"), claims.get("exp")
    if type(issued) is not int or expires != issued + int(LIFETIME.total_seconds()):
        raise untrusted(Reason.REQUEST)
    moment, skew = now.timestamp(), SKEW.total_seconds()
    if not issued - skew <= moment < expires + skew:
        raise untrusted(Reason.REQUEST_TIME)
