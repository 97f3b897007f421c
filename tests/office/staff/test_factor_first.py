"""Whoever has no second factor sets one up and reaches nothing else: every address of the office is tried."""

from __future__ import annotations

import re
import uuid

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver
from tests.office.staff.soft_passkey import HERE, SoftPasskey

from todoke.cli.signing_in import code_of
from todoke.office.staff.models import StaffEvent

SAMPLES = {"uuid": str(uuid.uuid4()), "int": "1", "slug": "disaster_certificate", "str": "x", "path": "x"}
PLACE = re.compile(r"<(?:(\w+):)?\w+>")
OPEN = {"login", "login/second", "logout", "display", "healthz"}
SETTING_UP = {"account/set-up", "account/app", "account/passkey"}


def addresses(patterns, before=""):
    for one in patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLPattern):
            yield PLACE.sub(lambda found: SAMPLES[found.group(1) or "str"], route)
        else:
            yield from addresses(one.url_patterns, route)


ALL = sorted(set(addresses(get_resolver("todoke.office.urls").url_patterns)))


def test_the_walk_knows_the_office():
    assert len(ALL) > 70
    assert {"", "cases/export.csv", "studio/", "assurance/", "staff/roles"} <= set(ALL)
    assert set(ALL) >= OPEN | SETTING_UP
    assert not [one for one in ALL if "<" in one]


@pytest.fixture(params=["get", "post"])
def method(request):
    return request.param


def leads_to_sign_in(answer) -> bool:
    """Or says only that the address takes another method, which holds nothing of the office."""
    return answer.status_code == 405 or answer.headers.get("Location", "").startswith("/login")


def test_without_a_second_factor_every_address_leads_to_setting_one_up(sato, method):
    assert sato.give_password().headers["Location"] == "/"
    strays = {}
    for address in set(ALL) - OPEN - SETTING_UP:
        answer = getattr(sato.browser, method)(f"/{address}")
        if (answer.status_code, answer.headers.get("Location")) != (302, "/account/set-up"):
            strays[address] = answer.status_code
    assert not strays


def test_between_the_two_steps_every_address_leads_to_the_sign_in(sato_with_app, method):
    sato_with_app.give_password()
    strays = {}
    for address in set(ALL) - OPEN:
        answer = getattr(sato_with_app.browser, method)(f"/{address}")
        if not leads_to_sign_in(answer):
            strays[address] = answer.status_code
    assert not strays


def test_nobody_at_all_is_led_to_the_sign_in_everywhere(db, method):
    browser = Client()
    strays = {}
    for address in set(ALL) - OPEN:
        answer = getattr(browser, method)(f"/{address}")
        if not leads_to_sign_in(answer):
            strays[address] = answer.status_code
    assert not strays


def app_key(browser) -> str:
    page = browser.get("/account/app").content.decode()
    found = re.search(r'data-app-key="([A-Z2-7]{32})"', page)
    assert found is not None
    assert 'src="data:image/svg+xml;base64,' in page
    return found.group(1)


def test_an_app_is_set_up_without_script_and_then_everything_opens(sato, clock):
    sato.give_password()
    assert sato.browser.get("/").headers["Location"] == "/account/set-up"
    assert "/account/app" in sato.browser.get("/account/set-up").content.decode()
    sato.secret = app_key(sato.browser)
    answer = sato.give_code(code_of(sato.secret, at=clock()), to="/account/app")
    assert answer.headers["Location"] == "/account/codes"
    assert (
        len(re.findall(r"<code>\d{4}-\d{4}</code>", sato.browser.get("/account/codes").content.decode()))
        == 10
    )
    assert sato.is_in()
    clock.pass_by(seconds=60)
    assert sato.elsewhere().sign_in().is_in()
    assert list(StaffEvent.objects.values_list("kind", flat=True)) == ["factor_added"]


def test_a_wrong_first_code_keeps_the_key_that_was_scanned(sato):
    sato.give_password()
    key = app_key(sato.browser)
    answer = sato.give_code("000000", to="/account/app")
    assert answer.status_code == 403
    assert key in answer.content.decode()
    assert app_key(sato.browser) == key


