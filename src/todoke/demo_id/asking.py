"""What a site asks of a person, checked against the rules of the real service (domain.md §3).

An unknown site, or an address it never gave, is told to the person here; every other mistake goes back to
the site. Attack: sending a code, or an error, to an address of the attacker's.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from uuid import UUID

from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import InvalidRequestError, OAuth2Request
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant
from authlib.oauth2.rfc7636 import CodeChallenge
from django.core.exceptions import ValidationError
from django.http import HttpRequest, QueryDict
from django.utils import timezone

from todoke.demo_id.clients import CLAIM_SCOPES, Client, find_client
from todoke.demo_id.models import SigningTransaction, Status

PLAIN = re.compile(r"[\x20-\x7E]{1,255}")
CHALLENGE = re.compile(r"[0-9a-zA-Z_-]{43,128}")
LONGEST_REDIRECT = 255
PROMPTS = frozenset({"none", "login", "consent", "select_account"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """One request for authorization, valid as far as a machine can say."""

    client: Client
    redirect_uri: str
    scopes: tuple[str, ...]
    prompts: frozenset[str]
    max_age: int | None
    acr_values: tuple[str, ...]
    transaction: SigningTransaction | None
    fingerprint: str

    @property
    def claims(self) -> tuple[str, ...]:
        return tuple(scope for scope in CLAIM_SCOPES if scope in self.scopes)


class OneSource(OAuth2Request):
    """Parameters from one place only. Authlib's own request lets a form outweigh the address."""

    def __init__(self, request: HttpRequest, parameters: QueryDict) -> None:
        super().__init__(request.method or "", request.build_absolute_uri(), headers=request.headers)
        self.parameters = parameters
        self.payload = Parameters(parameters)

    @property
    def form(self) -> QueryDict:
        return self.parameters


class Parameters:
    """What Authlib calls a payload."""

    def __init__(self, parameters: QueryDict) -> None:
        self.data = parameters.dict()
        self.datalist = {name: parameters.getlist(name) for name in parameters}

    def __getattr__(self, name: str) -> str | None:
        return self.data.get(name)


def returnable_client(query: QueryDict) -> Client | None:
    """The site, when it is known and the address to return to is one it gave, to the letter."""
    if len(query.getlist("client_id")) != 1 or len(query.getlist("redirect_uri")) != 1:
        return None
    client, address = find_client(query["client_id"]), query["redirect_uri"]
    if client is None or len(address) > LONGEST_REDIRECT or not client.check_redirect_uri(address):
        return None
    return client


class HouseRules:
    """An extension of Authlib's grant; what it raises goes back to the site."""

    def __call__(self, grant: AuthorizationCodeGrant) -> None:
        grant.register_hook("after_validate_authorization_request_payload", refuse_parameters)


def refuse_parameters(grant: AuthorizationCodeGrant, redirect_uri: str) -> None:
    request: OneSource = grant.request
    query = request.parameters
    if any(len(query.getlist(name)) != 1 for name in query):
        raise InvalidRequestError("A parameter was given twice.")
    refuse_texts(query)
    if "openid" not in request.scope.split():
        raise InvalidRequestError("The scope 'openid' is missing.")
    if not set(query.get("prompt", "").split()) <= PROMPTS:
        raise InvalidRequestError("'prompt' holds a word that nobody knows.")
    if query.get("max_age") is not None and not re.fullmatch(r"\d{1,9}", query["max_age"], re.ASCII):
        raise InvalidRequestError("'max_age' must be a number of seconds.")
    refuse_signing(query, client=request.client, scopes=request.scope.split())


def refuse_texts(query: QueryDict) -> None:
    for name in ("request", "request_uri"):  # OpenID Connect Core §6: not spoken here
        if name in query:
            raise OAuth2Error(error=f"{name}_not_supported")
    if query.get("response_mode", "query") != "query":
        raise InvalidRequestError("'response_mode' must be query.")
    for name in ("state", "nonce"):
        if not PLAIN.fullmatch(query.get(name, "")):
            raise InvalidRequestError(f"'{name}' must be 1 to 255 characters of ASCII.")


def refuse_signing(query: QueryDict, *, client: Client, scopes: list[str]) -> None:
    """The scope `sign` and a transaction that waits come together or not at all."""
    given = query.get("sign_transaction_id")
    if ("sign" in scopes) != (given is not None):
        raise InvalidRequestError("The scope 'sign' and 'sign_transaction_id' belong together.")
    if given is not None and waiting_transaction(given, client=client) is None:
        raise InvalidRequestError("There is no such signing transaction that waits.")


def waiting_transaction(given: str, *, client: Client) -> SigningTransaction | None:
    try:
        return SigningTransaction.objects.filter(
            pk=UUID(given), client_id=client.client_id, status=Status.WAITING, expires_at__gt=timezone.now()
        ).first()
    except (ValueError, ValidationError):
        return None


class S256Only(CodeChallenge):
    """PKCE without the way around it: required, and never `plain`."""

    SUPPORTED_CODE_CHALLENGE_METHOD = ["S256"]

    def validate_code_challenge(self, grant: AuthorizationCodeGrant, redirect_uri: str) -> None:
        query = grant.request.parameters
        if query.get("code_challenge_method") != "S256":
            raise InvalidRequestError("'code_challenge_method' must be S256.")
        if not CHALLENGE.fullmatch(query.get("code_challenge", "")):
            raise InvalidRequestError("'code_challenge' is missing or malformed.")


def asked(query: QueryDict, *, client: Client) -> Asked:
    """Of parameters that were checked."""
    given = query.get("sign_transaction_id")
    return Asked(
        client=client,
        redirect_uri=query["redirect_uri"],
        scopes=tuple(dict.fromkeys(query["scope"].split())),
        prompts=frozenset(query.get("prompt", "").split()),
        max_age=int(query["max_age"]) if "max_age" in query else None,
        acr_values=tuple(query.get("acr_values", "").split()),
        transaction=waiting_transaction(given, client=client) if given else None,
        fingerprint=hashlib.sha256(query.urlencode().encode()).hexdigest(),
    )
