"""The rules of domain.md §3 for a request, at their edges."""

from __future__ import annotations

import uuid
from urllib.parse import urlencode

import pytest
from tests.demo_id.asking_site import BACK, returned

TO_THE_PERSON = {
    "a site nobody knows": {"client_id": "RP00000099"},
    "a client id with other characters": {"client_id": "RP-00000001"},
    "no client id": {"client_id": None},
    "a folder below the address to return to": {"redirect_uri": f"{BACK}x"},
    "the address without its last slash": {"redirect_uri": BACK.rstrip("/")},
    "the address with a query": {"redirect_uri": f"{BACK}?a=1"},
    "the address in capitals": {"redirect_uri": BACK.upper()},
    "another host": {"redirect_uri": BACK.replace("portal.localhost", "portal.localhost.evil.example")},
    "a script": {"redirect_uri": "javascript:alert(1)"},
    "an address beyond ASCII": {"redirect_uri": f"{BACK}戻り"},
    "no address": {"redirect_uri": None},
}
TO_THE_SITE = {
    "implicit": ({"response_type": "token"}, "unsupported_response_type"),
    "hybrid": ({"response_type": "code id_token"}, "unsupported_response_type"),
    "a response type beyond ASCII": ({"response_type": "認可"}, "unsupported_response_type"),
    "no response type": ({"response_type": None}, "unsupported_response_type"),
    "no state": ({"state": None}, "invalid_request"),
    "an empty state": ({"state": ""}, "invalid_request"),
    "a state of 256": ({"state": "s" * 256}, "invalid_request"),
    "a state beyond ASCII": ({"state": "状態"}, "invalid_request"),
    "a state with a line end": ({"state": "a\n"}, "invalid_request"),
    "no nonce": ({"nonce": None}, "invalid_request"),
    "a nonce of 256": ({"nonce": "n" * 256}, "invalid_request"),
    "a nonce with a delete character": ({"nonce": "a\x7f"}, "invalid_request"),
    "no challenge": ({"code_challenge": None}, "invalid_request"),
    "plain": ({"code_challenge_method": "plain"}, "invalid_request"),
    "no challenge method": ({"code_challenge_method": None}, "invalid_request"),
    "a challenge of 129": ({"code_challenge": "a" * 129}, "invalid_request"),
    "a short challenge": ({"code_challenge": "a" * 42}, "invalid_request"),
    "a challenge with a dot": ({"code_challenge": "a" * 43 + "."}, "invalid_request"),
    "no PKCE at all": ({"code_challenge": None, "code_challenge_method": None}, "invalid_request"),
    "an unknown scope": ({"scope": "openid email"}, "invalid_scope"),
    "no scope": ({"scope": None}, "invalid_scope"),
    "no openid": ({"scope": "name address"}, "invalid_request"),
    "an unknown prompt": ({"prompt": "create"}, "invalid_request"),
    "none beside login": ({"prompt": "none login"}, "invalid_request"),
    "a negative age": ({"max_age": "-1"}, "invalid_request"),
    "an age in other digits": ({"max_age": "３００"}, "invalid_request"),
    "sign without a transaction": ({"scope": "openid sign"}, "invalid_request"),
    "a transaction without sign": ({"sign_transaction_id": str(uuid.uuid4())}, "invalid_request"),
    "an unknown transaction": (
        {"scope": "openid sign", "sign_transaction_id": str(uuid.uuid4())},
        "invalid_request",
    ),
    "a transaction that is no UUID": (
        {"scope": "openid sign", "sign_transaction_id": "1 OR 1=1"},
        "invalid_request",
    ),
    "a request object": ({"request": "eyJ..."}, "request_not_supported"),
    "a request by address": ({"request_uri": "https://evil.example/r"}, "request_uri_not_supported"),
    "an answer in the fragment": ({"response_mode": "fragment"}, "invalid_request"),
    "an answer in a form": ({"response_mode": "form_post"}, "invalid_request"),
    "nobody signed in and no page wanted": ({"prompt": "none"}, "login_required"),
}
AT_THE_EDGE = {
    "a state of 255": {"state": "~" * 255},
    "a nonce of one": {"nonce": " "},
    "a challenge of 128": {"code_challenge": "a" * 128},
    "openid alone": {"scope": "openid"},
    "an unknown acr": {"acr_values": "aal9 crl"},
    "the acr of the real service's example": {"acr_values": "aal3 crl"},
    "the answer in the address": {"response_mode": "query"},
    "a parameter nobody knows": {"ui_locales": "ja"},
}


@pytest.mark.parametrize("changes", TO_THE_PERSON.values(), ids=TO_THE_PERSON)
def test_nobody_is_sent_to_an_address_that_was_not_given(portal, changes):
    answer = portal.browser.get(portal.address(**changes))
    assert answer.status_code == 400
    assert "Location" not in answer
    assert "This site is not known here" in answer.content.decode()


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_site_that_is_named_twice_is_not_known(portal, method):
    address = f"{portal.address()}&{urlencode({'client_id': portal.client_id})}"
    assert getattr(portal.browser, method)(address).status_code == 400


@pytest.mark.parametrize(("changes", "error"), TO_THE_SITE.values(), ids=TO_THE_SITE)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_mistake_goes_back_to_the_site(portal, changes, error, method):
    address = portal.address(**changes)
    back = returned(portal.browser.get(address) if method == "get" else portal.browser.post(address))
    assert back["error"] == error
    assert "code" not in back


@pytest.mark.parametrize("name", ["state", "nonce", "scope", "code_challenge", "acr_values"])
def test_a_parameter_given_twice_is_refused(portal, name):
    address = f"{portal.address(acr_values='aal3')}&{urlencode({name: 'x' * 43})}"
    assert returned(portal.browser.get(address))["error"] == "invalid_request"


@pytest.mark.parametrize("changes", AT_THE_EDGE.values(), ids=AT_THE_EDGE)
def test_what_is_just_allowed_is_allowed(portal, changes):
    answer = portal.browser.get(portal.address(**changes))
    assert answer.status_code == 200
    assert "As whom do you sign in?" in answer.content.decode()


def test_the_state_comes_back_with_an_error(portal):
    assert returned(portal.browser.get(portal.address(state="s p/~", prompt="create")))["state"] == "s p/~"


def test_a_form_cannot_change_what_the_address_asks(portal):
    """Attack: a page that posts another address to return to, or another challenge, beside the address."""
    address = portal.address()
    portal.sign_in(address)
    evil = {"redirect_uri": "https://evil.example/", "code_challenge": "b" * 43, "scope": "openid name"}
    back = returned(portal.browser.post(address, {"act": "hand_over", "hand_over": "name"} | evil))
    assert portal.ask_token(back["code"]).status_code == 200


def test_a_nonce_is_good_for_one_code(portal):
    address = portal.address(nonce="once")
    portal.code(address)
    again = returned(portal.browser.get(portal.address(nonce="once")))
    assert again["error"] == "invalid_request"


def test_the_signed_in_person_is_still_shown_a_page(portal):
    portal.sign_in(portal.address())
    assert returned(portal.browser.get(portal.address(prompt="none")))["error"] == "consent_required"
