"""The first step: equal answers, a limit, and nothing that was prepared for somebody goes on with them."""

from __future__ import annotations

import pytest
from django.contrib.auth import hashers

from todoke.office.staff.commands import switch_account
from todoke.office.staff.models import Staff


@pytest.fixture
def switched_off(sato_with_app):
    switch_account("sato", active=False)
    return sato_with_app


WRONG = {
    "wrong password": {"login": "tanaka", "password": "no"},
    "unknown account": {"login": "nobody", "password": "no"},
    "account switched off, right password": {"login": "sato", "password": "correct horse"},
    "no account at all": {"password": "no"},
    "invisible character": {"login": "tan\x00aka", "password": "no\x00"},
}


def shown(answer, typed):
    text = answer.content.decode()
    for part in ("csrfmiddlewaretoken", 'name="login"'):
        assert part in text
    lines = [line for line in text.splitlines() if "csrfmiddlewaretoken" not in line and "login" not in line]
    return answer.status_code, lines


def test_whoever_may_not_sign_in_gets_the_same_answer(client, tanaka, switched_off):
    answers = [shown(client.post("/login", typed), typed) for typed in WRONG.values()]
    assert answers[0][0] == 403
    assert all(answer == answers[0] for answer in answers)


@pytest.mark.parametrize(
    "name", [name for name in WRONG if name not in ("no account at all", "invisible character")]
)
def test_the_same_work_is_done_for_every_account(client, tanaka, switched_off, name, monkeypatch):
    """One hash each: time tells nobody which accounts there are."""
    made = []
    hasher = hashers.MD5PasswordHasher
    encode = hasher.encode
    monkeypatch.setattr(hasher, "encode", lambda self, *given: made.append(1) or encode(self, *given))
    client.post("/login", WRONG[name])
    assert len(made) == 1


def test_the_eleventh_try_is_refused_even_with_the_right_password(client, tanaka):
    for _ in range(10):
        client.post("/login", {"login": "tanaka", "password": "no"})
    assert client.post("/login", {"login": "tanaka", "password": "correct horse"}).status_code == 429


def test_wrong_passwords_from_another_network_lock_nobody_out(client, sato_with_app):
    """Attack: a stranger who knows the account's name keeps its owner out."""
    for _ in range(12):
        answer = client.post("/login", {"login": "sato", "password": "no"}, REMOTE_ADDR="203.0.113.7")
    assert answer.status_code == 429
    assert sato_with_app.sign_in().is_in()


def test_a_hundred_wrong_passwords_from_many_networks_close_the_account_for_the_quarter_hour(client, tanaka):
    for number in range(100):
        client.post("/login", {"login": "tanaka", "password": "no"}, REMOTE_ADDR=f"203.0.113.{number}")
    right = {"login": "tanaka", "password": "correct horse"}
    assert client.post("/login", right, REMOTE_ADDR="198.51.100.1").status_code == 429


def test_sixty_wrong_passwords_for_any_accounts_close_the_network(client, tanaka):
    for number in range(60):
        client.post("/login", {"login": f"nobody{number}", "password": "no"}, REMOTE_ADDR="203.0.113.7")
    right = {"login": "tanaka", "password": "correct horse"}
    assert client.post("/login", right, REMOTE_ADDR="203.0.113.7").status_code == 429
    assert client.post("/login", right, REMOTE_ADDR="198.51.100.1").status_code == 302


def test_giving_the_right_password_many_times_locks_nobody_out(sato_with_app):
    for _ in range(12):
        assert sato_with_app.give_password().headers["Location"] == "/login/second"


def test_the_password_alone_signs_nobody_in(sato_with_app):
    sato_with_app.give_password()
    assert not sato_with_app.is_in()
    assert "_auth_user_id" not in sato_with_app.browser.session


def test_both_steps_open_the_inbox(sato_with_app):
    assert sato_with_app.sign_in().is_in()


