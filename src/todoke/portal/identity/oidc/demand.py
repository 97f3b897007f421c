"""What the next sign-in with an ID service must ask for: kept in the session between two of our own pages."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from allauth.socialaccount.providers.base.constants import AuthProcess
from django.http import HttpRequest
from django.urls import reverse

SESSION_KEY = "oidc_demand"


@dataclass(frozen=True, kw_only=True, slots=True)
class OidcDemand:
    """`scopes`: what the need is, beside openid ("name", "address", …). `acr_values`: as the ID service names
    them; one of the levels among them has to come back. `max_age`: seconds; None asks for no new sign-in.

    `done`, `failed`: paths on this site, under /account/; empty: the account's own page, and one that tells
    the failure. `process`: what allauth does with the answer. The usual one is nothing: no account is made,
    none is signed in to.
    """

    provider: str
    scopes: tuple[str, ...] = ()
    acr_values: tuple[str, ...] = ()
    max_age: int | None = None
    sign_transaction_id: str | None = None
    done: str = ""
    failed: str = ""
    process: AuthProcess = AuthProcess.REDIRECT


def ask(request: HttpRequest, demand: OidcDemand) -> str:
    """The address that sends the person to the ID service, with a new state and nonce each time."""
    request.session[SESSION_KEY] = asdict(demand)
    return reverse("openid_connect_login", kwargs={"provider_id": demand.provider})


def take(request: HttpRequest, *, provider: str) -> OidcDemand | None:
    """What was asked for, once, and only of the provider it was meant for."""
    held = request.session.get(SESSION_KEY)
    if not isinstance(held, dict) or held.get("provider") != provider:
        return None
    del request.session[SESSION_KEY]
    return from_json(held)


def from_json(held: dict[str, Any]) -> OidcDemand:
    """Out of a session, which knows no tuples."""
    return OidcDemand(**held | {name: tuple(held[name]) for name in ("scopes", "acr_values")})


def page_after(demand: OidcDemand, *, failed: bool) -> str:
    """Where the person goes on: what the demand says, or a page of our own."""
    given = demand.failed if failed else demand.done
    return given or reverse("oidc_failed" if failed else "identity:overview")
