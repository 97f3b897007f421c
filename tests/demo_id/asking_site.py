"""A site that asks the ID service, and what came back to it."""

from __future__ import annotations

import base64
import hashlib
import secrets
import time
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.test import Client as Browser
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet

from todoke.demo_id import metadata
from todoke.demo_id.people import SIGN_IN_PIN

BACK = "http://portal.localhost:9500/account/oidc/digital_id/login/callback/"
AUTH, TOKEN, USERINFO, CERTS = (
    f"/api/realms/main/protocol/openid-connect/{name}" for name in ("auth", "token", "userinfo", "certs")
)
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def challenge_of(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


@dataclass
class Site:
    """A site that asks, as the portal does; every default can be spoilt."""

    client_id: str
    key: ECKey
    browser: Browser
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48))

    def address(self, **changes: str | None) -> str:
        asked = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": BACK,
            "scope": "openid name address birthdate gender",
            "state": secrets.token_urlsafe(24),
            "nonce": secrets.token_urlsafe(24),
            "code_challenge": challenge_of(self.verifier),
            "code_challenge_method": "S256",
        } | changes
        return f"{AUTH}?{urlencode({name: value for name, value in asked.items() if value is not None})}"

    def sign_in(self, address: str, *, person: str = "hanako", acr: str = "aal3"):
        answer = self.browser.post(
            address, {"act": "sign_in", "person": person, "acr": acr, "pin": SIGN_IN_PIN}
        )
        assert answer.status_code == 302
        assert answer["Location"] == address
        return self.browser.get(address)

    def agree(self, address: str, *, without: tuple[str, ...] = ()):
        given = [one for one in ("name", "address", "birthdate", "gender") if one not in without]
        return self.browser.post(address, {"act": "hand_over", "hand_over": given})

    def code(self, address: str | None = None, *, without: tuple[str, ...] = (), **who: str) -> str:
        address = address or self.address()
        self.sign_in(address, **who)
        return returned(self.agree(address, without=without))["code"]

    def assertion(self, **changes: object) -> str:
        now = int(time.time())
        claims = {
            "iss": self.client_id,
            "sub": self.client_id,
            "aud": metadata.endpoint("token"),
            "jti": secrets.token_hex(16),
            "iat": now,
            "exp": now + 60,
        } | changes
        return jwt.encode(
            {"alg": "ES256"}, {name: value for name, value in claims.items() if value is not None}, self.key
        )

    def ask_token(self, code: str | None, *, assertion: str | None = None, **changes: str | None):
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": BACK,
            "code_verifier": self.verifier,
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": assertion or self.assertion(),
        } | changes
        return Browser().post(TOKEN, {name: value for name, value in form.items() if value is not None})

    def ask_signing_token(self, scope: str | None = "sign"):
        return self.ask_token(
            None, grant_type="client_credentials", scope=scope, redirect_uri=None, code_verifier=None
        )

    def signing_token(self) -> str:
        return self.ask_signing_token().json()["access_token"]

    def facts(self, token: str) -> dict:
        answer = Browser().get(USERINFO, headers={"authorization": f"Bearer {token}"})
        assert answer.status_code == 200, answer.content
        return answer.json()


def returned(answer) -> dict[str, str]:
    """The parameters that came back to the site."""
    assert answer.status_code == 302, answer.content.decode()
    place = answer["Location"]
    assert place.split("?")[0] == BACK, place
    return dict(parse_qsl(urlsplit(place).query))


def claims_of(id_token: str) -> dict:
    keys = KeySet.import_key_set(Browser().get(CERTS).json())
    return jwt.decode(id_token, keys, algorithms=["ES256"]).claims


def digest_body(content: bytes) -> dict[str, str]:
    return {"digest": base64.b64encode(hashlib.sha256(content).digest()).decode()}