def test_a_passkey_is_set_up_and_then_signs_in(sato):
    sato.give_password()
    passkey = SoftPasskey()
    made = passkey.made_for(sato.asked_by("/account/passkey"))
    answer = sato.browser.post("/account/passkey", {"credential": made, "name": "職場のパソコン"})
    assert answer.headers["Location"] == "/account/codes"
    assert sato.is_in()
    other = sato.elsewhere()
    assert other.give_password().headers["Location"] == "/login/second"
    proof = passkey.answer_to(other.asked_by("/login/second"))
    assert other.browser.post("/login/second", {"credential": proof}).headers["Location"] == "/"
    assert other.is_in()


ORIGINS = {
    "another site": "https://evil.example",
    "another port": "http://portal.localhost:8001",
    "a name below ours": "http://evil.portal.localhost:8000",
    "another scheme": "https://portal.localhost:8000",
}


@pytest.mark.parametrize("name", ORIGINS)
def test_a_passkey_answering_for_another_origin_is_refused(sato, name):
    sato.give_password()
    passkey = SoftPasskey()
    sato.browser.post("/account/passkey", {"credential": passkey.made_for(sato.asked_by("/account/passkey"))})
    phished = sato.elsewhere()
    phished.give_password()
    passkey.origin = ORIGINS[name]
    proof = passkey.answer_to(phished.asked_by("/login/second"))
    answer = phished.browser.post("/login/second", {"credential": proof})
    assert answer.status_code == 403
    assert not phished.is_in()
    passkey.origin = HERE
    proof = passkey.answer_to(phished.asked_by("/login/second"))
    assert phished.browser.post("/login/second", {"credential": proof}).status_code == 302


@pytest.mark.parametrize("name", ORIGINS)
def test_a_passkey_made_for_another_origin_is_not_kept(sato, name):
    sato.give_password()
    made = SoftPasskey(origin=ORIGINS[name]).made_for(sato.asked_by("/account/passkey"))
    assert sato.browser.post("/account/passkey", {"credential": made}).status_code == 403
    assert sato.browser.get("/").headers["Location"] == "/account/set-up"


def test_a_passkey_of_another_site_is_not_kept(sato):
    sato.give_password()
    made = SoftPasskey(rp_id="evil.example").made_for(sato.asked_by("/account/passkey"))
    assert sato.browser.post("/account/passkey", {"credential": made}).status_code == 403


def test_an_answer_of_a_passkey_works_once(sato):
    sato.give_password()
    passkey = SoftPasskey()
    sato.browser.post("/account/passkey", {"credential": passkey.made_for(sato.asked_by("/account/passkey"))})
    victim, thief = sato.elsewhere(), sato.elsewhere()
    victim.give_password()
    thief.give_password()
    proof = passkey.answer_to(victim.asked_by("/login/second"))
    thief.asked_by("/login/second")
    assert thief.browser.post("/login/second", {"credential": proof}).status_code == 403
    assert victim.browser.post("/login/second", {"credential": proof}).status_code == 302


@pytest.mark.parametrize(
    "sent",
    [
        *("", "{", "[]", "null", '{"response": {}}', '{"response": {"clientDataJSON": "e30"}}'),
        *("[" * 60_000, "9" * 60_000, " " * 100_000 + "{}"),
    ],
    ids=str.__len__,
)
def test_what_is_no_passkey_is_refused_in_words(sato, sent):
    sato.give_password()
    sato.browser.get("/account/passkey")
    answer = sato.browser.post("/account/passkey", {"credential": sent})
    assert answer.status_code == 403
    assert "The passkey was not accepted" in answer.content.decode()


def test_one_who_stole_the_password_adds_no_factor_of_their_own(sato):
    """A second window that was at the first step when 佐藤 set up the factor in the other."""
    thief = sato.elsewhere()
    thief.give_password()
    key = app_key(thief.browser)
    sato.give_password()
    sato.secret = app_key(sato.browser)
    sato.give_code(to="/account/app")
    answer = thief.browser.post("/account/app", {"code": code_of(key, at=0)})
    assert answer.headers["Location"].startswith("/login")
    assert thief.browser.get("/").headers["Location"].startswith("/login")


def test_the_policy_of_the_pages_stays_strict(sato):
    sato.give_password()
    headers = sato.browser.get("/account/passkey").headers
    assert "script-src 'self';" in headers["Content-Security-Policy"]
    assert headers["Cache-Control"].find("no-store") >= 0
