"""Signing in by a code to a mailbox, by a passkey alone, and with a second factor."""

from __future__ import annotations

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client
from tests.portal.identity.conftest import Person, all_mails, newest_code, options_on

from todoke.portal.identity.models import Account


def app_code(secret: str, later: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + later))


def set_up_app(person: Person) -> str:
    page = person.client.get("/account/app/add/").text
    secret = re.search(r"<strong[^>]*>([A-Z2-7 ]+)</strong>", page)[1].replace(" ", "")
    # The code of the last half minute, so that the present one is still to be used.
    assert person.client.post("/account/app/add/", {"code": app_code(secret, -1)}).status_code == 302
    return secret


def recovery_codes(person: Person) -> list[str]:
    page = person.client.get("/account/codes/").text
    return [one.replace(" ", "") for one in re.findall(r"<li>(\d{4} \d{4})</li>", page)]


def test_who_types_the_code_has_an_account_and_is_signed_in(hanako):
    assert hanako.ask_for_code()["Location"] == "/account/login/code/"
    assert hanako.type_code()["Location"] == "/account/"
    assert "hanako@example.jp" in hanako.client.get("/account/").text


def test_the_same_mailbox_is_the_same_account(hanako):
    hanako.sign_in()
    Person(" ＨＡＮＡＫＯ@Example.jp ").ask_for_code()
    elsewhere = Person("hanako@example.jp")
    elsewhere.sign_in()
    assert Account.objects.count() == 1


def test_asking_makes_no_account(hanako):
    hanako.ask_for_code()
    assert not Account.objects.exists()


@pytest.mark.parametrize("typed", ["１２３４５６", "123 456", "123-456", " 123456\n"])
def test_a_code_may_be_typed_in_full_width_or_in_groups(hanako, monkeypatch, typed):
    monkeypatch.setattr("secrets.randbelow", lambda _limit: 123456)
    hanako.ask_for_code()
    assert hanako.type_code(typed)["Location"] == "/account/"


def test_the_newest_code_replaces_the_earlier_one(hanako, monkeypatch):
    monkeypatch.setattr("secrets.randbelow", lambda _limit: 111111)
    hanako.ask_for_code()
    monkeypatch.setattr("secrets.randbelow", lambda _limit: 222222)
    hanako.ask_for_code()
    assert hanako.type_code("111111").status_code == 422
    assert hanako.type_code("222222").status_code == 302


def test_a_code_works_once_and_for_ten_minutes(hanako, monkeypatch):
    hanako.ask_for_code()
    late = time.time() + 10 * 60
    with monkeypatch.context() as later:
        later.setattr("todoke.portal.identity.codes.time.time", lambda: late)
        assert hanako.type_code()["Location"] == "/account/login/"
    hanako.ask_for_code()
    hanako.type_code()
    assert hanako.type_code()["Location"] == "/account/login/"  # nothing waits any more


@pytest.mark.parametrize(
    "address", ["", "hanako", "hanako@", "はなこ@example.jp", "a@b@c.jp", "x" * 250 + "@e.jp"]
)
def test_what_is_no_address_is_told_at_its_field(client, db, address):
    page = client.post("/account/login/", {"address": address})
    assert page.status_code == 422
    assert "メールアドレスとして読めませんでした" in page.text
    assert not all_mails()


def test_a_passkey_signs_in_alone(hanako):
    hanako.sign_in()
    assert hanako.add_passkey().status_code == 302
    hanako.client.post("/account/logout/")
    assert not hanako.is_signed_in
    assert hanako.sign_in_with_passkey()["Location"] == "/account/"
    assert hanako.is_signed_in


def test_an_account_can_be_begun_with_a_passkey_and_nothing_else(hanako):
    options = options_on(hanako.client.get("/account/new/passkey/").text)
    assert not Account.objects.exists()
    answer = hanako.client.post("/account/new/passkey/", {"credential": hanako.device.create(options)})
    assert answer["Location"] == "/account/"
    account = Account.objects.get()
    assert (account.email, account.has_usable_password()) == (None, False)
    assert not Authenticator.objects.filter(type="recovery_codes").exists()  # they follow a code by e-mail
    elsewhere = Client()
    assert hanako.sign_in_with_passkey(elsewhere)["Location"] == "/account/"


