"""Verifying an ID token: always its signature, also when it came straight from the token endpoint.

OpenID Connect Core 3.1.3.7 lets a client skip the signature there; this one does not. The steps are numbered
in the order in which they are done; nothing of the token is used before all of them passed.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import Key, KeySet

from todoke.core.assurance.levels import Levels
from todoke.core.assurance.methods import Method
from todoke.core.assurance.stepping_up import CLOCK_SKEW, refuse_returned
from todoke.portal.identity.oidc.failures import Failure, SignInFailed

LARGEST = 16 * 1024
FURTHEST = 4102444800  # 2100-01-01: beyond, a number is no time


@dataclass(frozen=True, kw_only=True, slots=True)
class Expected:
    """What was asked, and of whom. `max_age`: seconds, None where no new sign-in was asked for."""

    issuer: str
    client_id: str
    algorithms: tuple[str, ...]
    nonce: str
    method: Method
    acr_values: tuple[str, ...] = ()
    max_age: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class VerifiedToken:
    subject: str
    levels: Levels
    authenticated_at: datetime
    claims: Mapping[str, Any]


KeysOf = Callable[[bool], KeySet]
"""The service's keys; True: asked for anew."""


def verify_id_token(
    token: str, expected: Expected, *, keys: KeysOf, access_token: str, now: datetime
) -> VerifiedToken:
    """Raises SignInFailed with the person's sentence; its detail names the step, for the log."""
    claims, algorithm = _verified_claims(token, algorithms=expected.algorithms, keys=keys)  # 1-4
    _require_for_us(claims, expected)  # 5-6
    _require_timely(claims, now=now)  # 7
    _require_asked_here(claims, expected)  # 8
    _require_fitting(claims, access_token=access_token, algorithm=algorithm)  # 8
    authenticated_at = _time(claims.get("auth_time"))
    _require_sure(claims, expected, authenticated_at=authenticated_at, now=now)  # 9-10
    assert authenticated_at is not None
    return VerifiedToken(
        subject=_subject(claims),
        levels=expected.method.acr[claims["acr"]],
        authenticated_at=authenticated_at,
        claims=claims,
    )


def _distrusted(detail: str) -> SignInFailed:
    return SignInFailed(Failure.DISTRUSTED, detail)


def _verified_claims(token: str, *, algorithms: tuple[str, ...], keys: KeysOf) -> tuple[dict[str, Any], str]:
    """The claims, and the algorithm they were signed with."""
    # 1. Bounded before anything is parsed.
    if not isinstance(token, str) or len(token) > LARGEST:
        raise _distrusted("token missing or too long")
    header = _header(token)
    # 2. The algorithm is chosen by us: "none", and HS256 with the public key as its secret, end here.
    algorithm = header.get("alg")
    if algorithm not in algorithms:
        raise _distrusted("alg")
    # 3. The key by its id; one that is unknown may be new: ask once more, then give up.
    key = _key_for(header, keys(False)) or _key_for(header, keys(True))
    if key is None:
        raise _distrusted("kid")
    # 4. The signature over the exact bytes, then the claims out of those.
    try:
        registry = jws.JWSRegistry(algorithms=[algorithm], strict_check_header=False)
        payload = jws.deserialize_compact(token, key, registry=registry).payload
        claims = json.loads(payload)
    except (JoseError, ValueError, TypeError, KeyError, RecursionError) as error:
        raise _distrusted("signature") from error
    if not isinstance(claims, dict):
        raise _distrusted("payload")
    return claims, algorithm


def _header(token: str) -> dict[str, Any]:
    try:
        first = token.encode("ascii").split(b".")[0]
        found = json.loads(base64.urlsafe_b64decode(first + b"=" * (-len(first) % 4)))
    except (ValueError, binascii.Error, RecursionError) as error:
        raise _distrusted("header") from error
    if not isinstance(found, dict):
        raise _distrusted("header")
    return found


def _key_for(header: Mapping[str, Any], keys: KeySet) -> Key | None:
    """Without an id in the header only where there is no choice (OpenID Connect Core 10.1)."""
    usable = [key for key in keys if key.get("alg") in {None, header["alg"]}]
    kid = header.get("kid")
    if kid is None:
        return usable[0] if len(usable) == 1 else None
    return next((key for key in usable if key.kid == kid), None)


def _require_for_us(claims: Mapping[str, Any], expected: Expected) -> None:
    # 5. By whom: another issuer's token is good for nothing here, however well it is signed.
    if claims.get("iss") != expected.issuer:
        raise _distrusted("iss")
    # 6. For whom: us alone; a token that others may use as well could have been got from them.
    audience = claims.get("aud")
    if audience != expected.client_id and audience != [expected.client_id]:
        raise _distrusted("aud")
    if claims.get("azp", expected.client_id) != expected.client_id:
        raise _distrusted("azp")


def _require_timely(claims: Mapping[str, Any], *, now: datetime) -> None:
    # 7. Both times must be there; clocks may differ by CLOCK_SKEW.
    expires, issued = _time(claims.get("exp")), _time(claims.get("iat"))
    if expires is None or now >= expires + CLOCK_SKEW:
        raise _distrusted("exp")
    if issued is None or issued > now + CLOCK_SKEW:
        raise _distrusted("iat")
    if "nbf" in claims:
        begins = _time(claims["nbf"])
        if begins is None or begins > now + CLOCK_SKEW:
            raise _distrusted("nbf")


def _require_asked_here(claims: Mapping[str, Any], expected: Expected) -> None:
    # 8. Answer to this very question: a token or a code from another sign-in was asked with another nonce.
    nonce = claims.get("nonce")
    if not isinstance(nonce, str) or not hmac.compare_digest(nonce.encode(), expected.nonce.encode()):
        raise _distrusted("nonce")


def _require_fitting(claims: Mapping[str, Any], *, access_token: str, algorithm: str) -> None:
    """Where the token says which access token came with it, it must be that one (Core 3.1.3.6)."""
    if "at_hash" not in claims:
        return
    digest = hashlib.new(f"sha{algorithm[-3:]}", access_token.encode()).digest()
    half = base64.urlsafe_b64encode(digest[: len(digest) // 2]).rstrip(b"=").decode()
    if claims["at_hash"] != half:
        raise _distrusted("at_hash")


def _require_sure(
    claims: Mapping[str, Any], expected: Expected, *, authenticated_at: datetime | None, now: datetime
) -> None:
    # 9. How surely: what came back counts, never what was asked for.
    acr = claims.get("acr")
    refusal = refuse_returned(
        expected.method, acr=acr if isinstance(acr, str) else None, auth_time=authenticated_at, now=now
    )
    if refusal is not None:
        raise SignInFailed(refusal.code)
    asked = [expected.method.acr[one] for one in expected.acr_values if one in expected.method.acr]
    if asked and not any(expected.method.acr[acr].reaches(one) for one in asked):
        raise SignInFailed(Failure.TOO_WEAK, "acr")
    # 10. How lately: a service that ignores max_age gives an old sign-in.
    if expected.max_age is not None and authenticated_at is not None:
        oldest = now - timedelta(seconds=expected.max_age) - CLOCK_SKEW
        if authenticated_at < oldest:
            raise SignInFailed(Failure.TOO_OLD, "auth_time")


def _subject(claims: Mapping[str, Any]) -> str:
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= 255 or not subject.isascii():
        raise _distrusted("sub")
    return subject


def _time(value: object) -> datetime | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < FURTHEST:
        return None
    return datetime.fromtimestamp(value, UTC)
