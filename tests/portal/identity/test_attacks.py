"""What somebody tries who is not the owner of the account. Each attack ends in a sentence or in nothing."""

from __future__ import annotations

import base64
import json
import re
import time

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.portal.identity.conftest import Person, all_mails, newest_code, options_on
from tests.portal.identity.device import Device

from todoke.portal.identity import codes, commands
from todoke.portal.identity.models import Account

UNKNOWN = "nobody@example.jp"


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


def test_five_wrong_codes_end_the_trying_even_with_the_right_one(hanako):
    hanako.ask_for_code()
    right = newest_code(hanako.address)
    for _ in range(codes.MOST_TRIES):
        assert hanako.type_code(wrong(right)).status_code == 422
    page = hanako.type_code(right)
    assert page.status_code == 422
    assert "この番号はもう使えません" in page.text
    assert not hanako.is_signed_in


def test_a_code_counts_in_the_session_that_asked_for_it_and_in_no_other(hanako, monkeypatch):
    """Attack: a code read in somebody's mailbox, typed in a session that asked for one before."""
    elsewhere = Person(hanako.address)
    monkeypatch.setattr("secrets.randbelow", lambda _limit: 111111)
    elsewhere.ask_for_code()
    monkeypatch.setattr("secrets.randbelow", lambda _limit: 222222)
    hanako.ask_for_code()
    assert elsewhere.type_code("222222").status_code == 422
    assert hanako.type_code("222222").status_code == 302


def test_many_tries_at_the_same_moment_count_each(hanako):
    """Every request reads the same session; the count stands in the database, not in it."""
    hanako.ask_for_code()
    right = newest_code(hanako.address)
    before = Session.objects.get().session_data
    for _ in range(codes.MOST_TRIES):
        Session.objects.update(session_data=before)
        hanako.type_code(wrong(right))
    Session.objects.update(session_data=before)
    assert hanako.type_code(right).status_code == 422
    assert not hanako.is_signed_in


def test_a_mailbox_gets_no_more_than_ten_codes_an_hour_from_any_number_of_sessions(db):
    for number in range(codes.TO_ONE_MAILBOX):
        assert Person(f"hanako+{number}@example.jp").ask_for_code().status_code == 302
    page = Person("hanako@example.jp").ask_for_code()
    assert page.status_code == 422
    assert "番号がとても多く送られました" in page.text
    assert len(all_mails()) == codes.TO_ONE_MAILBOX


def test_wrong_codes_of_an_app_are_counted_for_the_account_across_sessions(hanako):
    hanako.sign_in()
    hanako.add_passkey()
    said = []
    for _ in range(6):
        elsewhere = Person(hanako.address)
        elsewhere.sign_in()
        said.append(elsewhere.client.post("/account/login/second/", {"code": "00000000"}).text)
    assert "番号が違うか" in said[4]
    assert "違う番号が何度も入力されました" in said[5]


SHOWN = r"""'[^']*'|\bs\d+_x\d+\b|\b\d[\d.]*\b"""
"""Values in a statement, and the names of savepoints."""


def without_token(page: str) -> str:
    return re.sub(r'(value|data-passkey)="[^"]*"', "", page)


def test_known_and_unknown_addresses_are_treated_alike(hanako):
    """Text, status, cookies, statements and mails: nothing tells who has an account."""
    hanako.sign_in()
    hanako.add_passkey()
    seen = []
    for address in (hanako.address, UNKNOWN):
        client, mails = Client(), len(all_mails())
        client.get("/account/login/")
        with CaptureQueriesContext(connection) as asked:
            answer = client.post("/account/login/", {"address": address})
        shapes = [re.sub(SHOWN, "?", one["sql"]) for one in asked]
        page = client.get(answer["Location"])
        cookies = {name: {**one, "expires": ""} for name, one in client.cookies.items()}
        mail = all_mails()[-1]
        seen.append(
            (
                answer.status_code,
                answer["Location"],
                shapes,
                without_token(page.text).replace(address, "ADDRESS"),
                cookies,
                len(all_mails()) - mails,
                re.sub(r"\d{6}", "CODE", mail.subject + mail.body),
            )
        )
    for known, unknown in zip(*seen, strict=True):
        assert known == unknown


def test_a_wrong_code_says_the_same_for_known_and_unknown_addresses(hanako):
    hanako.sign_in()
    said = []
    for address in (hanako.address, UNKNOWN):
        person = Person(address)
        person.ask_for_code()
        with CaptureQueriesContext(connection) as asked:
            page = person.type_code(wrong(newest_code(address)))
        said.append((page.status_code, without_token(page.text).replace(address, "ADDRESS"), len(asked)))
    assert said[0] == said[1]


