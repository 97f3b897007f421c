"""The callback address in wrong hands, in a wrong browser, a second time, or from a wrong service."""

from __future__ import annotations

from types import SimpleNamespace
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from allauth.socialaccount.internal import statekit
from joserfc.jwk import ECKey
from tests.portal.oidc.conftest import (
    DONE,
    FAILED,
    come_back,
    make_service,
    service_toml,
    set_out,
    wanting,
)

from todoke.portal.identity.oidc import demand as demands

NOT_STARTED = "identity.oidc.not-started"
DISTRUSTED = "identity.oidc.distrusted"
OWN_FAILED = "/account/oidc/failed/"


def with_(query, **changed):
    held = {name: values[0] for name, values in parse_qs(query).items()} | changed
    return urlencode({name: value for name, value in held.items() if value is not None})


def test_the_same_callback_address_works_once(service, hanako, heard):
    query = service.authorize(set_out(hanako))
    assert come_back(hanako, query) == DONE
    assert come_back(hanako, query) == OWN_FAILED
    assert len(heard.proofs) == 1
    assert heard.codes == [NOT_STARTED]
    assert len(service.forms) == 1  # the code was not sent a second time


def test_a_code_that_was_used_elsewhere_is_refused_by_the_service(service, hanako, heard):
    query = service.authorize(set_out(hanako))
    service.codes[parse_qs(query)["code"][0]].used = True
    assert come_back(hanako, query) == FAILED
    assert heard.codes == ["identity.oidc.unreachable"]
    assert heard.proofs == []


def test_a_code_of_another_sign_in_is_bound_to_its_verifier(service, hanako, lan, heard):
    """Attack: the code of 花子's sign-in put into ラン's callback."""
    stolen = parse_qs(service.authorize(set_out(hanako)))["code"][0]
    assert come_back(lan, with_(service.authorize(set_out(lan)), code=stolen)) == FAILED
    assert heard.proofs == []


def test_a_token_of_another_sign_in_is_bound_to_its_nonce(service, hanako, lan, heard):
    """Attack: an ID service, or who sits in front of it, gives out 花子's token for ラン's code."""
    kept = {}
    service.change = lambda claims: kept.setdefault("first", claims)
    come_back(hanako, service.authorize(set_out(hanako)))
    assert come_back(lan, service.authorize(set_out(lan))) == FAILED
    assert heard.codes == [DISTRUSTED]
    assert len(heard.proofs) == 1


def test_login_csrf_the_attackers_callback_in_anothers_browser_does_nothing(service, hanako, lan, heard):
    """Attack: ラン sends 花子 the end of her own sign-in, so that 花子's form would be filled as ラン's."""
    query = service.authorize(set_out(lan))
    set_out(hanako)
    assert come_back(hanako, query) == OWN_FAILED
    assert heard.proofs == []
    assert come_back(lan, query) == DONE  # and ラン's own was not used up by it


STATES = {
    "state missing": None,
    "state empty": "",
    "state made up": "A" * 43,
    "state with a line break": "A\nB",
}


@pytest.mark.parametrize("state", STATES.values(), ids=STATES.keys())
def test_a_callback_nobody_asked_for_is_told_as_such(service, hanako, heard, state):
    query = with_(service.authorize(set_out(hanako)), state=state)
    assert come_back(hanako, query) == OWN_FAILED
    assert heard.codes == [NOT_STARTED]
    assert service.forms == []


def test_a_state_is_over_after_ten_minutes(service, hanako, heard, monkeypatch):
    query = service.authorize(set_out(hanako))
    now = statekit.time.time()
    monkeypatch.setattr(statekit.time, "time", lambda: now + 601)
    assert come_back(hanako, query) == OWN_FAILED
    assert heard.codes == [NOT_STARTED]


@pytest.mark.parametrize("name", ["state", "code", "iss", "error"])
def test_a_parameter_that_comes_twice_is_refused(service, hanako, heard, name):
    query = service.authorize(set_out(hanako))
    assert come_back(hanako, f"{query}&{name}=a&{name}=b") == OWN_FAILED
    assert heard.codes == [DISTRUSTED]
    assert service.forms == []


