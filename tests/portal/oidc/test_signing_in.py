"""花子 shows with an ID service who she is: what is asked of it, what comes of it, what stays."""

from __future__ import annotations

from datetime import UTC, date, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from tests.portal.oidc.conftest import BASE, DONE, HANAKO, come_back, set_out, wanting
from tests.portal.oidc.id_service import as_json

from todoke.core.assurance.identity import Sex, pseudonym
from todoke.core.assurance.levels import Levels


def asked_of(url):
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


def test_the_service_is_asked_what_the_national_one_wants(service, hanako):
    url = set_out(hanako, wanting(max_age=300))
    asked = asked_of(url)
    assert url.startswith(f"{service.base}/auth?")
    assert asked["response_type"] == "code"
    assert asked["client_id"] == "RP00000001"
    assert asked["redirect_uri"] == f"{BASE}/account/oidc/digital_id/login/callback/"
    assert asked["scope"] == "openid name address"
    assert asked["acr_values"] == "aal3 crl"
    assert asked["max_age"] == "300"
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["code_challenge"]) == 43
    for name in ("state", "nonce"):
        assert 40 <= len(asked[name]) <= 255
    assert "sign_transaction_id" not in asked


def test_state_nonce_and_challenge_are_new_each_time(service, hanako):
    first, second = asked_of(set_out(hanako)), asked_of(set_out(hanako))
    for name in ("state", "nonce", "code_challenge"):
        assert first[name] != second[name]


def test_a_form_that_wants_no_fresh_sign_in_asks_for_none(service, hanako):
    assert "max_age" not in asked_of(set_out(hanako))


def test_what_was_proved_is_told_and_the_person_goes_on(service, hanako, heard):
    before = datetime.now(UTC)
    assert come_back(hanako, service.authorize(set_out(hanako))) == DONE
    [proof] = heard.proofs
    assert proof.method == "digital_id"
    assert proof.levels == Levels(identity=2, authentication=3)
    assert proof.issuer == service.issuer
    assert proof.subject == pseudonym(service.issuer, HANAKO["sub"])
    assert abs((proof.authenticated_at - before).total_seconds()) < 10
    assert proof.identity.name == "山田　花子"
    assert proof.identity.address == HANAKO["address"]
    assert heard.refusals == []


def test_only_what_was_asked_for_is_taken_even_if_more_comes(service, hanako, heard):
    service.change = lambda claims: claims | HANAKO
    come_back(hanako, service.authorize(set_out(hanako, wanting(scopes=("birthdate", "gender")))))
    [proof] = heard.proofs
    assert (proof.identity.name, proof.identity.address) == (None, None)
    assert proof.identity.birth_date == date(1986, 4, 12)
    assert proof.identity.sex is Sex.FEMALE


def test_where_nothing_is_asked_about_the_person_userinfo_is_left_alone(service, hanako, heard):
    come_back(hanako, service.authorize(set_out(hanako, wanting(scopes=()))))
    assert "GET /userinfo" not in service.seen
    assert heard.proofs[0].identity.claims == frozenset()


def test_an_address_that_was_declined_is_absent(service, hanako, heard):
    del service.person["address"]
    assert come_back(hanako, service.authorize(set_out(hanako))) == DONE
    assert heard.proofs[0].identity.address is None
    assert heard.proofs[0].identity.name == "山田　花子"


def test_the_portal_proves_itself_anew_each_time_and_sends_no_secret(service, hanako, lan):
    come_back(hanako, service.authorize(set_out(hanako)))
    come_back(lan, service.authorize(set_out(lan)))
    first, second = service.forms
    assert first["client_assertion"] != second["client_assertion"]
    assert "client_secret" not in first
    assert all("?" not in one for one in service.seen)


def test_keys_and_addresses_of_the_service_are_asked_for_once(service, hanako, lan):
    come_back(hanako, service.authorize(set_out(hanako)))
    come_back(lan, service.authorize(set_out(lan)))
    assert sum("openid-configuration" in one for one in service.seen) == 1
    assert sum("certs" in one for one in service.seen) == 1


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_the_callback_takes_nothing_but_a_redirect_of_the_browser(service, hanako, heard, method):
    query = service.authorize(set_out(hanako))
    response = getattr(hanako, method)(f"/account/oidc/digital_id/login/callback/?{query}")
    assert response.status_code == 405
    assert heard.proofs == []


def test_a_service_that_is_not_configured_has_no_pages(service, hanako):
    for page in ("login/", "login/callback/"):
        assert hanako.get(f"/account/oidc/gbiz_id/{page}").status_code == 404


def test_what_the_service_tells_beyond_the_question_is_not_read(service, hanako, heard):
    service.instead["/userinfo"] = lambda: as_json(HANAKO)
    come_back(hanako, service.authorize(set_out(hanako, wanting(scopes=("name",)))))
    [proof] = heard.proofs
    assert proof.identity.name == "山田　花子"
    assert (proof.identity.address, proof.identity.birth_date, proof.identity.sex) == (None, None, None)