def test_the_session_has_another_key_after_signing_in(hanako):
    """Session fixation: who planted the key beforehand holds nothing afterwards."""
    hanako.ask_for_code()
    planted = hanako.client.cookies["todoke_portal_session"].value
    hanako.type_code()
    assert hanako.client.cookies["todoke_portal_session"].value != planted
    thief = Client()
    thief.cookies["todoke_portal_session"] = planted
    assert thief.get("/account/").status_code == 302


def test_the_session_has_another_key_after_a_renewed_proof(hanako):
    hanako.sign_in()
    hanako.add_passkey()
    before = hanako.client.cookies["todoke_portal_session"].value
    options = options_on(hanako.client.get("/account/again/").text)
    hanako.client.post("/account/again/", {"credential": hanako.device.get(options)})
    assert hanako.client.cookies["todoke_portal_session"].value != before


def test_the_session_cookie_is_sent_to_the_accounts_pages_only_and_read_by_no_script(hanako):
    hanako.sign_in()
    cookie = hanako.client.cookies["todoke_portal_session"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/account/", True, "Lax")


ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "http:evil.example",
    "/\\evil.example",
    "javascript:alert(1)",
    "http://localhost/account/",
    "https://portal.localhost/",
    " //evil.example",
    "/\t/evil.example",
]


@pytest.mark.parametrize("wanted", ELSEWHERE)
@pytest.mark.parametrize("method", ["code", "passkey", "renewed", "reach"])
def test_nobody_is_sent_elsewhere_after_signing_in(hanako, wanted, method):
    hanako.sign_in()
    hanako.add_passkey()
    if method == "reach":
        answer = hanako.client.get("/account/reach/", {"method": "passkey", "next": wanted})
    elif method == "renewed":
        options = options_on(hanako.client.get("/account/again/", {"next": wanted}).text)
        sent = {"credential": hanako.device.get(options), "next": wanted}
        answer = hanako.client.post("/account/again/", sent)
    elif method == "passkey":
        answer = hanako.sign_in_with_passkey(Client(), next=wanted)
    else:
        answer = Person("lan@example.jp").sign_in(next=wanted)
    assert answer["Location"] == "/account/"


def test_a_path_of_this_site_is_gone_on_to(hanako):
    assert hanako.sign_in(next="/account/sessions/?a=1")["Location"] == "/account/sessions/?a=1"


@pytest.mark.parametrize(
    ("attack", "device"),
    [
        ("another site", Device(origin="https://evil.example")),
        ("the same name on another port", Device(origin="http://portal.localhost:9999")),
        ("a name below ours", Device(origin="http://x.portal.localhost:8000")),
        ("another scheme", Device(origin="https://portal.localhost:8000")),
        ("made for another host", Device(host="evil.example")),
        ("a device that does not ask who uses it", Device(knows_owner=False)),
    ],
)
def test_a_passkey_used_the_wrong_way_is_refused(hanako, attack, device):
    hanako.sign_in()
    hanako.add_passkey()
    mine = hanako.device
    cheat = Device(
        origin=device.origin, host=device.host, knows_owner=device.knows_owner, key=mine.key, id=mine.id
    )
    cheat.owner = mine.owner
    thief = Client()
    options = options_on(thief.get("/account/login/").text)
    page = thief.post("/account/login/passkey/", {"credential": cheat.get(options)})
    assert page.status_code == 422, attack
    assert "このパスキーでは確認できませんでした" in page.text
    assert thief.get("/account/").status_code == 302
    new = Client()
    page = new.post(
        "/account/new/passkey/",
        {"credential": device.create(options_on(new.get("/account/new/passkey/").text))},
    )
    assert page.status_code == 422, attack
    assert Account.objects.count() == 1


def test_a_passkey_with_another_key_of_the_same_id_is_refused(hanako):
    hanako.sign_in()
    hanako.add_passkey()
    cheat = Device(id=hanako.device.id)
    cheat.owner = hanako.device.owner
    thief = Person("x@example.jp", device=cheat)
    assert thief.sign_in_with_passkey().status_code == 422


def test_an_answer_of_a_passkey_cannot_be_used_twice_or_in_another_session(hanako):
    hanako.sign_in()
    hanako.add_passkey()
    victim, thief = Client(), Client()
    answer = hanako.device.get(options_on(victim.get("/account/login/").text))
    thief.get("/account/login/")
    assert thief.post("/account/login/passkey/", {"credential": answer}).status_code == 422
    assert victim.post("/account/login/passkey/", {"credential": answer}).status_code == 302
    victim.post("/account/logout/")
    victim.get("/account/login/")
    assert victim.post("/account/login/passkey/", {"credential": answer}).status_code == 422


