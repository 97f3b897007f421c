"""Only what was asked for and agreed to, only with a token, and nobody recognisable across sites."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.utils import timezone
from tests.demo_id.asking_site import USERINFO, claims_of, returned

from todoke.core.assurance.claims import identity_from_claims
from todoke.core.assurance.identity import Claim
from todoke.demo_id.models import AccessToken

PEOPLE = {
    "花子": ("hanako", {"name": "山田　花子", "gender": "female", "birthdate": "1954-05-01"}),
    "恵, with a substitute": ("megumi", {"name": "高橋　恵", "name_substituted": "1000"}),
    "ラン, in Latin letters": ("lan", {"name": "NGUYEN THI LAN"}),
    "一郎": ("ichiro", {"name": "山田　一郎", "gender": "male"}),
}


@pytest.mark.parametrize(("person", "told"), PEOPLE.values(), ids=PEOPLE)
def test_the_four_people(portal, person, told):
    facts = portal.facts(portal.ask_token(portal.code(person=person)).json()["access_token"])
    assert told.items() <= facts.items()


@pytest.mark.parametrize("person", [person for person, _ in PEOPLE.values()])
def test_a_form_can_read_what_is_handed_over(portal, person):
    facts = portal.facts(portal.ask_token(portal.code(person=person)).json()["access_token"])
    assert identity_from_claims(facts).claims == set(Claim)


def test_ichiros_address_is_not_handed_over_unless_he_ticks_it(portal):
    page = portal.sign_in(portal.address(), person="ichiro").content.decode()
    ticked = {
        one: f'value="{one}" aria-describedby="value-{one}" checked' in page for one in ("name", "address")
    }
    assert ticked == {"name": True, "address": False}


@pytest.mark.parametrize("declined", ["name", "address", "birthdate", "gender"])
def test_what_is_declined_is_absent_and_the_token_says_so(portal, declined):
    token = portal.ask_token(portal.code(without=(declined,))).json()
    assert declined not in token["scope"].split()
    assert declined not in portal.facts(token["access_token"])


def test_nothing_is_handed_over_that_was_not_asked_for(portal):
    """Attack: a person's browser, or a page it visits, ticks boxes that are not on the page."""
    token = portal.ask_token(portal.code(portal.address(scope="openid birthdate"))).json()
    assert token["scope"] == "openid birthdate"
    assert set(portal.facts(token["access_token"])) == {"sub", "birthdate"}


def test_openid_alone_brings_a_pseudonym_alone(portal):
    address = portal.address(scope="openid")
    assert "asks for nothing about you" in portal.sign_in(address).content.decode()
    code = returned(portal.agree(address))["code"]
    assert set(portal.facts(portal.ask_token(code).json()["access_token"])) == {"sub"}


def test_two_sites_get_different_subjects_and_each_always_the_same(portal, other_site):
    def subject(site) -> str:
        return claims_of(site.ask_token(site.code()).json()["id_token"])["sub"]

    assert subject(portal) == subject(portal)
    assert subject(portal) != subject(other_site)


def test_two_people_have_different_subjects(portal):
    found = {
        claims_of(portal.ask_token(portal.code(person=person)).json()["id_token"])["sub"]
        for person, _ in PEOPLE.values()
    }
    assert len(found) == len(PEOPLE)


NO_TOKENS = {
    "none": {},
    "an unknown one": {"authorization": "Bearer x"},
    "no kind": {"authorization": "x"},
    "another kind": {"authorization": "Basic eDp5"},
}


@pytest.mark.parametrize("headers", NO_TOKENS.values(), ids=NO_TOKENS)
def test_without_a_good_token_nothing_is_told(portal, headers):
    assert Browser().get(USERINFO, headers=headers).status_code == 401


def test_a_token_ends_after_five_minutes(portal):
    answer = portal.ask_token(portal.code()).json()
    assert answer["expires_in"] == 300
    AccessToken.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    headers = {"authorization": f"Bearer {answer['access_token']}"}
    assert Browser().get(USERINFO, headers=headers).status_code == 401


@pytest.mark.parametrize("place", ["query_params", "data"])
def test_a_token_outside_the_header_is_refused(portal, place):
    token = portal.ask_token(portal.code()).json()["access_token"]
    headers = {"authorization": f"Bearer {token}"}
    answer = Browser().post(USERINFO, headers=headers, **{place: {"access_token": token}})
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


def test_a_sites_own_token_tells_nothing_of_a_person(portal):
    headers = {"authorization": f"Bearer {portal.signing_token()}"}
    assert Browser().get(USERINFO, headers=headers).status_code == 403
