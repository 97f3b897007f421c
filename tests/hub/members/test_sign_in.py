"""The hub is entered in two steps, by the rules of the office's sign-in."""

from __future__ import annotations

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client

from todoke.cli.signing_in import code_of
from todoke.hub.members import commands
from todoke.hub.members.models import HubEvent, Member

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"
ONE_ANSWER = "アカウントかパスワードが正しくありません"


@pytest.fixture
def nakamura(prefecture):
    return Member.objects.create_user("nakamura", PASSWORD, name="中村", body=prefecture)


@pytest.fixture
def secret(nakamura):
    found = generate_totp_secret()
    TOTP.activate(nakamura, found)
    return found


def give_password(client, login="nakamura", password=PASSWORD):
    return client.post("/login", {"login": login, "password": password})


def test_password_and_code_open_the_hub(nakamura, secret):
    client = Client()
    assert give_password(client).headers["Location"] == "/login/second"
    assert client.get("/").status_code == 302, "nobody is signed in yet"
    code = code_of(secret, at=time.time())
    assert client.post("/login/second", {"code": code}).headers["Location"] == "/"
    assert client.get("/").status_code == 200


def test_a_code_works_once(nakamura, secret):
    code = code_of(secret, at=time.time())
    for expected in (302, 403):
        client = Client()
        give_password(client)
        assert client.post("/login/second", {"code": code}).status_code == expected


def test_without_a_second_step_only_setting_one_up_is_open(nakamura):
    client = Client()
    give_password(client)
    for path in ("/", "/bodies/", "/account/", "/members/"):
        assert client.get(path).headers["Location"] == "/account/set-up"
    page = client.get("/account/app").content.decode()
    key = page.split('data-app-key="')[1].split('"')[0]
    done = client.post("/account/app", {"code": code_of(key, at=time.time())})
    assert done.headers["Location"] == "/account/codes"
    assert client.get("/").status_code == 200
    assert HubEvent.objects.get(name="member.factor_added").subject == f"member:{nakamura.pk}"


@pytest.mark.parametrize(
    ("login", "password"),
    [("nobody", PASSWORD), ("nakamura", "wrong"), ("off", PASSWORD), ("na\0kamura", PASSWORD)],
    ids=["unknown", "wrong password", "switched off", "NUL"],
)
def test_every_refusal_is_the_same(nakamura, prefecture, login, password):
    off = Member.objects.create_user("off", PASSWORD, name="退職", body=prefecture)
    Member.objects.filter(pk=off.pk).update(is_active=False)
    answer = give_password(Client(), login, password)
    assert answer.status_code == 403
    assert ONE_ANSWER in answer.content.decode()


def test_the_eleventh_try_of_an_account_waits(nakamura):
    for _ in range(10):
        assert give_password(Client(), password="wrong").status_code == 403
    assert give_password(Client()).status_code == 429


def test_a_new_password_ends_every_session(nakamura, client, kanri):
    client.force_login(nakamura)
    commands.new_password(nakamura, by=kanri)
    assert client.get("/").status_code == 302


def test_whoever_got_a_password_chooses_their_own_before_anything_else(client, prefecture):
    member, _ = commands.add_member("new", "新人", body=prefecture, by=None)
    client.force_login(member)
    assert client.get("/").headers["Location"] == "/account/password"


def test_resetting_factors_is_written_down_and_asks_for_a_new_one(nakamura, secret):
    assert commands.reset_factors(nakamura) == 1
    assert not Authenticator.objects.filter(user=nakamura).exists()
    assert HubEvent.objects.get(name="member.factors_reset").actor == "hub"
    client = Client()
    give_password(client)
    assert client.get("/").headers["Location"] == "/account/set-up"


def test_a_member_is_told_what_was_changed_since_the_last_sign_in(nakamura, secret, kanri):
    commands.switch_account(nakamura, active=False, by=kanri)
    nakamura.refresh_from_db()
    commands.switch_account(nakamura, active=True, by=kanri)
    client = Client()
    client.cookies["todoke_language"] = "en"
    give_password(client)
    client.post("/login/second", {"code": code_of(secret, at=time.time())})
    assert "Since you last signed in, your password, second step" in client.get("/account/").content.decode()


def test_secrets_of_apps_lie_in_the_database_encrypted(nakamura, secret):
    held = Authenticator.objects.get(user=nakamura, type="totp")
    assert secret not in str(held.data)
