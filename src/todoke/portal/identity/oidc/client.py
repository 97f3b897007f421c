"""allauth's OpenID Connect client, with what it lacks: client assertions, a nonce, `acr_values` and `max_age`
of each request, an ID token whose signature is always verified, and nothing personal left behind.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from secrets import token_urlsafe
from typing import Any
from urllib.parse import urlencode

from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.oauth2.client import OAuth2Client
from allauth.socialaccount.providers.oauth2.utils import generate_code_challenge
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from todoke.core.assurance.claims import identity_from_claims
from todoke.core.assurance.identity import IdentityProof, pseudonym
from todoke.core.errors import Refused
from todoke.portal.identity.oidc import discovery, endpoints, failures
from todoke.portal.identity.oidc.demand import OidcDemand, from_json
from todoke.portal.identity.oidc.failures import SignInFailed
from todoke.portal.identity.oidc.id_token import Expected, VerifiedToken, verify_id_token
from todoke.portal.identity.oidc.providers import IdProvider, callback_url, id_provider

OPENID = "openid"


class IdServiceClient(OAuth2Client):
    def get_redirect_url(self, authorization_url: str, *given: Any) -> str:
        """As allauth's, but scopes in their order and addresses that already have a query."""
        scope, extra_params = given
        asked = {
            "client_id": self.consumer_key,
            "redirect_uri": self.callback_url,
            "scope": " ".join(dict.fromkeys(scope)),
            "response_type": "code",
            "state": self.state,
        }
        return (
            f"{authorization_url}{'&' if '?' in authorization_url else '?'}{urlencode(asked | extra_params)}"
        )


class IdServiceOAuth2Adapter(OpenIDConnectOAuth2Adapter):
    """One sign-in. `asked` is the state that belonged to it: set by the callback before anything is sent."""

    client_class = IdServiceClient
    basic_auth = False
    asked: dict[str, Any]
    proof: IdentityProof | None = None

    @property
    def id_provider(self) -> IdProvider:
        found = id_provider(self.provider_id)
        assert found is not None  # get_provider has answered 404 otherwise
        return found

    @property
    def demand(self) -> OidcDemand:
        return from_json(self.asked["demand"])

    @property
    def access_token_url(self) -> str:
        return discovery.metadata_of(self.id_provider).token_endpoint

    @property
    def authorize_url(self) -> str:
        return discovery.metadata_of(self.id_provider).authorization_endpoint

    def get_callback_url(self, request: HttpRequest, app: object) -> str:
        return callback_url(self.provider_id)

    def get_access_token_data(
        self, request: HttpRequest, *given: Any, pkce_code_verifier: str | None = None
    ) -> endpoints.Tokens:
        _app, client = given
        return endpoints.redeem(
            self.id_provider,
            code=request.GET["code"],
            redirect_uri=client.callback_url,
            verifier=pkce_code_verifier or "",
        )

    def complete_login(self, request: HttpRequest, *given: object, response: endpoints.Tokens) -> SocialLogin:
        tokens = response
        provider, now = self.id_provider, timezone.now()
        verified = self._verify(tokens, now=now)
        self.proof = self._proof(provider, tokens, verified=verified)
        return self.get_provider().sociallogin_from_response(request, {"sub": self.proof.subject})

    def _verify(self, tokens: endpoints.Tokens, *, now: datetime) -> VerifiedToken:
        provider, demand = self.id_provider, self.demand
        expected = Expected(
            issuer=provider.issuer,
            client_id=provider.client_id,
            algorithms=provider.algorithms,
            nonce=self.asked["nonce"],
            method=provider.method,
            acr_values=demand.acr_values,
            max_age=demand.max_age,
        )
        return verify_id_token(
            tokens.id_token,
            expected,
            keys=lambda anew: discovery.keys_of(provider, anew=anew),
            access_token=tokens.access_token,
            now=now,
        )

    def _proof(
        self, provider: IdProvider, tokens: endpoints.Tokens, *, verified: VerifiedToken
    ) -> IdentityProof:
        claims = endpoints.personal_claims(
            provider, tokens, scopes=self.demand.scopes, id_claims=verified.claims
        )
        try:
            identity = identity_from_claims(claims)
        except Refused as refused:
            raise SignInFailed(refused.refusals[0].code, "claims") from None  # its cause may hold a name
        return IdentityProof(
            method=provider.id,
            issuer=provider.issuer,
            subject=pseudonym(provider.issuer, verified.subject),
            levels=verified.levels,
            authenticated_at=verified.authenticated_at,
            identity=identity,
        )


class IdServiceProvider(OpenIDConnectProvider):
    """Invariants: what a request may say about scopes and parameters is not read; an account keeps the
    pseudonym of the person at this service and nothing else."""

    oauth2_adapter_class = IdServiceOAuth2Adapter
    supports_token_authentication = False

    def begin(self, request: HttpRequest, demand: OidcDemand) -> HttpResponse:
        """Send the person to the ID service, with everything new that binds the answer to this question.

        allauth's `redirect_from_request` is left aside: it takes scopes and parameters from the address, and
        a link could ask for more, or for less.
        """
        nonce = token_urlsafe(32)
        params = {"nonce": nonce}
        if demand.acr_values:
            params["acr_values"] = " ".join(demand.acr_values)
        if demand.max_age is not None:
            params["max_age"] = str(demand.max_age)
        if failures.sign_in_anew(request, provider=demand.provider):
            params["prompt"] = "login"
        if demand.sign_transaction_id:
            params["sign_transaction_id"] = demand.sign_transaction_id
        scopes = [OPENID, *(scope for scope in demand.scopes if scope != OPENID)]
        given = {"scope": scopes, "auth_params": params, "nonce": nonce, "demand": asdict(demand)}
        return self.redirect(request, demand.process, next_url=demand.done or None, **given)

    def get_pkce_params(self) -> dict[str, str]:
        """Always; S256."""
        return generate_code_challenge()

    def extract_uid(self, data: dict[str, str]) -> str:
        return data["sub"]

    def extract_extra_data(self, data: dict[str, str]) -> dict[str, str]:
        return {}

    def extract_common_fields(self, data: dict[str, str]) -> dict[str, str]:
        return {}

    def extract_email_addresses(self, data: dict[str, str]) -> list[Any]:
        return []
