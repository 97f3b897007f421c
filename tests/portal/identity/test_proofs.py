"""What a session proves, by which method, how surely and since when; and who is told."""

from __future__ import annotations

import time
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from tests.portal.identity.conftest import Person, options_on
from tests.portal.identity.test_signing_in import app_code, set_up_app

from todoke.core.assurance.levels import Levels
from todoke.portal.identity import renew_views, signals
from todoke.portal.identity.models import Account
from todoke.portal.identity.queries import proof_of_session


@contextmanager
def told():
    """The proofs that `proved` brought."""
    heard = []

    def hear(sender, proof, **more):
        heard.append(proof)

    signals.proved.connect(hear)
    try:
        yield heard
    finally:
        signals.proved.disconnect(hear)


def session_proof(person: Person):
    return proof_of_session(person.client.get("/account/").wsgi_request)


def test_nobody_signed_in_proves_nothing(hanako):
    assert session_proof(hanako) is None
    hanako.ask_for_code()
    assert session_proof(hanako) is None


def test_a_code_by_email_proves_little_and_is_told_once(hanako):
    with told() as heard:
        hanako.sign_in()
    assert [(one.method, one.levels, one.issuer) for one in heard] == [
        ("email_code", Levels(identity=0, authentication=1), "")
    ]
    assert session_proof(hanako) == heard[0]
    assert abs((datetime.now(UTC) - heard[0].authenticated_at).total_seconds()) < 60


def test_a_passkey_proves_more(hanako):
    hanako.sign_in()
    with told() as heard:
        hanako.add_passkey()
    assert heard[-1].method == "passkey"
    elsewhere = Person(hanako.address, device=hanako.device)
    with told() as heard:
        elsewhere.sign_in_with_passkey()
    assert [(one.method, one.levels) for one in heard] == [("passkey", Levels(identity=0, authentication=2))]
    assert session_proof(elsewhere) == heard[0]


def test_a_code_by_email_and_the_app_prove_more_together(hanako):
    hanako.sign_in()
    secret = set_up_app(hanako)
    elsewhere = Person(hanako.address)
    elsewhere.sign_in()
    with told() as heard:
        elsewhere.client.post("/account/login/second/", {"code": app_code(secret)})
    assert [(one.method, one.levels.authentication) for one in heard] == [("totp", 2)]


def test_nothing_is_told_before_the_second_proof(hanako):
    hanako.sign_in()
    hanako.add_passkey()
    with told() as heard:
        Person(hanako.address).sign_in()
    assert heard == []


def test_all_methods_of_an_account_are_one_person_and_another_account_is_another(hanako, ran):
    hanako.sign_in()
    by_email = session_proof(hanako)
    hanako.add_passkey()
    by_passkey = session_proof(hanako)
    ran.sign_in()
    assert by_email.is_same_person(by_passkey)
    assert not by_email.is_same_person(session_proof(ran))
    assert str(Account.objects.get(email=hanako.address).pk) not in by_email.subject


def test_a_renewed_proof_is_newer_and_is_told(hanako):
    hanako.sign_in()
    hanako.add_passkey()
    before = session_proof(hanako).authenticated_at
    options = options_on(hanako.client.get("/account/again/").text)
    with told() as heard:
        hanako.client.post("/account/again/", {"credential": hanako.device.get(options)})
    assert [one.method for one in heard] == ["passkey"]
    assert heard[0].authenticated_at > before


def test_the_proof_of_one_account_is_not_left_to_the_next_one_in_this_browser(hanako, ran):
    hanako.sign_in()
    hanako.add_passkey()
    ran.client = hanako.client
    ran.client.post("/account/logout/")
    ran.sign_in()
    proof = session_proof(ran)
    assert (proof.method, proof.levels.authentication) == ("email_code", 1)


BACK = "/account/sessions/"


def reach(person: Person, method: str) -> str:
    return person.client.get("/account/reach/", {"method": method, "next": BACK})["Location"]


@pytest.mark.parametrize("method", ["email_code", "passkey", "totp"])
def test_who_is_not_signed_in_reaches_a_method_by_signing_in_first(hanako, method):
    page = reach(hanako, method)
    assert page.startswith("/account/login/?next=/account/reach/")
    answer = hanako.client.post(page, {"address": hanako.address})
    assert answer["Location"] == "/account/login/code/"
    after = hanako.type_code()["Location"]
    assert after.startswith("/account/reach/?method=")
    expected = {"email_code": BACK, "passkey": "/account/passkeys/add/", "totp": "/account/app/add/"}[method]
    assert hanako.client.get(after)["Location"].split("?")[0] == expected


def test_who_sets_up_a_passkey_on_the_way_goes_on_where_it_was_wanted(hanako):
    hanako.sign_in()
    page = reach(hanako, "passkey")
    options = options_on(hanako.client.get(page).text)
    answer = hanako.client.post(page, {"credential": hanako.device.create(options)})
    assert answer["Location"] == "/account/codes/?next=%2Faccount%2Fsessions%2F"
    assert f'href="{BACK}"' in hanako.client.get(answer["Location"]).text
    assert reach(hanako, "passkey") == BACK


def test_an_older_proof_is_asked_for_once_more(hanako, monkeypatch):
    hanako.sign_in()
    real = time.time
    monkeypatch.setattr(renew_views.time, "time", lambda: real() + 120)
    assert reach(hanako, "email_code") == "/account/again/?next=%2Faccount%2Fsessions%2F"
