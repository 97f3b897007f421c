"""What an ID service says about itself: its endpoints and its keys, each kept for a while in this process.

Invariants:
- the issuer in the answer is the configured one, letter by letter (OpenID Connect Discovery 4.3).
- no endpoint without TLS, the demo's own machine apart.
- keys are asked for again once when a token names one that is not there: that is how a service rotates them.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import Key, KeySet

from todoke.portal.identity.oidc import fetching
from todoke.portal.identity.oidc.failures import Failure, SignInFailed
from todoke.portal.identity.oidc.providers import IdProvider, is_protected

KEPT = 600.0
"""Seconds. An ID service that withdraws a key is believed after that time at the latest."""
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")


@dataclass(frozen=True, kw_only=True, slots=True)
class Metadata:
    """`names_itself`: it promises `iss` in its answers to the browser (RFC 9207)."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str | None
    names_itself: bool


@dataclass(frozen=True, slots=True)
class _Kept:
    value: Any
    until: float


_kept: dict[tuple[str, str], _Kept] = {}
_lock = threading.Lock()


def metadata_of(provider: IdProvider) -> Metadata:
    return _remembered(("metadata", provider.issuer), lambda: _read_metadata(provider))  # type: ignore[no-any-return]


def keys_of(provider: IdProvider, *, anew: bool = False) -> KeySet:
    """`anew`: do not take those that are kept."""
    uri = metadata_of(provider).jwks_uri
    return _remembered(("keys", uri), lambda: _read_keys(uri), anew=anew)  # type: ignore[no-any-return]


def forget() -> None:
    with _lock:
        _kept.clear()


def _remembered(key: tuple[str, str], read: Callable[[], Any], *, anew: bool = False) -> Any:
    """Asked outside the lock: one slow ID service must not stop people who use another."""
    with _lock:
        held = _kept.get(key)
    if held is not None and held.until > time.monotonic() and not anew:
        return held.value
    value = read()
    with _lock:
        _kept[key] = _Kept(value, time.monotonic() + KEPT)
    return value


def _read_metadata(provider: IdProvider) -> Metadata:
    found = fetching.get(provider.issuer.rstrip("/") + "/.well-known/openid-configuration")
    if found.get("issuer") != provider.issuer:
        raise SignInFailed(Failure.DISTRUSTED, "discovery of another issuer")
    endpoints = {name: _endpoint(found.get(name)) for name in ENDPOINTS}
    userinfo = found.get("userinfo_endpoint")
    return Metadata(
        issuer=provider.issuer,
        **endpoints,
        userinfo_endpoint=_endpoint(userinfo) if userinfo is not None else None,
        names_itself=found.get("authorization_response_iss_parameter_supported") is True,
    )


def _endpoint(value: object) -> str:
    if not isinstance(value, str) or not is_protected(value):
        raise SignInFailed(Failure.UNREACHABLE, "discovery with an endpoint missing or without TLS")
    return value


def _read_keys(uri: str) -> KeySet:
    """One key that nobody can read does not spoil the others (RFC 7517 §5)."""
    found = fetching.get(uri).get("keys")
    if not isinstance(found, list):
        raise SignInFailed(Failure.UNREACHABLE, "no list of keys")
    return KeySet([key for key in map(_key, found) if key is not None])


def _key(data: object) -> Key | None:
    """A shared secret or a private key in a public list is no key to verify with."""
    if not isinstance(data, dict) or data.get("kty") not in {"EC", "RSA", "OKP"} or "d" in data:
        return None
    if data.get("use", "sig") != "sig":
        return None
    try:
        return KeySet.registry_cls.import_key(data)
    except (JoseError, ValueError, TypeError, KeyError):
        return None
