"""ID services and accounts: a form's sign-in makes none, and nobody is linked or taken over in silence."""

from __future__ import annotations

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.mfa.utils import decrypt
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.contrib.auth import SESSION_KEY
from django.test import Client
from joserfc.jwk import ECKey
from tests.portal.oidc.conftest import DONE, HANAKO, LAN, come_back, make_service, service_toml, set_out

from todoke.cli.signing_in import code_of
from todoke.core.assurance.identity import pseudonym
from todoke.portal.identity.middleware import SIGNED_IN_AT
from todoke.portal.identity.models import Account

LOGIN = "/account/oidc/digital_id/login/"


def signed_in(account: Account) -> Client:
    """As after a code by e-mail."""
    browser = Client()
    browser.force_login(account)
    session = browser.session
    session[SIGNED_IN_AT] = time.time()
    session.save()
    return browser


def who(browser: Client) -> str | None:
    return browser.session.get(SESSION_KEY)


def leave(browser: Client, **data: str) -> str:
    """The button, and the page that says where it leads."""
    page = browser.post(LOGIN, data)
    assert page.status_code == 200
    assert f'href="{LOGIN}"' in page.content.decode()
    return browser.get(LOGIN)["Location"]


def sign_in(browser: Client, service, **data: str) -> str:
    location = leave(browser, **data)
    return come_back(browser, service.authorize(location))


def test_a_form_that_asks_who_somebody_is_makes_no_account(service, hanako, heard):
    assert come_back(hanako, service.authorize(set_out(hanako))) == DONE
    assert Account.objects.count() == SocialAccount.objects.count() == 0
    assert who(hanako) is None


def test_a_sign_in_makes_an_account_that_holds_a_pseudonym_and_nothing_else(service, hanako, heard):
    sign_in(hanako, service)
    [account] = Account.objects.all()
    [linked] = SocialAccount.objects.all()
    assert who(hanako) == str(account.pk)
    assert account.email is None
    assert not account.has_usable_password()
    assert linked.user_id == account.pk
    assert linked.provider == "digital_id"
    assert linked.uid == pseudonym(service.issuer, HANAKO["sub"])
    assert linked.extra_data == {}
    assert SocialToken.objects.count() == 0


def test_a_sign_in_asks_for_nothing_about_the_person(service, hanako):
    location = leave(hanako)
    assert "scope=openid&" in location
    assert "acr_values=aal3&" in location


def test_the_same_person_finds_the_same_account_again(service, hanako, lan, heard):
    sign_in(hanako, service)
    sign_in(lan, service)  # another device of the same person
    assert who(hanako) == who(lan)
    assert Account.objects.count() == 1


def test_the_session_gets_a_new_key_with_the_sign_in(service, hanako, heard):
    """Session fixation: a key somebody knew before is worth nothing afterwards."""
    hanako.get(LOGIN)
    location = leave(hanako)
    before = hanako.session.session_key
    come_back(hanako, service.authorize(location))
    assert hanako.session.session_key != before


def test_a_link_alone_signs_nobody_in(service, hanako):
    assert hanako.get(LOGIN)["Location"] == "/account/login/"


def test_a_form_on_another_site_signs_nobody_in(service):
    browser = Client(enforce_csrf_checks=True)
    assert browser.post(LOGIN).status_code == 403


def test_a_form_of_somebody_signed_in_changes_nothing_about_the_account(service, heard, db):
    """花子 is signed in by e-mail; ラン shows her card for the form. The account learns nothing of it."""
    account = Account.objects.create(email="hanako@example.jp")
    browser = signed_in(account)
    service.person = dict(LAN)
    assert come_back(browser, service.authorize(set_out(browser))) == DONE
    assert who(browser) == str(account.pk)
    assert SocialAccount.objects.count() == 0
    assert heard.proofs[0].identity.name == "NGUYEN THI LAN"


def test_a_sign_in_while_somebody_else_is_signed_in_links_nothing(service, heard, db):
    """ラン signs in with her card where 花子 forgot to sign out: 花子 is signed out, nothing is joined."""
    account = Account.objects.create(email="hanako@example.jp")
    browser = signed_in(account)
    service.person = dict(LAN)
    sign_in(browser, service)
    [linked] = SocialAccount.objects.all()
    assert linked.user_id != account.pk
    assert who(browser) == str(linked.user_id)
    account.refresh_from_db()
    assert account.email == "hanako@example.jp"


def test_linking_is_only_for_who_says_so(service, heard, db):
    """`process=connect` of somebody who is not signed in is a plain sign-in."""
    browser = Client()
    sign_in(browser, service, process="connect")
    assert SocialAccount.objects.count() == 1
    assert who(browser) == str(SocialAccount.objects.get().user_id)


def test_an_email_of_the_service_opens_no_account(service, hanako, heard, db):
    """Attack: an ID service that names 花子's address as its own person's."""
    account = Account.objects.create(email="hanako@example.jp")
    service.change = lambda claims: claims | {"email": "hanako@example.jp", "email_verified": True}
    sign_in(hanako, service)
    assert who(hanako) != str(account.pk)


@pytest.mark.parametrize("process", ["redirect", "login", "", "x"])
def test_no_other_process_links(service, heard, db, process):
    account = Account.objects.create(email="hanako@example.jp")
    browser = signed_in(account)
    sign_in(browser, service, process=process)
    assert not SocialAccount.objects.filter(user=account).exists()


def recently(browser: Client, account: Account, *, method: str = "code") -> None:
    """A note of allauth's in the session that the account has just been shown to be theirs."""
    session = browser.session
    session["account_authentication_methods"] = [{"method": method, "at": time.time()}]
    session["account_authentication_methods_user"] = str(account.pk)
    session.save()