def test_the_second_step_without_the_first_leads_to_the_first(client, db):
    assert client.get("/login/second").headers["Location"] == "/login"
    assert client.post("/login/second", {"code": "000000"}).headers["Location"] == "/login"


def test_the_second_step_must_follow_within_fifteen_minutes(sato_with_app, clock):
    sato_with_app.give_password()
    clock.pass_by(minutes=16)
    assert sato_with_app.give_code().headers["Location"] == "/login"


def test_an_account_switched_off_between_the_steps_stays_out(sato_with_app):
    sato_with_app.give_password()
    switch_account("sato", active=False)
    assert sato_with_app.give_code().headers["Location"] == "/login"
    assert not sato_with_app.is_in()


def test_the_key_of_a_session_changes_with_each_step(sato_with_app):
    """Session fixation: a key that somebody else planted or saw is worth nothing afterwards."""
    browser = sato_with_app.browser
    browser.get("/login")
    session = browser.session
    session["planted"] = True
    session.save()
    before = browser.cookies["todoke_office_session"].value
    sato_with_app.give_password()
    between = browser.cookies["todoke_office_session"].value
    sato_with_app.give_code()
    after = browser.cookies["todoke_office_session"].value
    assert len({before, between, after}) == 3
    assert "planted" not in browser.session
    thief = sato_with_app.elsewhere()
    for key in (before, between):
        thief.browser.cookies["todoke_office_session"] = key
        assert not thief.is_in()


def test_signing_in_over_somebody_else_takes_nothing_over(sato_with_app, tanaka):
    sato_with_app.sign_in()
    answer = sato_with_app.browser.post("/login", {"login": "tanaka", "password": "correct horse"})
    assert answer.headers["Location"] == "/"
    assert sato_with_app.browser.session["_auth_user_id"] == str(tanaka.pk)
    assert sato_with_app.browser.get("/").headers["Location"] == "/account/set-up"


ELSEWHERE = [
    "https://evil.example/",
    "//evil.example",
    "/\\evil.example",
    "javascript:alert(1)",
    "http://localhost/",
]


@pytest.mark.parametrize("after", ELSEWHERE)
def test_nobody_is_sent_to_another_site(sato_with_app, after):
    sato_with_app.give_password(next=after)
    assert sato_with_app.give_code(next=after).headers["Location"] == "/"
    proof = sato_with_app.give_code(sato_with_app.code(steps=1), to="/account/prove", next=after)
    assert proof.headers["Location"] == "/account/"


def test_one_goes_on_to_the_page_one_wanted(sato_with_app):
    sato_with_app.give_password(next="/register/?page=2")
    assert sato_with_app.give_code().headers["Location"] == "/register/?page=2"


@pytest.mark.parametrize("page", ["/", "/register/", "/account/", "/account/sessions", "/account/password"])
def test_one_can_sign_out_on_every_page(sato_with_app, page):
    sato_with_app.sign_in()
    assert 'action="/logout"' in sato_with_app.browser.get(page).content.decode()


def test_a_new_office_has_no_account_at_all(db):
    assert not Staff.objects.exists()


def test_keys_of_sessions_are_long_and_random(sato_with_app):
    """32 of 36 letters, 165 bits, from the system's randomness; the row is all there is of a session."""
    keys = set()
    for person in (sato_with_app, sato_with_app.elsewhere(), sato_with_app.elsewhere()):
        person.give_password()
        keys.add(person.browser.cookies["todoke_office_session"].value)
    assert len(keys) == 3
    assert all(len(key) == 32 and key.isalnum() for key in keys)


def test_signing_out_ends_the_session(sato_with_app):
    sato_with_app.sign_in()
    assert sato_with_app.browser.get("/logout").status_code == 405
    assert sato_with_app.browser.post("/logout").headers["Location"] == "/login"
    assert not sato_with_app.is_in()
    assert Staff.objects.get(login="sato").is_active