def test_with_a_passkey_a_code_by_email_alone_is_not_enough(hanako):
    hanako.sign_in()
    hanako.add_passkey()
    elsewhere = Person(hanako.address, device=hanako.device)
    assert elsewhere.sign_in()["Location"] == "/account/login/second/"
    assert not elsewhere.is_signed_in
    options = options_on(elsewhere.client.get("/account/login/second/").text)
    answer = elsewhere.client.post("/account/login/second/", {"credential": hanako.device.get(options)})
    assert answer["Location"] == "/account/"
    assert elsewhere.is_signed_in


def test_a_recovery_code_lets_in_once_who_lost_the_device(hanako):
    hanako.sign_in()
    hanako.add_passkey()
    first, *others = recovery_codes(hanako)
    assert len(others) == 9
    for expected in (302, 422):
        elsewhere = Person(hanako.address)
        elsewhere.sign_in()
        assert elsewhere.client.post("/account/login/second/", {"code": first}).status_code == expected


def test_new_recovery_codes_replace_the_old(hanako):
    hanako.sign_in()
    hanako.add_passkey()
    old = recovery_codes(hanako)
    hanako.client.post("/account/codes/new/")
    assert not set(old) & set(recovery_codes(hanako))


def test_the_code_of_an_app_follows_the_code_by_email_and_works_once(hanako):
    hanako.sign_in()
    secret = set_up_app(hanako)
    code = app_code(secret)
    elsewhere = Person(hanako.address)
    assert elsewhere.sign_in()["Location"] == "/account/login/second/"
    assert elsewhere.client.post("/account/login/second/", {"code": "000000"}).status_code == 422
    assert elsewhere.client.post("/account/login/second/", {"code": code})["Location"] == "/account/"
    again = Person(hanako.address)
    again.sign_in()
    page = again.client.post("/account/login/second/", {"code": code})
    assert page.status_code == 422
    assert "すでに使われています" in page.text


def test_secrets_of_an_app_lie_in_the_database_closed(hanako):
    hanako.sign_in()
    secret = set_up_app(hanako)
    held = Authenticator.objects.get(type="totp").data["secret"]
    assert secret not in held
    assert len(held) > len(secret)


def test_an_app_needs_an_address_and_says_so(hanako):
    options = options_on(hanako.client.get("/account/new/passkey/").text)
    hanako.client.post("/account/new/passkey/", {"credential": hanako.device.create(options)})
    page = hanako.client.get("/account/app/add/")
    assert page.status_code == 422
    assert "先にメールアドレスを追加してください" in page.text


@pytest.mark.parametrize(
    ("what", "path"), [("the second step", "/account/login/second/"), ("the code", "/account/login/code/")]
)
def test_steps_that_were_not_reached_lead_back_to_the_beginning(client, db, what, path):
    assert client.get(path)["Location"] == "/account/login/"
    assert client.post(path, {"code": "123456"})["Location"] == "/account/login/"


def test_the_mail_says_the_code_and_whom_not_to_tell_it(hanako):
    hanako.ask_for_code()
    mail = all_mails()[-1]
    assert newest_code(hanako.address) in mail.subject
    assert "だれにも教えないでください" in mail.body


def test_english_readers_get_an_english_mail(hanako):
    hanako.client.cookies["todoke_language"] = "en"
    hanako.ask_for_code()
    assert "Tell it to nobody" in all_mails()[-1].body


def test_who_lost_every_second_proof_begins_anew_and_is_another_person(hanako):
    hanako.sign_in()
    hanako.add_passkey()
    before = Account.objects.get()
    elsewhere = Person(hanako.address)
    elsewhere.sign_in(next="/account/sessions/")
    assert "アカウントを削除して作り直す" in elsewhere.client.get("/account/login/second/lost/").text
    assert elsewhere.client.post("/account/login/second/lost/")["Location"] == "/account/sessions/"
    after = Account.objects.get()
    assert (after.email, after.pk == before.pk) == (hanako.address, False)
    assert not Authenticator.objects.exists()
    assert not hanako.is_signed_in  # a thief of the mailbox gets nothing of it, and the owner is told
    assert any("アカウントが削除されました" in one.body for one in all_mails())
    assert hanako.sign_in_with_passkey(Client()).status_code == 422


def test_nobody_begins_anew_without_the_code_from_the_mailbox(hanako):
    hanako.sign_in()
    hanako.add_passkey()
    thief = Person(hanako.address)
    assert thief.client.post("/account/login/second/lost/")["Location"] == "/account/login/"
    thief.ask_for_code()
    assert thief.client.post("/account/login/second/lost/")["Location"] == "/account/login/"
    assert hanako.is_signed_in
