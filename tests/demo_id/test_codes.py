"""A code is for one site, one address, one verifier, one minute and one use."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.utils import timezone
from tests.demo_id.asking_site import BACK, TOKEN, USERINFO

from todoke.demo_id.models import AccessToken, Code

SPOILT = {
    "another verifier": {"code_verifier": "b" * 60},
    "no verifier": {"code_verifier": None},
    "the challenge instead": {"code_verifier": "a" * 43},
    "another address": {"redirect_uri": f"{BACK}x"},
    "no address": {"redirect_uri": None},
}


@pytest.mark.parametrize("changes", SPOILT.values(), ids=SPOILT)
def test_a_code_that_was_tried_wrongly_is_spent(portal, changes):
    code = portal.code()
    wrong = portal.ask_token(code, **changes)
    assert wrong.status_code == 400
    assert "access_token" not in wrong.json()
    right = portal.ask_token(code)
    assert (right.status_code, right.json()["error"]) == (400, "invalid_grant")


def test_the_second_use_of_a_code_takes_back_what_the_first_gave(portal):
    code = portal.code()
    token = portal.ask_token(code).json()["access_token"]
    assert portal.facts(token)["name"] == "山田　花子"
    assert portal.ask_token(code).json()["error"] == "invalid_grant"
    answer = Browser().get(USERINFO, headers={"authorization": f"Bearer {token}"})
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_token")


def test_another_site_cannot_use_a_code(portal, other_site):
    code = portal.code()
    assert other_site.ask_token(code, code_verifier=portal.verifier).json()["error"] == "invalid_grant"
    assert portal.ask_token(code).status_code == 200, "nor spoil it"


def test_a_code_ends_after_a_minute(portal):
    code = portal.code()
    left = Code.objects.get().expires_at - timezone.now()
    assert timedelta(seconds=50) < left <= timedelta(seconds=60)
    Code.objects.update(expires_at=timezone.now())
    assert portal.ask_token(code).json()["error"] == "invalid_grant"


@pytest.mark.parametrize("code", ["", "x", "x" * 5000, "コード", "a\x00b"])
def test_an_invented_code_is_refused(portal, code):
    assert portal.ask_token(code).json()["error"] in {"invalid_grant", "invalid_request"}


def test_codes_and_tokens_are_kept_as_hashes(portal):
    code = portal.code()
    token = portal.ask_token(code).json()["access_token"]
    kept = [
        *Code.objects.values_list("code_hash", flat=True),
        *AccessToken.objects.values_list("pk", flat=True),
    ]
    assert code not in kept
    assert token not in kept
    assert {len(one) for one in kept} == {64}


def test_parameters_in_the_address_are_refused(portal):
    """They would stay in logs on the way."""
    form = {"grant_type": "authorization_code", "code": portal.code(), "client_assertion": portal.assertion()}
    answer = Browser().post(TOKEN, query_params=form)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")
    assert Browser().get(TOKEN, form).status_code == 405


GRANTS = {
    "password": {"grant_type": "password", "username": "hanako", "password": "1234"},
    "refresh": {"grant_type": "refresh_token", "refresh_token": "x"},
    "unknown": {"grant_type": "x"},
    "none": {"grant_type": None},
}


@pytest.mark.parametrize("changes", GRANTS.values(), ids=GRANTS)
def test_other_grants_are_not_offered(portal, changes):
    assert portal.ask_token(portal.code(), **changes).json()["error"] == "unsupported_grant_type"


def test_old_codes_are_forgotten(portal):
    portal.code()
    Code.objects.update(expires_at=timezone.now() - timedelta(hours=2))
    portal.code()
    assert Code.objects.count() == 1
