"""What an account holds, who may change it, where it is signed in, and its end."""

from __future__ import annotations

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from tests.portal.identity.conftest import Person, all_mails, newest_code, options_on
from tests.portal.identity.test_signing_in import recovery_codes, set_up_app

from todoke.portal.identity import fresh, middleware, urls
from todoke.portal.identity.housekeeping import keep_house
from todoke.portal.identity.models import Account, SignInWindow


@pytest.fixture
def later(monkeypatch):
    """`later(seconds)`: the clock of sessions and proofs goes on."""
    real = time.time

    def go_on(seconds: float) -> None:
        for room in (fresh, middleware):
            monkeypatch.setattr(room.time, "time", lambda: real() + seconds)

    return go_on


CHANGES = [
    "/account/passkeys/add/",
    "/account/passkeys/{passkey}/remove/",
    "/account/app/add/",
    "/account/app/remove/",
    "/account/codes/",
    "/account/codes/new/",
    "/account/email/",
    "/account/email/remove/",
    "/account/services/1/remove/",
    "/account/delete/",
]


def test_every_page_that_changes_an_account_is_in_the_table_of_changes():
    marked = {
        str(one.pattern) for one in urls._OWN if getattr(unwrapped(one.callback), "needs_fresh_proof", False)
    }
    listed = {one.replace("{passkey}", "<int:id>").replace("/1/", "/<int:id>/") for one in CHANGES}
    assert marked == {one.removeprefix("/account/") for one in listed}


def unwrapped(view):
    while not getattr(view, "needs_fresh_proof", False) and hasattr(view, "__wrapped__"):
        view = view.__wrapped__
    return view


