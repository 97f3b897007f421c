"""A session's limits, the list of one's own, and what ends them."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from todoke.office.staff.commands import reset_factors, switch_account
from todoke.office.staff.models import StaffEvent


def test_half_an_hour_without_use_ends_it_and_says_so(sato_with_app, clock):
    sato_with_app.sign_in()
    assert sato_with_app.is_in()
    clock.pass_by(minutes=31)
    answer = sato_with_app.browser.get("/register/?page=2")
    assert answer.headers["Location"] == "/login?why=idle&next=%2Fregister%2F%3Fpage%3D2"
    assert "30 minutes" in sato_with_app.browser.get(answer.headers["Location"]).content.decode()
    assert not sato_with_app.is_in()


def test_who_works_on_stays_signed_in_for_eight_hours_and_no_longer(sato_with_app, clock):
    sato_with_app.sign_in()
    for _ in range(19):
        assert sato_with_app.is_in()
        clock.pass_by(minutes=25)
    assert sato_with_app.is_in()
    clock.pass_by(minutes=6)
    assert sato_with_app.browser.get("/").headers["Location"].startswith("/login?why=long")


def test_what_was_sent_too_late_changes_nothing_and_leads_to_no_address_of_a_form(sato_with_app, clock):
    sato_with_app.sign_in()
    sato_with_app.is_in()
    clock.pass_by(minutes=31)
    answer = sato_with_app.browser.post("/sections/", {"section": "介護保険課", "appeal": "x"})
    assert answer.headers["Location"] == "/login?why=idle&next="


def test_an_ended_session_does_not_come_back_with_its_cookie(sato_with_app, clock):
    sato_with_app.sign_in()
    sato_with_app.is_in()
    kept = sato_with_app.browser.cookies["todoke_office_session"].value
    clock.pass_by(minutes=31)
    sato_with_app.is_in()
    clock.pass_by(minutes=-31)
    sato_with_app.browser.cookies["todoke_office_session"] = kept
    assert not sato_with_app.is_in()


def test_presence_is_noted_once_a_minute_and_no_more(sato_with_app, clock):
    sato_with_app.sign_in()
    sato_with_app.browser.get("/account/sessions")

    def statements():
        with CaptureQueriesContext(connection) as asked:
            sato_with_app.browser.get("/register/")
        return [one["sql"] for one in asked if not one["sql"].startswith("SELECT")]

    assert statements() == []
    clock.pass_by(seconds=61)
    assert any("last_seen_at" in one for one in statements())
    assert statements() == []


def devices(person) -> list[str]:
    page = person.browser.get("/account/sessions").content.decode()
    return re.findall(r"/account/sessions/(\d+)/end", page)


@pytest.fixture
def two(sato_with_app):
    sato_with_app.sign_in()
    other = sato_with_app.elsewhere().sign_in(sato_with_app.code(steps=1))
    return sato_with_app, other


def test_the_list_shows_the_others_and_ends_one(two):
    here, there = two
    (number,) = devices(here)
    assert here.browser.post(f"/account/sessions/{number}/end").headers["Location"] == "/account/sessions"
    assert here.is_in() and not there.is_in()
    assert devices(here) == []


def test_signing_out_elsewhere_keeps_this_one(two):
    here, there = two
    here.browser.post("/account/sessions/others")
    assert here.is_in() and not there.is_in()


def test_nobody_ends_a_session_of_somebody_else(two, client, tanaka):
    here, _ = two
    (number,) = devices(here)
    client.force_login(tanaka)
    client.post(f"/account/sessions/{number}/end")
    assert devices(here) == [number]


@pytest.mark.parametrize("way", ["new codes", "second factor", "factor removed"])
def test_changing_a_factor_ends_the_other_sessions(two, way, clock):
    here, there = two
    clock.pass_by(seconds=90)
    assert there.is_in()
    if way == "new codes":
        here.browser.post("/account/codes/new")
    else:
        from tests.office.staff.soft_passkey import SoftPasskey

        made = SoftPasskey().made_for(here.asked_by("/account/passkey"))
        here.browser.post("/account/passkey", {"credential": made})
        if way == "factor removed":
            assert not there.is_in()
            there = here.elsewhere().sign_in()
            page = here.browser.get("/account/").content.decode()
            first = re.findall(r"/account/factors/\d+/remove", page)[0]
            assert here.browser.post(first).headers["Location"] == "/account/"
    assert here.is_in() and not there.is_in()


def test_the_only_factor_is_not_removed(sato_with_app):
    sato_with_app.sign_in()
    page = sato_with_app.browser.get("/account/").content.decode()
    (only,) = re.findall(r"/account/factors/\d+/remove", page)
    sato_with_app.browser.post(only)
    assert "This is your only second step" in sato_with_app.browser.get("/account/").content.decode()
    assert sato_with_app.is_in()


def test_nobody_removes_a_factor_of_somebody_else(sato_with_app, client, tanaka):
    sato_with_app.sign_in()
    page = sato_with_app.browser.get("/account/").content.decode()
    (only,) = re.findall(r"/account/factors/\d+/remove", page)
    client.force_login(tanaka)
    assert client.post(only).status_code == 404


def test_a_disabled_account_is_out_everywhere_at_once_and_stays_out_when_enabled(two):
    here, there = two
    switch_account("sato", active=False)
    assert not here.is_in() and not there.is_in()
    switch_account("sato", active=True)
    assert not here.is_in() and not there.is_in()
    kinds = StaffEvent.objects.order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["disabled", "enabled"]


def test_a_reset_ends_the_sessions_and_leads_to_setting_up_anew(two):
    here, there = two
    assert reset_factors("sato") == 2
    assert not here.is_in() and not there.is_in()
    assert here.give_password().headers["Location"] == "/"
    assert here.browser.get("/").headers["Location"] == "/account/set-up"
    assert list(StaffEvent.objects.values_list("kind", flat=True)) == ["factors_reset"]
