"""Who asks for tokens: private_key_jwt, right in every part, and never twice."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from joserfc import jwt
from joserfc.jwk import ECKey
from tests.demo_id.asking_site import Site, claims_of

NOW = time.time()
WRONG_CLAIMS = {
    "another audience": {"aud": "http://evil.example/token"},
    "the issuer as audience": {"aud": "http://id.localhost:9503/api/realms/main"},
    "no audience": {"aud": None},
    "another issuer": {"iss": "RP00000002"},
    "no issuer": {"iss": None},
    "an unknown subject": {"sub": "RP00000099", "iss": "RP00000099"},
    "a subject that is a number": {"sub": 1, "iss": 1},
    "no subject": {"sub": None},
    "expired": {"exp": int(NOW) - 3600},
    "no expiry": {"exp": None},
    "an expiry in two hours": {"exp": int(NOW) + 7200},
    "an expiry that is a word": {"exp": "soon"},
    "no jti": {"jti": None},
    "an empty jti": {"jti": ""},
    "a jti that is a number": {"jti": 7},
    "a jti of 256": {"jti": "j" * 256},
}


def refused(answer) -> bool:
    return answer.status_code in {400, 401} and answer.json()["error"] == "invalid_client"


@pytest.mark.parametrize("changes", WRONG_CLAIMS.values(), ids=WRONG_CLAIMS)
def test_an_assertion_that_is_wrong_in_one_part_is_refused(portal, changes):
    code = portal.code()
    assert refused(portal.ask_token(code, assertion=portal.assertion(**changes)))
    assert portal.ask_token(code).status_code == 200, "and the code is not spent by it"


def test_an_assertion_is_good_once(portal):
    assertion = portal.assertion()
    assert portal.ask_token(portal.code(), assertion=assertion).status_code == 200
    code = portal.code()
    assert refused(portal.ask_token(code, assertion=assertion))


def test_two_sites_may_use_the_same_jti(portal, other_site):
    assert portal.ask_token(portal.code(), assertion=portal.assertion(jti="1")).status_code == 200
    assert other_site.ask_token(other_site.code(), assertion=other_site.assertion(jti="1")).status_code == 200


def part(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def unsigned(site: Site) -> str:
    claims = jwt.decode(site.assertion(), site.key).claims
    return f"{part({'alg': 'none'})}.{part(claims)}."


def with_the_public_key_as_secret(site: Site) -> str:
    """Attack: the verifier takes the public key, which everybody has, for a shared secret."""
    signed = f"{part({'alg': 'HS256'})}.{part(jwt.decode(site.assertion(), site.key).claims)}"
    mac = hmac.new(site.key.as_pem(private=False), signed.encode(), hashlib.sha256).digest()
    return f"{signed}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"


def by_another_key(site: Site) -> str:
    claims = jwt.decode(site.assertion(), site.key).claims
    return jwt.encode({"alg": "ES256"}, claims, ECKey.generate_key("P-256"))


FORGED = {
    "alg none": unsigned,
    "HS256 with the public key": with_the_public_key_as_secret,
    "another key": by_another_key,
    "cut off": lambda site: site.assertion()[:-8],
    "no JWT": lambda site: "x.y.z",
    "another JSON": lambda site: jwt.encode({"alg": "ES256"}, {}, site.key),
}


@pytest.mark.parametrize("forge", FORGED.values(), ids=FORGED)
def test_a_forged_assertion_is_refused(portal, forge):
    assert refused(portal.ask_token(portal.code(), assertion=forge(portal)))


OTHER_WAYS = {
    "no assertion": {"client_assertion": None, "client_assertion_type": None},
    "the id alone": {
        "client_assertion": None,
        "client_assertion_type": None,
        "client_id": "RP00000001",
    },
    "a secret in the form": {
        "client_assertion": None,
        "client_assertion_type": None,
        "client_id": "RP00000001",
        "client_secret": "x",
    },
    "another kind of assertion": {
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:saml2-bearer"
    },
}


@pytest.mark.parametrize("changes", OTHER_WAYS.values(), ids=OTHER_WAYS)
def test_no_other_way_of_saying_who_asks_is_taken(portal, changes):
    assert refused(portal.ask_token(portal.code(), **changes))


def test_a_site_that_was_struck_off_is_unknown_at_once(portal, tmp_path):
    code = portal.code()
    (tmp_path / "clients.toml").write_text("client = []")
    assert refused(portal.ask_token(code))


@pytest.mark.parametrize("days", [-200, 200])
def test_a_demo_whose_clock_is_moved_still_knows_its_sites(portal, monkeypatch, days):
    """Assertions are dated by the real clock; what the service says itself is dated as its demo sees it."""
    moved = datetime.now(UTC) + timedelta(days=days)
    monkeypatch.setattr(timezone, "now", lambda: moved)
    assertion = portal.assertion()
    token = portal.ask_token(portal.code(), assertion=assertion)
    assert token.status_code == 200, token.content
    assert abs(claims_of(token.json()["id_token"])["auth_time"] - moved.timestamp()) < 2
    assert refused(portal.ask_token(portal.code(), assertion=assertion))