def test_the_passkey_of_another_account_is_no_second_proof(hanako, ran):
    for person in (hanako, ran):
        person.sign_in()
        person.add_passkey()
    thief = Person(hanako.address)
    thief.sign_in()
    options = options_on(thief.client.get("/account/login/second/").text)
    assert (
        thief.client.post("/account/login/second/", {"credential": ran.device.get(options)}).status_code
        == 422
    )
    assert not thief.is_signed_in


def _packed(data: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(data).encode()).decode().rstrip("=")


MALFORMED = {
    "nothing": "",
    "no JSON": "{",
    "null": "null",
    "a list": "[]",
    "a number": "7",
    "no response": "{}",
    "a response that is none": '{"response": 1}',
    "empty client data": '{"response": {"clientDataJSON": ""}}',
    "client data of a wrong shape": json.dumps({"response": {"clientDataJSON": _packed([1])}}),
    "only client data": json.dumps(
        {"response": {"clientDataJSON": _packed({"origin": "http://portal.localhost:8000"})}}
    ),
    "no base64": '{"response": {"clientDataJSON": "ä"}}',
    "too deep": "[" * 100_000,
    "too long": json.dumps({"response": {"clientDataJSON": "x" * 100_000}}),
    "wrong types": json.dumps(
        {
            "id": 1,
            "rawId": [],
            "type": None,
            "response": {
                "clientDataJSON": _packed({"origin": "http://portal.localhost:8000"}),
                "authenticatorData": 5,
                "signature": {},
                "userHandle": [],
                "attestationObject": 3,
            },
        }
    ),
}


@pytest.mark.parametrize("credential", MALFORMED.values(), ids=MALFORMED)
def test_whatever_a_browser_sends_for_a_passkey_ends_in_one_refusal(hanako, credential):
    hanako.sign_in()
    hanako.add_passkey()
    elsewhere = Person(hanako.address)
    elsewhere.sign_in()
    for client, path in (
        (Client(), "/account/login/passkey/"),
        (Client(), "/account/new/passkey/"),
        (elsewhere.client, "/account/login/second/"),
        (hanako.client, "/account/again/"),
        (hanako.client, "/account/passkeys/add/"),
    ):
        client.get(path if client is not hanako.client else "/account/again/")
        page = client.post(path, {"credential": credential})
        assert page.status_code == 422, path
        assert "このパスキーでは確認できませんでした" in page.text
    assert Authenticator.objects.filter(type="webauthn").count() == 1


POSTS = [
    "/account/login/",
    "/account/login/code/",
    "/account/login/passkey/",
    "/account/new/passkey/",
    "/account/login/second/",
    "/account/again/",
    "/account/logout/",
    "/account/passkeys/add/",
    "/account/app/add/",
    "/account/codes/new/",
    "/account/email/",
    "/account/email/remove/",
    "/account/sessions/end-others/",
    "/account/delete/",
]


@pytest.mark.parametrize("path", POSTS)
def test_a_form_posted_from_elsewhere_is_refused(hanako, path):
    hanako.sign_in()
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = hanako.client.cookies
    assert strict.post(path, {"address": "thief@example.jp"}).status_code == 403
    assert hanako.is_signed_in


def test_signing_out_by_a_link_does_nothing(hanako):
    hanako.sign_in()
    assert hanako.client.get("/account/logout/").status_code == 405
    assert hanako.is_signed_in


def test_a_former_mailbox_renews_no_proof(hanako, monkeypatch):
    """Attack: a code asked for before the address was changed, typed by who still reads the old mailbox."""
    hanako.sign_in()
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 11 * 60)
    hanako.client.post("/account/again/", {"act": "email"})
    code = newest_code(hanako.address)
    Account.objects.update(email="moved@example.jp")
    assert hanako.type_code(code)["Location"] == "/account/again/"
    assert hanako.client.get("/account/email/")["Location"].startswith("/account/again/")


def test_a_program_makes_no_accounts_without_end(db, monkeypatch):
    monkeypatch.setattr(commands, "MOST_NEW", 1)
    answers = []
    for _ in range(2):
        person = Person("nobody@example.jp")
        options = options_on(person.client.get("/account/new/passkey/").text)
        made = {"credential": person.device.create(options), "name": "電話"}
        answers.append(person.client.post("/account/new/passkey/", made).status_code)
    assert answers == [302, 422]
    assert Account.objects.count() == 1
