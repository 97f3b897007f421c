"""What the service says of itself is what it does, at the paths of domain.md §3."""

from __future__ import annotations

import pytest
from django.test import Client as Browser
from django.urls import resolve
from tests.demo_id.asking_site import AUTH, CERTS, TOKEN, USERINFO

WELL_KNOWN = "/api/realms/main/.well-known/openid-configuration"
ISSUER = "http://id.localhost:9503/api/realms/main"


@pytest.fixture
def said() -> dict:
    return Browser().get(WELL_KNOWN).json()


def test_the_paths_are_those_of_the_real_service(said):
    assert said["issuer"] == ISSUER
    names = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")
    base = "http://id.localhost:9503"
    assert [said[name].removeprefix(base) for name in names] == [AUTH, TOKEN, USERINFO, CERTS]
    for path in (AUTH, TOKEN, USERINFO, CERTS):
        resolve(path)


def test_it_offers_nothing_weaker(said):
    assert said["response_types_supported"] == ["code"]
    assert said["subject_types_supported"] == ["pairwise"]
    assert said["id_token_signing_alg_values_supported"] == ["ES256"]
    assert said["token_endpoint_auth_methods_supported"] == ["private_key_jwt"]
    assert said["code_challenge_methods_supported"] == ["S256"]
    assert said["grant_types_supported"] == ["authorization_code", "client_credentials"]
    assert said["scopes_supported"] == ["openid", "name", "address", "birthdate", "gender", "sign"]


def test_the_issuer_does_not_follow_the_host_that_was_called():
    """Attack: discovery asked under another name, to have tokens sent there."""
    answer = Browser().get(WELL_KNOWN, headers={"host": "127.0.0.1:9503"}).json()
    assert answer["issuer"] == ISSUER


@pytest.mark.parametrize("path", [WELL_KNOWN, CERTS])
def test_they_are_only_read(path):
    assert Browser().post(path).status_code == 405