def test_a_way_is_added_by_who_has_just_shown_that_the_account_is_theirs(service, heard, db):
    account = Account.objects.create(email="hanako@example.jp")
    browser = signed_in(account)
    recently(browser, account)
    assert sign_in(browser, service, process="connect") == "/account/"
    assert SocialAccount.objects.get().user_id == account.pk
    assert who(browser) == str(account.pk)


def test_nobody_adds_a_way_to_an_account_that_was_left_open(service, db):
    browser = signed_in(Account.objects.create(email="hanako@example.jp"))
    response = browser.post(LOGIN, {"process": "connect"})
    assert response.status_code == 302
    assert response["Location"].startswith("/account/again/")
    assert browser.get(LOGIN)["Location"] == "/account/login/"


def test_an_id_that_opens_another_account_is_not_moved_and_that_is_said(service, lan, heard, db):
    sign_in(lan, service)
    account = Account.objects.create(email="hanako@example.jp")
    browser = signed_in(account)
    recently(browser, account)
    assert sign_in(browser, service, process="connect") == "/account/oidc/failed/"
    assert heard.codes == ["identity.oidc.taken"]
    assert SocialAccount.objects.get().user_id != account.pk


def test_who_shows_once_more_that_they_are_there_signs_in_anew_at_the_service(service, heard, db):
    browser = signed_in(Account.objects.create(email="hanako@example.jp"))
    assert "max_age=60" in leave(browser)
    service.change = lambda claims: claims | {"auth_time": int(time.time()) - 3600}
    assert sign_in(browser, service) == "/account/oidc/failed/"
    assert heard.codes == ["identity.oidc.too-old"]


BACK = {
    "a page of the account": ("/account/sessions/", "/account/sessions/"),
    "another site": ("https://evil.example/", "/account/"),
    "another site without scheme": ("//evil.example/", "/account/"),
    "a script": ("javascript:alert(1)", "/account/"),
    "nothing": ("", "/account/"),
}


@pytest.mark.parametrize(("wanted", "reached"), BACK.values(), ids=BACK.keys())
def test_after_a_sign_in_the_person_goes_on_within_this_site(service, hanako, heard, wanted, reached):
    assert sign_in(hanako, service, next=wanted) == reached


def test_who_takes_too_long_at_the_service_connects_nothing_and_leaves_no_token(service, heard, db):
    account = Account.objects.create(email="hanako@example.jp")
    browser = signed_in(account)
    recently(browser, account)
    location = leave(browser, process="connect")
    session = browser.session
    session["account_authentication_methods"][0]["at"] -= 3600
    session.save()
    assert come_back(browser, service.authorize(location)) == "/account/oidc/failed/"
    assert heard.codes == ["identity.oidc.not-started"]
    assert SocialAccount.objects.count() == 0
    kept = str(dict(browser.session.items()))
    assert all(token not in kept for token in service.tokens)
    assert service.tokens


@pytest.fixture
def one_factor(portal):
    """An ID service whose sign-in the operator rates as one factor."""
    key = ECKey.generate_key("P-256")
    found, server = make_service(client_key=key)
    acr = '{ "aal3" = { identity = 1, authentication = 1 } }'
    portal(service_toml(found, acr=acr), **{"keys/id.pem": key.as_pem(private=True)})
    yield found
    server.close()


@pytest.fixture
def guarded(one_factor):
    """花子's account: a mailbox, an app, and this ID service."""
    account = Account.objects.create(email="hanako@example.jp")
    TOTP.activate(account, generate_totp_secret())
    uid = pseudonym(one_factor.issuer, HANAKO["sub"])
    SocialAccount.objects.create(user=account, provider="digital_id", uid=uid)
    return account


def secret_of(account: Account) -> str:
    return decrypt(Authenticator.objects.get(user=account, type=Authenticator.Type.TOTP).data["secret"])


def test_an_id_service_of_one_factor_does_not_go_round_the_apps_code(one_factor, guarded, hanako, heard):
    assert sign_in(hanako, one_factor) == "/account/login/second/"
    assert who(hanako) is None
    assert HANAKO["sub"] not in str(dict(hanako.session)), "nor does the session hold what the service said"
    code = code_of(secret_of(guarded), at=time.time())
    assert hanako.post("/account/login/second/", {"code": code})["Location"] == "/account/"
    assert who(hanako) == str(guarded.pk)
    assert hanako.get("/account/passkeys/add/").status_code == 200


def test_who_has_the_id_service_alone_does_not_begin_the_account_anew(one_factor, guarded, hanako, heard):
    sign_in(hanako, one_factor)
    assert hanako.post("/account/login/second/lost/")["Location"] == "/account/login/"
    assert Account.objects.filter(pk=guarded.pk).exists()
    assert who(hanako) is None


def test_an_id_service_of_one_factor_renews_no_proof_where_there_is_an_app(one_factor, guarded, heard):
    """The sign-in begins anew, and it takes the app's code to finish it."""
    browser = signed_in(guarded)
    assert sign_in(browser, one_factor) == "/account/login/second/"
    assert browser.get("/account/passkeys/add/")["Location"].startswith("/account/login/")


def test_an_id_service_of_two_factors_signs_in_past_the_app(service, hanako, heard):
    account = Account.objects.create(email="hanako@example.jp")
    TOTP.activate(account, generate_totp_secret())
    uid = pseudonym(service.issuer, HANAKO["sub"])
    SocialAccount.objects.create(user=account, provider="digital_id", uid=uid)
    sign_in(hanako, service)
    assert who(hanako) == str(account.pk)
    assert hanako.get("/account/passkeys/add/").status_code == 200
