"""The OpenID provider: Authlib's, with this service's rules.

Invariants: code flow only; private_key_jwt only; S256 only; ES256 only; `sub` differs from site to site.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from authlib.integrations.django_oauth2 import AuthorizationServer, ResourceProtector
from authlib.integrations.django_oauth2 import BearerTokenValidator as StoredTokenValidator
from authlib.oauth2.rfc6749 import InvalidScopeError
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant, ClientCredentialsGrant
from authlib.oidc.core import OpenIDCode
from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from joserfc.jwk import ECKey

from todoke.demo_id import metadata, signing_keys
from todoke.demo_id.asking import HouseRules, OneSource, S256Only
from todoke.demo_id.assertions import PrivateKeyJwt
from todoke.demo_id.clients import AUTH_METHOD, Client, find_client
from todoke.demo_id.models import AccessToken, Code
from todoke.demo_id.people import Person, person_of
from todoke.demo_id.signed_in import Granted
from todoke.web.database import write

CODE_LIFETIME = timedelta(seconds=60)
KEPT_AFTER = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Holder:
    """Whose token it is, as one site knows them."""

    id: str
    sub: str


class Provider(AuthorizationServer):
    def create_oauth2_request(self, request: HttpRequest | OneSource) -> OneSource:
        if isinstance(request, OneSource):
            return request
        return OneSource(request, request.POST)

    def query_client(self, client_id: str) -> Client | None:
        return find_client(client_id)

    def save_token(self, token: dict[str, Any], request: OneSource) -> None:
        """By its hash. A code that was taken back in the meantime has no token."""
        with write():
            AccessToken.objects.create(
                token_hash=hashed(token["access_token"]),
                code=request.authorization_code,
                client_id=request.client.client_id,
                person=request.user.id if request.user else "",
                scope=token.get("scope", ""),
                expires_at=timezone.now() + timedelta(seconds=token["expires_in"]),
            )


class CodeGrant(AuthorizationCodeGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = [AUTH_METHOD]

    def save_authorization_code(self, code: str, request: OneSource) -> None:
        granted: Granted = request.user
        now, query = timezone.now(), request.parameters
        with write():
            Code.objects.filter(expires_at__lt=now - KEPT_AFTER).delete()
            Code.objects.create(
                code_hash=hashed(code),
                client_id=request.client.client_id,
                person=granted.person.id,
                redirect_uri=query["redirect_uri"],
                scope=granted.scope,
                nonce=query["nonce"],
                acr=granted.acr,
                authenticated_at=granted.authenticated_at,
                code_challenge=query["code_challenge"],
                code_challenge_method=query["code_challenge_method"],
                expires_at=now + CODE_LIFETIME,
            )

    def query_authorization_code(self, code: str, client: Client) -> Code | None:
        """Spend it. Attack: a code read on its way back is used again; then both lose what they got."""
        mine = Q(code_hash=hashed(code), client_id=client.client_id)
        now = timezone.now()
        with write():
            if Code.objects.filter(mine, used_at=None, expires_at__gt=now).update(used_at=now):
                return Code.objects.get(mine)
            AccessToken.objects.filter(code__in=Code.objects.filter(mine)).delete()
        return None

    def delete_authorization_code(self, authorization_code: Code) -> None:
        """It was spent when it was read, and is kept to notice a second use."""

    def authenticate_user(self, authorization_code: Code) -> Holder | None:
        person, client = person_of(authorization_code.person), find_client(authorization_code.client_id)
        return Holder(id=person.id, sub=subject_of(person, client=client)) if person and client else None


class OpenId(OpenIDCode):
    """The ID token. Name, address, birth date and sex are given by userinfo alone."""

    def exists_nonce(self, nonce: str, request: OneSource) -> bool:
        return Code.objects.filter(client_id=request.payload.client_id, nonce=nonce).exists()

    def resolve_client_private_key(self, client: Client) -> ECKey:
        return signing_keys.keys()[0]

    def get_client_algorithm(self, client: Client) -> str:
        return signing_keys.ALGORITHM

    def get_encode_header(self, client: Client) -> dict[str, str]:
        return {"alg": signing_keys.ALGORITHM, "kid": str(signing_keys.keys()[0].kid)}

    def get_client_claims(self, client: Client) -> dict[str, Any]:
        now = int(timezone.now().timestamp())
        return {"iss": metadata.issuer(), "aud": client.client_id, "iat": now, "exp": now + 300}

    def generate_user_info(self, user: Holder, scope: str) -> dict[str, str]:
        return {"sub": user.sub}


class SigningGrant(ClientCredentialsGrant):
    """A site's own token; it opens the signing paths and nothing of a person's."""

    TOKEN_ENDPOINT_AUTH_METHODS = [AUTH_METHOD]

    def validate_token_request(self) -> None:
        super().validate_token_request()
        if self.request.payload.scope != "sign":
            raise InvalidScopeError()


class TokenValidator(StoredTokenValidator):
    def authenticate_token(self, token_string: str) -> AccessToken | None:
        return AccessToken.objects.filter(pk=hashed(token_string)).first()


def subject_of(person: Person, *, client: Client) -> str:
    """Pairwise: two sites that compare their people find nothing in common."""
    secret = settings.SECRET_KEY.encode()
    return hmac.new(secret, f"{client.client_id}\n{person.id}".encode(), hashlib.sha256).hexdigest()


def session_state_of(granted: Granted) -> str:
    """Opaque, as the real service returns one beside the code."""
    told = f"session\n{granted.person.id}\n{granted.authenticated_at.isoformat()}".encode()
    digest = hmac.new(settings.SECRET_KEY.encode(), told, hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest[:16]).rstrip(b"=").decode()


def hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _provider() -> Provider:
    found = Provider(None, None)
    found.register_client_auth_method(AUTH_METHOD, PrivateKeyJwt())
    found.register_grant(CodeGrant, [S256Only(required=True), HouseRules(), OpenId(require_nonce=True)])
    found.register_grant(SigningGrant)
    return found


provider = _provider()
protected = ResourceProtector()
protected.register_token_validator(TokenValidator(None))
