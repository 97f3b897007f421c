"""Before what goes out or can't easily be undone, a proof not older than five minutes is asked for."""

from __future__ import annotations

import uuid

import pytest

from todoke.core.cases.facts import Role
from todoke.office.staff.commands import grant
from todoke.office.staff.models import Membership

WORK, REVISION = f"/studio/{uuid.uuid4()}", "/studio/published/disaster_certificate/1"
GUARDED = {
    "publishing a procedure": ("post", f"{WORK}/publish"),
    "confirming as the second pair of eyes": ("post", f"{WORK}/verdict"),
    "moving the day a procedure goes live": ("post", f"{REVISION}/schedule"),
    "withdrawing a procedure": ("post", f"{REVISION}/withdraw"),
    "opening a procedure again": ("post", f"{REVISION}/reopen"),
    "the page before an export": ("get", "/cases/export"),
    "an export": ("get", "/cases/export.csv"),
    "signing somebody out": ("post", "/staff/sessions/end"),
    "changing the password": ("get", "/account/password"),
    "sending a new password": ("post", "/account/password"),
    "adding an app": ("get", "/account/app"),
    "adding a passkey": ("get", "/account/passkey"),
    "keeping a passkey": ("post", "/account/passkey"),
    "removing a factor": ("post", "/account/factors/1/remove"),
    "making recovery codes": ("post", "/account/codes/new"),
    "showing recovery codes": ("get", "/account/codes"),
    "giving a role": ("post", "/staff/roles/give"),
    "taking a role": ("post", "/staff/roles/take"),
}


@pytest.fixture
def six_minutes_later(sato_with_app, clock):
    sato_with_app.sign_in()
    clock.pass_by(minutes=6)
    return sato_with_app


@pytest.mark.parametrize("what", GUARDED)
def test_after_five_minutes_it_is_asked_for(six_minutes_later, what):
    method, path = GUARDED[what]
    answer = getattr(six_minutes_later.browser, method)(path)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/account/prove?next=")


@pytest.mark.parametrize("what", GUARDED)
def test_within_five_minutes_nobody_is_asked(sato_with_app, clock, what):
    sato_with_app.sign_in()
    clock.pass_by(minutes=4)
    method, path = GUARDED[what]
    answer = getattr(sato_with_app.browser, method)(path)
    assert not answer.headers.get("Location", "").startswith("/account/prove")


def test_the_export_goes_on_after_the_proof(six_minutes_later):
    asked = six_minutes_later.browser.get("/cases/export.csv?encoding=cp932").headers["Location"]
    assert six_minutes_later.browser.get(asked).status_code == 200
    answer = six_minutes_later.give_code(to="/account/prove", next="/cases/export.csv?encoding=cp932")
    assert answer.headers["Location"] == "/cases/export.csv?encoding=cp932"
    assert six_minutes_later.browser.get(answer.headers["Location"])["Content-Type"].startswith("text/csv")


def test_what_was_sent_is_done_after_the_proof_without_sending_it_again(six_minutes_later):
    grant("sato", "介護保険課", role=Role.ADMINISTRATOR)
    wish = {"login": "sato", "section": "介護保険課", "role": "auditor", "note": "監査の試行"}
    asked = six_minutes_later.browser.post("/staff/roles/give", wish)
    assert not Membership.objects.filter(role="auditor").exists()
    wrong = six_minutes_later.give_code("000000", to=asked.headers["Location"], next="/staff/roles/give")
    assert wrong.status_code == 403
    assert not Membership.objects.filter(role="auditor").exists()
    done = six_minutes_later.give_code(to=asked.headers["Location"], next="/staff/roles/give")
    assert done.headers["Location"] == "/staff/roles"
    assert Membership.objects.filter(role="auditor").exists()


def test_a_proof_gives_the_session_another_key_and_the_one_before_is_worth_nothing(six_minutes_later):
    before = six_minutes_later.browser.cookies["todoke_office_session"].value
    six_minutes_later.give_code(to="/account/prove")
    assert six_minutes_later.browser.cookies["todoke_office_session"].value != before
    assert six_minutes_later.is_in()
    page = six_minutes_later.browser.get("/account/sessions").content.decode()
    assert "/end" not in page, "it is the same session, and no other one"
    thief = six_minutes_later.elsewhere()
    thief.browser.cookies["todoke_office_session"] = before
    assert not thief.is_in()


def test_wrong_codes_are_counted_here_as_well(six_minutes_later):
    tries = [six_minutes_later.give_code("000000", to="/account/prove").status_code for _ in range(6)]
    assert tries == [403] * 5 + [429]
    assert six_minutes_later.is_in(), "only the proof is refused"


def test_a_proof_of_somebody_else_in_the_same_browser_counts_for_nothing(sato_with_app, tanaka):
    sato_with_app.sign_in()
    session = sato_with_app.browser.session
    session["account_authentication_methods_user"] = str(tanaka.pk)
    session.save()
    assert sato_with_app.browser.get("/").headers["Location"] == "/account/set-up"
