"""How the portal proves to an ID service that it is the portal: a signed statement, or the shared secret.

private_key_jwt: RFC 7523, and OpenID Connect Core 9; claims as the national service wants them (iss = sub =
client_id, aud = token address, jti, exp).
"""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote_plus

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey
from joserfc.jws import JWSRegistry

from todoke.core.errors import OperatorError
from todoke.portal.identity.oidc.providers import PAGE, IdProvider

LIFETIME = 60
"""Seconds an assertion is good for: one request, and a little for clocks that differ."""
TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
CURVES = {"P-256": "ES256", "P-384": "ES384", "P-521": "ES512"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Credentials:
    """What goes along with a request to the token endpoint."""

    form: dict[str, str] = field(default_factory=dict)
    basic: tuple[str, str] | None = None


def credentials(provider: IdProvider, *, token_endpoint: str) -> Credentials:
    if provider.client_auth == "private_key_jwt":
        assertion = client_assertion(provider, audience=token_endpoint)
        return Credentials(
            form={
                "client_id": provider.client_id,
                "client_assertion_type": TYPE,
                "client_assertion": assertion,
            }
        )
    secret = provider.credential().decode().strip()
    if provider.client_auth == "client_secret_basic":
        # RFC 6749 §2.3.1: both parts encoded as in a form first.
        return Credentials(basic=(quote_plus(provider.client_id), quote_plus(secret)))
    return Credentials(form={"client_id": provider.client_id, "client_secret": secret})


def client_assertion(provider: IdProvider, *, audience: str) -> str:
    key = private_key(provider)
    now = int(time.time())
    header = {"alg": algorithm_of(key), "typ": "JWT", "kid": key.thumbprint()}
    claims = {
        "iss": provider.client_id,
        "sub": provider.client_id,
        "aud": audience,
        "jti": secrets.token_urlsafe(24),
        "iat": now,
        "exp": now + LIFETIME,
    }
    return jwt.encode(header, claims, key, registry=JWSRegistry(algorithms=[header["alg"]]))


def private_key(provider: IdProvider) -> ECKey | RSAKey:
    pem = provider.credential()
    for kind in (ECKey, RSAKey):
        try:
            key = kind.import_key(pem)
        except (JoseError, ValueError, TypeError):
            continue
        if key.is_private:
            return key
    raise OperatorError(f"The key_file of {provider.id} holds no private EC or RSA key (PEM).", todo=PAGE)


def algorithm_of(key: ECKey | RSAKey) -> str:
    return "RS256" if isinstance(key, RSAKey) else CURVES[key.curve_name]


def public_keys(provider: IdProvider) -> dict[str, Any]:
    """The JWKS to hand in where the portal is registered."""
    key = private_key(provider)
    public = key.as_dict(private=False)
    return {"keys": [public | {"kid": key.thumbprint(), "use": "sig", "alg": algorithm_of(key)}]}