@pytest.fixture
def two_services(portal):
    """The national service, and one that an attacker holds or has taken over."""
    key = ECKey.generate_key("P-256")
    (first, first_server), (second, second_server) = (make_service(client_key=key) for _ in range(2))
    second.person["sub"] = "somebody else"
    acr = '{ "aal3" = { identity = 2, authentication = 2 } }'
    other = service_toml(second, id="gbiz_id", acr=acr)
    portal(service_toml(first) + other, **{"keys/id.pem": key.as_pem(private=True)})
    yield first, second
    first_server.close()
    second_server.close()


def test_mix_up_a_state_of_one_service_is_no_state_of_another(two_services, hanako, heard):
    first, second = two_services
    query = first.authorize(set_out(hanako))
    assert come_back(hanako, query, provider="gbiz_id") == OWN_FAILED
    assert heard.codes == [NOT_STARTED]
    assert second.forms == []  # the code never reached the other service


def test_mix_up_an_answer_that_names_another_issuer_is_refused_before_the_code_leaves(
    two_services, hanako, heard
):
    first, second = two_services
    query = first.authorize(set_out(hanako), iss=second.issuer)
    assert come_back(hanako, query) == FAILED
    assert heard.codes == [DISTRUSTED]
    assert first.forms == second.forms == []


def test_mix_up_a_service_that_promises_its_name_has_to_give_it(service, hanako, heard):
    service.metadata_more = {"authorization_response_iss_parameter_supported": True}
    assert come_back(hanako, service.authorize(set_out(hanako))) == FAILED
    assert heard.codes == [DISTRUSTED]
    assert service.forms == []


def test_an_answer_that_names_its_issuer_rightly_passes(service, hanako, heard):
    service.metadata_more = {"authorization_response_iss_parameter_supported": True}
    assert come_back(hanako, service.authorize(set_out(hanako), iss=service.issuer)) == DONE


def test_a_token_of_one_service_is_none_of_another(two_services, hanako, heard):
    first, second = two_services
    first.write = lambda claims: second.signed(claims | {"iss": second.issuer})
    assert come_back(hanako, first.authorize(set_out(hanako))) == FAILED
    assert heard.codes == [DISTRUSTED]


def test_claims_of_another_person_than_the_token_names_are_refused(service, hanako, heard):
    service.change = lambda claims: claims | {"sub": "another"}
    assert come_back(hanako, service.authorize(set_out(hanako))) == FAILED
    assert heard.codes == [DISTRUSTED]
    assert heard.proofs == []


def test_a_demand_is_used_once_and_by_its_service_alone(two_services, hanako):
    first, _ = two_services
    set_out(hanako)
    again = hanako.get("/account/oidc/digital_id/login/")
    assert again["Location"] == "/account/login/"


ELSEWHERE = {
    "next": "?next=https://evil.example/",
    "next without scheme": "?next=//evil.example/",
    "process redirect": "?process=redirect&next=https://evil.example/",
    "scope": "?scope=profile,email",
    "auth_params": "?auth_params=acr_values%3Daal1%26nonce%3Dx%26redirect_uri%3Dhttps://evil.example/",
}


@pytest.mark.parametrize("query", ELSEWHERE.values(), ids=ELSEWHERE.keys())
def test_a_link_changes_neither_where_the_person_goes_nor_what_is_asked(service, hanako, query):
    """Open redirect, and a link that asks for more or for less than the form does."""
    session = hanako.session
    url = demands.ask(SimpleNamespace(session=session), wanting())
    session.save()
    location = hanako.get(url + query)["Location"]
    asked = parse_qs(urlsplit(location).query)
    assert location.startswith(f"{service.base}/auth?")
    assert asked["scope"] == ["openid name address"]
    assert asked["acr_values"] == ["aal3 crl"]
    assert asked["nonce"] != ["x"]
    assert asked["redirect_uri"][0].startswith("http://portal.localhost:8000/account/")
    assert come_back(hanako, service.authorize(location) + "&next=https://evil.example/") == DONE


def test_a_host_name_of_the_request_does_not_change_where_the_service_sends_people(service, hanako):
    session = hanako.session
    url = demands.ask(SimpleNamespace(session=session), wanting())
    session.save()
    location = hanako.get(url, headers={"host": "localhost:1234"})["Location"]
    assert parse_qs(urlsplit(location).query)["redirect_uri"][0].startswith("http://portal.localhost:8000/")
