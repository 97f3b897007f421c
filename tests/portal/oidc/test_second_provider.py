"""A second ID service with other habits, by configuration alone: a shared secret, RS256, words of its own."""

from __future__ import annotations

import json

import pytest
from joserfc import jws
from joserfc.jwk import RSAKey
from tests.portal.oidc.conftest import DONE, FAILED, come_back, make_service, service_toml, set_out, wanting

from todoke.core.assurance.levels import Levels

ACR = '{ "urn:gbiz:prime" = { identity = 2, authentication = 2 } }'
SECRET = "p%ss: wörd+"


@pytest.fixture
def gbiz(portal):
    service, server = make_service(secret="p%25ss%3A+w%C3%B6rd%2B", acr="urn:gbiz:prime")
    portal(
        service_toml(
            service,
            id="gbiz_id",
            name='"GビズID"',
            client_auth='"client_secret_basic"',
            key_file="",
            secret_file='"keys/gbiz.secret"',
            acr_values='["urn:gbiz:prime"]',
            algorithms='["RS256"]',
            acr=ACR,
            sign_url="",
        ),
        **{"keys/gbiz.secret": SECRET.encode() + b"\n"},
    )
    key = RSAKey.generate_key(2048, {"kid": "rsa", "use": "sig"})
    service.keys = [key]
    head = {"alg": "RS256", "kid": "rsa"}
    service.write = lambda claims: jws.serialize_compact(head, json.dumps(claims), key, algorithms=["RS256"])
    yield service
    server.close()


def of_gbiz(**more):
    return wanting(provider="gbiz_id", acr_values=("urn:gbiz:prime",), **more)


def test_it_is_signed_in_with_like_the_first(gbiz, hanako, heard):
    assert come_back(hanako, gbiz.authorize(set_out(hanako, of_gbiz())), provider="gbiz_id") == DONE
    [proof] = heard.proofs
    assert proof.method == "gbiz_id"
    assert proof.levels == Levels(identity=2, authentication=2)
    assert "client_assertion" not in gbiz.forms[0]
    assert "client_secret" not in gbiz.forms[0]


def test_its_words_for_levels_are_its_own(gbiz, hanako, heard):
    gbiz.acr = "aal3"
    assert come_back(hanako, gbiz.authorize(set_out(hanako, of_gbiz())), provider="gbiz_id") == FAILED
    assert heard.codes == ["assurance.acr.unknown"]


def test_a_wrong_secret_is_a_fault_of_ours_and_told_as_one(gbiz, hanako, heard):
    gbiz.secret = "another"
    assert come_back(hanako, gbiz.authorize(set_out(hanako, of_gbiz())), provider="gbiz_id") == FAILED
    assert heard.codes == ["identity.oidc.unreachable"]
