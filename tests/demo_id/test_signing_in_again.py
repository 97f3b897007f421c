"""When an earlier sign-in counts, when it does not, and the level that is told afterwards."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from tests.demo_id.asking_site import claims_of, returned

from todoke.catalogue.assurance import shipped_methods
from todoke.core.assurance.stepping_up import refuse_returned

SIGN_IN, AGREE = "As whom do you sign in?", "What you hand over"


@pytest.fixture
def later(monkeypatch):
    """Moves the clock on."""

    def move(delta: timedelta) -> None:
        moved = timezone.now() + delta
        monkeypatch.setattr(timezone, "now", lambda: moved)

    return move


def shown(portal, **changes: str) -> str:
    return portal.browser.get(portal.address(**changes)).content.decode()


def test_an_earlier_sign_in_counts_and_the_page_of_agreement_still_comes(portal):
    portal.sign_in(portal.address())
    assert AGREE in shown(portal)


@pytest.mark.parametrize("prompt", ["login", "select_account", "login consent"])
def test_a_site_may_ask_for_a_new_sign_in(portal, prompt):
    portal.sign_in(portal.address())
    address = portal.address(prompt=prompt)
    assert SIGN_IN in portal.browser.get(address).content.decode()
    assert AGREE in portal.sign_in(address).content.decode(), "once is enough"


def test_max_age_asks_for_a_new_sign_in_when_the_last_is_older(portal, later):
    portal.sign_in(portal.address())
    later(timedelta(minutes=5))
    assert AGREE in shown(portal, max_age="301")
    assert SIGN_IN in shown(portal, max_age="299")
    address = portal.address(max_age="0")
    assert SIGN_IN in portal.browser.get(address).content.decode()
    page = portal.sign_in(address)
    assert AGREE in page.content.decode()
    token = portal.ask_token(returned(portal.agree(address))["code"]).json()
    told = datetime.fromtimestamp(claims_of(token["id_token"])["auth_time"], UTC)
    assert abs(told - timezone.now()) < timedelta(seconds=5), "the time of the new one"


def test_the_time_of_the_real_sign_in_is_told_not_of_the_code(portal, later):
    portal.sign_in(portal.address())
    signed_in_at = timezone.now()
    later(timedelta(minutes=10))
    code = returned(portal.agree(portal.address()))["code"]
    token = portal.ask_token(code).json()
    assert abs(claims_of(token["id_token"])["auth_time"] - signed_in_at.timestamp()) < 5


def test_an_old_sign_in_counts_only_for_the_request_it_answered(portal):
    """Attack: a page is held back until somebody has signed in for another request."""
    fresh = portal.address(prompt="login")
    portal.sign_in(portal.address())
    back = portal.browser.post(fresh, {"act": "hand_over", "hand_over": "name"})
    assert back["Location"] == fresh, "no code, but the page to sign in"


def test_a_surer_level_than_held_asks_for_a_new_sign_in(portal):
    portal.sign_in(portal.address(), acr="aal2")
    assert AGREE in shown(portal, acr_values="aal2")
    assert SIGN_IN in shown(portal, acr_values="aal3 crl")
    portal.sign_in(portal.address(), acr="aal3")
    assert AGREE in shown(portal, acr_values="aal2")


@pytest.mark.parametrize("acr", ["aal2", "aal3"])
def test_the_level_that_was_reached_is_told_whatever_was_asked(portal, acr):
    """The person may not have the card at hand; the site has to look at what comes back."""
    code = portal.code(portal.address(acr_values="aal3 crl"), acr=acr)
    claims = claims_of(portal.ask_token(code).json()["id_token"])
    assert claims["acr"] == acr
    method = shipped_methods().method("digital_id")
    auth_time = datetime.fromtimestamp(claims["auth_time"], UTC)
    assert refuse_returned(method, acr=claims["acr"], auth_time=auth_time, now=timezone.now()) is None


def test_another_person_can_sign_in_instead(portal):
    address = portal.address()
    portal.sign_in(address)
    answer = portal.browser.post(address, {"act": "switch"})
    assert answer["Location"] == address
    assert SIGN_IN in portal.browser.get(address).content.decode()


def test_a_sign_in_ends_after_half_an_hour(portal, settings):
    portal.sign_in(portal.address())
    assert settings.SESSION_COOKIE_AGE == 30 * 60
    settings.SESSION_COOKIE_AGE = -1
    assert SIGN_IN in shown(portal)


def test_a_cookie_of_ones_own_making_is_nobody(portal, settings):
    portal.browser.cookies[settings.SESSION_COOKIE_NAME] = "eyJwZXJzb24iOiJoYW5ha28ifQ:1x:y"
    assert SIGN_IN in shown(portal)


def test_who_stops_is_sent_back_with_nothing(portal):
    for signed in (False, True):
        address = portal.address(state="mine")
        if signed:
            portal.sign_in(address)
        back = returned(portal.browser.post(address, {"act": "cancel"}))
        assert (back["error"], back["state"]) == ("access_denied", "mine")
        assert "code" not in back


def test_without_a_sign_in_nothing_can_be_handed_over(portal):
    address = portal.address()
    assert portal.agree(address)["Location"] == address


def test_an_unknown_button_changes_nothing(portal):
    address = portal.address()
    assert portal.browser.post(address, {"act": "delete"})["Location"] == address


def test_the_session_state_is_opaque_and_the_same_for_one_sign_in(portal):
    first, second = portal.address(), portal.address()
    portal.sign_in(first)
    states = [returned(portal.agree(one))["session_state"] for one in (first, second)]
    assert states[0] == states[1]
    assert "hanako" not in states[0]
