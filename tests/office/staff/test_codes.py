"""Codes: each is taken once, few are tried, and a recovery code is worth one sign-in."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core.cache import cache

from todoke.office.staff.models import Staff, StaffEvent
from todoke.web.sign_in.codes import next_code


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_a_clock_half_a_minute_apart_is_forgiven(sato_with_app, steps):
    assert sato_with_app.sign_in(sato_with_app.code(steps=steps)).is_in()


@pytest.mark.parametrize("steps", [-3, 3])
def test_a_code_of_another_minute_is_refused(sato_with_app, steps):
    sato_with_app.give_password()
    assert sato_with_app.give_code(sato_with_app.code(steps=steps)).status_code == 403


def test_digits_of_a_japanese_keyboard_are_digits(sato_with_app):
    full = sato_with_app.code().translate({ord(str(one)): chr(0xFF10 + one) for one in range(10)})
    assert sato_with_app.sign_in(f"{full[:3]} {full[3:]}").is_in()


def test_a_code_is_not_taken_twice(sato_with_app):
    """Also not by another process, which shares no memory: what was used lies in the database."""
    code = sato_with_app.code()
    sato_with_app.sign_in(code)
    cache.clear()
    thief = sato_with_app.elsewhere()
    thief.give_password()
    assert thief.give_code(code).status_code == 403
    assert not thief.is_in()


def test_a_code_is_not_taken_after_a_later_one(sato_with_app):
    """With half a minute forgiven, a code seen over a shoulder would live on for a minute."""
    seen = sato_with_app.code()
    sato_with_app.sign_in(sato_with_app.code(steps=1))
    thief = sato_with_app.elsewhere()
    thief.give_password()
    assert thief.give_code(seen).status_code == 403


def test_the_sixth_wrong_code_is_refused_and_then_the_right_one_too(sato_with_app):
    sato_with_app.give_password()
    assert [sato_with_app.give_code("000000").status_code for _ in range(6)] == [403] * 5 + [429]
    assert sato_with_app.give_code().status_code == 429


def test_tries_are_counted_by_person_whatever_the_browser_or_process(sato_with_app):
    for _ in range(5):
        guesser = sato_with_app.elsewhere()
        guesser.give_password()
        guesser.give_code("000000")
    cache.clear()
    last = sato_with_app.elsewhere()
    last.give_password()
    answer = last.give_code()
    assert answer.status_code == 429
    assert "tried too often" in answer.content.decode()


def test_right_codes_lock_nobody_out(sato_with_app, clock):
    for _ in range(8):
        sato_with_app.elsewhere().sign_in()
        clock.pass_by(seconds=60)


@pytest.mark.parametrize("code", ["", "12345", "abcdef", "あいうえおか", "0" * 5000, "\x00"])
def test_what_is_no_code_is_refused_in_words(sato_with_app, code):
    sato_with_app.give_password()
    answer = sato_with_app.give_code(code)
    assert answer.status_code == 403
    assert "This code is not right" in answer.content.decode()


def test_a_recovery_code_signs_in_once_and_is_written_down(sato_with_app):
    code = sato_with_app.recovery_codes()[3]
    sato_with_app.sign_in(f"{code[:4]}-{code[4:]}")
    assert len(sato_with_app.recovery_codes()) == 9
    assert list(StaffEvent.objects.values_list("kind", flat=True)) == ["code_used"]
    thief = sato_with_app.elsewhere()
    thief.give_password()
    assert thief.give_code(code).status_code == 403


def test_recovery_codes_are_shown_once(sato_with_app):
    sato_with_app.sign_in()
    first = sato_with_app.browser.get("/account/codes").content.decode()
    code = sato_with_app.recovery_codes()[0]
    assert f"{code[:4]}-{code[4:]}" in first
    again = sato_with_app.browser.get("/account/codes")
    assert again.headers["Location"] == "/account/"
    assert code[:4] not in sato_with_app.browser.get("/account/").content.decode()


def test_new_recovery_codes_end_the_old_ones(sato_with_app):
    old = sato_with_app.recovery_codes()[0]
    sato_with_app.sign_in()
    assert sato_with_app.browser.post("/account/codes/new").headers["Location"] == "/account/codes"
    assert old not in sato_with_app.recovery_codes()
    other = sato_with_app.elsewhere()
    other.give_password()
    assert other.give_code(old).status_code == 403


def test_no_secret_lies_in_the_database_as_it_is(sato_with_app):
    seed = RecoveryCodes.activate(sato_with_app.staff).instance.data["seed"]
    rows = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert sato_with_app.secret not in rows
    assert len(seed) > 90 and sato_with_app.recovery_codes()[0] not in rows


def test_only_a_demo_shows_the_code(sato_with_app):
    sato_with_app.give_password()
    page = sato_with_app.browser.get("/login/second").content.decode()
    assert sato_with_app.code() not in page and "data-demo-code" not in page


def test_the_code_a_demo_shows_is_one_that_is_taken(sato_with_app, clock):
    staff = Staff.objects.get(login="sato")
    for _ in range(2):
        sato_with_app.elsewhere().sign_in(next_code(staff))
    assert next_code(staff) == ""
    clock.pass_by(seconds=30)
    sato_with_app.elsewhere().sign_in(next_code(staff))