@pytest.mark.parametrize("path", CHANGES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_change_asks_once_more_when_the_sign_in_is_older_than_ten_minutes(hanako, later, path, method):
    hanako.sign_in()
    hanako.add_passkey()
    path = path.format(passkey=Authenticator.objects.get(type="webauthn").pk)
    later(11 * 60)
    answer = getattr(hanako.client, method)(path)
    if answer.status_code == 405:  # a page to look at, or a button alone
        return
    assert answer["Location"].startswith("/account/again/?next=")
    assert Authenticator.objects.filter(type="webauthn").exists()
    assert Account.objects.get().email == hanako.address


def test_where_there_is_a_passkey_a_code_by_email_does_not_renew(hanako, later):
    hanako.sign_in()
    hanako.add_passkey()
    later(11 * 60)
    mails = len(all_mails())
    page = hanako.client.get("/account/again/").text
    assert "メールの番号で" not in page
    # Attack: the form is sent all the same.
    hanako.client.post("/account/again/", {})
    if len(all_mails()) > mails:
        hanako.type_code()
    assert "/account/again/" in hanako.client.get("/account/email/")["Location"]


def test_a_renewed_proof_by_passkey_opens_the_change(hanako, later):
    hanako.sign_in()
    hanako.add_passkey()
    later(11 * 60)
    asked = hanako.client.get("/account/email/")["Location"]
    options = options_on(hanako.client.get(asked).text)
    answer = hanako.client.post(asked, {"credential": hanako.device.get(options)})
    assert answer["Location"] == "/account/email/"
    assert hanako.client.get("/account/email/").status_code == 200


def test_a_renewed_proof_by_email_opens_the_change(hanako, later):
    hanako.sign_in()
    later(11 * 60)
    assert hanako.client.post("/account/again/?next=/account/email/")["Location"] == "/account/login/code/"
    assert hanako.type_code()["Location"] == "/account/email/"
    assert hanako.client.get("/account/email/").status_code == 200


def test_the_last_way_is_not_removed_and_a_sentence_says_so(hanako):
    hanako.sign_in()
    page = hanako.client.post("/account/email/remove/")
    assert page.status_code == 422
    assert "ログインする方法がなくなります" in page.text
    assert Account.objects.get().email == hanako.address


def test_the_last_passkey_of_an_account_without_an_address_is_not_removed(hanako):
    options = options_on(hanako.client.get("/account/new/passkey/").text)
    hanako.client.post("/account/new/passkey/", {"credential": hanako.device.create(options)})
    passkey = Authenticator.objects.get()
    page = hanako.client.post(f"/account/passkeys/{passkey.pk}/remove/")
    assert page.status_code == 422
    assert "ログインする方法がなくなります" in page.text
    assert Authenticator.objects.filter(pk=passkey.pk).exists()


def test_the_last_id_service_is_not_removed_and_another_one_is(hanako):
    hanako.sign_in()
    account = Account.objects.get()
    service = SocialAccount.objects.create(user=account, provider="digital_id", uid="pairwise")
    assert hanako.client.post("/account/email/remove/").status_code == 302
    page = hanako.client.post(f"/account/services/{service.pk}/remove/")
    assert page.status_code == 422
    Account.objects.update(email=hanako.address)
    assert hanako.client.post(f"/account/services/{service.pk}/remove/").status_code == 302
    assert not SocialAccount.objects.exists()


def test_with_the_last_second_factor_the_recovery_codes_go(hanako):
    hanako.sign_in()
    hanako.add_passkey()
    hanako.client.post(f"/account/passkeys/{Authenticator.objects.get(type='webauthn').pk}/remove/")
    assert not Authenticator.objects.exists()


def test_the_address_stays_while_the_app_needs_it(hanako):
    hanako.sign_in()
    set_up_app(hanako)
    page = hanako.client.post("/account/email/remove/")
    assert page.status_code == 422
    assert "先にアプリを外してから" in page.text
    hanako.client.post("/account/app/remove/")
    assert not Authenticator.objects.filter(type="totp").exists()


@pytest.mark.parametrize("path", ["/account/passkeys/{}/remove/", "/account/sessions/{}/end/"])
def test_nobody_reaches_into_anothers_account(hanako, ran, path):
    hanako.sign_in()
    hanako.add_passkey()
    ran.sign_in()
    of = Authenticator.objects.get(type="webauthn") if "passkeys" in path else UserSession.objects.first()
    assert ran.client.post(path.format(of.pk)).status_code == 404
    assert hanako.is_signed_in


def test_a_new_address_counts_once_its_code_was_typed_and_the_old_one_is_told(hanako):
    hanako.sign_in()
    hanako.client.post("/account/email/", {"address": "new@example.jp"})
    assert Account.objects.get().email == hanako.address
    hanako.type_code(newest_code("new@example.jp"))
    assert Account.objects.get().email == "new@example.jp"
    assert (all_mails()[-1].to, "変わりました" in all_mails()[-1].body) == (hanako.address, True)


def test_an_address_of_another_account_is_refused_to_the_owner_of_the_mailbox_only(hanako, ran):
    ran.sign_in()
    hanako.sign_in()
    assert hanako.client.post("/account/email/", {"address": ran.address}).status_code == 302
    page = hanako.type_code(newest_code(ran.address))
    assert page.status_code == 422
    assert "別のアカウントで使われています" in page.text
    assert Account.objects.get(email=ran.address)


def test_every_change_is_told_to_the_mailbox(hanako):
    hanako.sign_in()
    hanako.add_passkey()
    hanako.client.post("/account/codes/new/")
    told = [one.body.split("\n")[0] for one in all_mails() if one.subject == "アカウントの設定が変わりました"]
    assert told == [
        "アカウントにパスキーが追加されました。",
        "リカバリーコードが作り直されました。前の番号は使えません。",
    ]


def test_signing_out_elsewhere_ends_the_other_session(hanako):
    hanako.sign_in()
    forgotten = Person(hanako.address)
    forgotten.client.defaults["HTTP_USER_AGENT"] = "図書館のパソコン"
    forgotten.sign_in()
    page = hanako.client.get("/account/sessions/").text
    assert "図書館のパソコン" in page
    other = UserSession.objects.get(user_agent="図書館のパソコン")
    hanako.client.post(f"/account/sessions/{other.pk}/end/")
    assert not forgotten.is_signed_in
    assert hanako.is_signed_in


def test_signing_out_everywhere_else_leaves_this_session_alone(hanako):
    hanako.sign_in()
    others = [Person(hanako.address) for _ in range(2)]
    for other in others:
        other.sign_in()
    hanako.client.post("/account/sessions/end-others/")
    assert [other.is_signed_in for other in others] == [False, False]
    assert hanako.is_signed_in


@pytest.mark.parametrize(("hours", "signed_in"), [(7.9, True), (8.1, False), (-1, False)])
def test_a_session_lasts_no_longer_than_eight_hours_however_busy(hanako, later, hours, signed_in):
    hanako.sign_in()
    later(hours * 3600)
    assert hanako.is_signed_in is signed_in


def test_a_session_that_cannot_say_when_it_began_is_over(hanako):
    hanako.sign_in()
    session = hanako.client.session
    del session[middleware.SIGNED_IN_AT]
    session.save()
    assert not hanako.is_signed_in


def test_a_session_without_a_page_for_thirty_minutes_is_over_and_each_page_counts(hanako):
    hanako.sign_in()
    row = Session.objects.get()
    lasts = row.expire_date - UserSession.objects.get().last_seen_at
    assert 29 * 60 < lasts.total_seconds() <= 30 * 60 + 5
    Session.objects.update(expire_date=row.expire_date - lasts / 2)
    hanako.client.get("/account/")
    assert Session.objects.get().expire_date >= row.expire_date
    Session.objects.update(expire_date=UserSession.objects.get().created_at)
    assert not hanako.is_signed_in


def test_deleting_deletes_everything_of_the_account_and_signs_out_everywhere(hanako, ran):
    ran.sign_in()
    hanako.sign_in()
    hanako.add_passkey()
    recovery_codes(hanako)
    account = Account.objects.get(email=hanako.address)
    SocialAccount.objects.create(user=account, provider="digital_id", uid="pairwise")
    elsewhere = Person(hanako.address, device=hanako.device)
    elsewhere.sign_in_with_passkey()
    answer = hanako.client.post("/account/delete/")
    assert hanako.client.get(answer["Location"]).status_code == 200
    assert not Account.objects.filter(pk=account.pk).exists()
    assert not Authenticator.objects.exists()
    assert not SocialAccount.objects.exists()
    assert not UserSession.objects.filter(user_id=account.pk).exists()
    assert not [one for one in Session.objects.all() if str(account.pk) in str(one.get_decoded())]
    assert (hanako.is_signed_in, elsewhere.is_signed_in, ran.is_signed_in) == (False, False, True)
    assert hanako.sign_in_with_passkey(Client()).status_code == 422


def test_house_is_kept(hanako, monkeypatch):
    hanako.sign_in()
    Session.objects.update(expire_date="2020-01-01T00:00:00+00:00")
    SignInWindow.objects.update(began_at="2020-01-01T00:00:00+00:00")
    keep_house()
    assert not Session.objects.exists()
    assert not SignInWindow.objects.exists()
