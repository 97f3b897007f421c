"""The requests of one sign-in to the ID service: code for tokens, token for claims. Nothing is stored."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from todoke.core.errors import OperatorError
from todoke.portal.identity.oidc import client_assertion, discovery, fetching
from todoke.portal.identity.oidc.failures import Failure, SignInFailed
from todoke.portal.identity.oidc.providers import IdProvider

logger = logging.getLogger("todoke.identity.oidc")
CLAIM_OF_SCOPE = {"name": "name", "address": "address", "birthdate": "birthdate", "gender": "gender"}
"""Scopes of the national service → claims. Others (`profile`) are sent as configured and bring no claim."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Tokens:
    """Kept in memory for the length of one request, and out of every representation."""

    access_token: str = field(repr=False)
    id_token: str = field(repr=False)


def redeem(provider: IdProvider, *, code: str, redirect_uri: str, verifier: str) -> Tokens:
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": redirect_uri,
        "code_verifier": verifier,
    }
    found = ask_token_endpoint(provider, form=form)
    return Tokens(access_token=_text(found, "access_token"), id_token=_text(found, "id_token"))


def own_token(provider: IdProvider, *, scope: str) -> str:
    """The portal's own access token (client credentials), which speaks for no person."""
    return _text(
        ask_token_endpoint(provider, form={"grant_type": "client_credentials", "scope": scope}),
        "access_token",
    )


def ask_token_endpoint(provider: IdProvider, *, form: Mapping[str, str]) -> dict[str, Any]:
    endpoint = discovery.metadata_of(provider).token_endpoint
    try:
        proof = client_assertion.credentials(provider, token_endpoint=endpoint)
    except OperatorError as error:
        logger.error("%s", error)  # names the file to mend; the person gets a sentence of their own
        raise SignInFailed(Failure.UNREACHABLE, "our own credential") from error
    return fetching.post(endpoint, form=dict(form) | proof.form, basic=proof.basic)


def personal_claims(
    provider: IdProvider,
    tokens: Tokens,
    *,
    scopes: tuple[str, ...],
    id_claims: Mapping[str, Any],
) -> dict[str, Any]:
    """What the scopes were asked for and which characters of it are substitutes, and nothing else the service
    may add of its own."""
    wanted = [CLAIM_OF_SCOPE[scope] for scope in scopes if scope in CLAIM_OF_SCOPE]
    if not wanted:
        return {}
    names = [*wanted, *(f"{name}_substituted" for name in wanted)]
    found = {name: id_claims[name] for name in names if name in id_claims}
    endpoint = discovery.metadata_of(provider).userinfo_endpoint
    if not all(name in found for name in wanted) and endpoint is not None:
        told = fetching.get(endpoint, bearer=tokens.access_token)
        # Attack: an access token swapped for another person's (OpenID Connect Core 5.3.2).
        if told.get("sub") != id_claims["sub"]:
            raise SignInFailed(Failure.DISTRUSTED, "userinfo of another sub")
        found = {name: told[name] for name in names if name in told} | found
    return found


def _text(found: Mapping[str, Any], name: str) -> str:
    value = found.get(name)
    if not isinstance(value, str) or not value:
        raise SignInFailed(Failure.UNREACHABLE, f"no {name}")
    return value
