"""Choosing one's own password: who may, what it must be, and what it ends."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session

from todoke.cli.office_staff import SHORTEST_PASSWORD
from todoke.core.cases.facts import Role
from todoke.office.staff.commands import (
    add_section,
    give_password,
    grant,
    sign_out_everywhere,
    switch_account,
)
from todoke.office.staff.models import Staff, StaffEvent
from todoke.web.sign_in import passwords

PAGE, PASSWORD = "/account/password", "correct horse"
NEW = "雨の日は 竹輪を 三本 ください"


def send(person, new=NEW, *, current=PASSWORD, again=None):
    typed = {"current": current, "new": new, "again": new if again is None else again}
    return person.browser.post(PAGE, typed)


@pytest.fixture
def signed_in(sato_with_app):
    return sato_with_app.sign_in()


@pytest.fixture
def given(sato_with_app):
    """A password that the command line made."""
    give_password("sato", PASSWORD)
    sato_with_app.staff.refresh_from_db()
    return sato_with_app


def test_a_new_password_signs_in_and_the_old_one_does_not(signed_in):
    assert send(signed_in).headers["Location"] == "/account/"
    assert "The password was changed" in signed_in.browser.get("/account/").content.decode()
    staff = Staff.objects.get(login="sato")
    assert staff.check_password(NEW) and not staff.check_password(PASSWORD)
    assert signed_in.elsewhere().give_password().status_code == 403


def test_changing_the_password_ends_the_other_sessions_and_renews_this_ones_key(signed_in):
    there = signed_in.elsewhere().sign_in(signed_in.code(steps=1))
    before = signed_in.browser.cookies["todoke_office_session"].value
    send(signed_in)
    assert signed_in.is_in() and not there.is_in()
    assert signed_in.browser.cookies["todoke_office_session"].value != before


def test_a_changed_password_is_written_on_the_persons_own_page(signed_in):
    send(signed_in)
    assert list(StaffEvent.objects.values_list("kind", flat=True)) == ["password_changed"]
    assert "chose a new password" in signed_in.browser.get("/account/").content.decode()


REFUSED = {
    "wrong present password": ({"current": "wrong horse"}, "present password is not right"),
    "eleven characters": ({"new": "竹輪三本と雨の日にも歌"}, "fewer than 12 characters"),
    "nothing": ({"new": ""}, "fewer than 12 characters"),
    "longer than can be": ({"new": "竹輪三本" * 251}, "more than 1000 characters"),
    "one of the list": ({"new": "passwordpassword"}, "Many people use this password"),
    "one of the list, dressed up": ({"new": "!!Sunshine2026!!"}, "Many people use this password"),
    "one of the list, twice": ({"new": "dragondragon"}, "Many people use this password"),
    "full-width letters hide nothing": ({"new": "ｓｕｎｓｈｉｎｅ２０２６"}, "Many people use this password"),
    "a row of the keyboard": ({"new": "qwertyuiopqwer"}, "Many people use this password"),
    "counting up": ({"new": "123456789012"}, "Many people use this password"),
    "one letter": ({"new": "aaaaaaaaaaaaaaa"}, "Many people use this password"),
    "the product and a year": ({"new": "Todoke-Office-2026"}, "too little is left"),
    "the town and a role": ({"new": "ひばり市役所の管理者2026"}, "too little is left"),
    "the own account and name": ({"new": "sato-佐藤-Sato-12345"}, "too little is left"),
    "the present one": ({"new": PASSWORD}, "This is your present password"),
    "typed differently": ({"again": "雨の日は 竹輪を 二本 ください"}, "typed differently"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_password_that_cannot_be_is_refused_in_words_and_nothing_changes(signed_in, name):
    changed, words = REFUSED[name]
    answer = send(signed_in, **{"new": NEW, **changed})
    assert answer.status_code == 403
    assert words in html.unescape(answer.content.decode())
    assert Staff.objects.get(login="sato").check_password(PASSWORD)
    assert not StaffEvent.objects.exists()


TAKEN = {
    "words in a row": "correct battery staple",
    "lower case only": "tsukuetomadotoneko",
    "digits only": "830174920561",
    "signs and spaces": "  ~~ 猫 と 机 と 窓 と 傘 ~~  ",
    "sixty-four characters": "ねこ机窓傘雨月星" * 8,
    "the most there may be": "竹輪を三本ください。" * 100,
    "the town's name among own words": "hibari-no-koe-ga-kikoeru-asa",
}


@pytest.mark.parametrize("name", TAKEN)
def test_a_password_of_any_composition_is_taken_to_the_letter(signed_in, name):
    new = TAKEN[name]
    assert send(signed_in, new).status_code == 302
    other = signed_in.elsewhere()
    for typed in (new.upper() if new.upper() != new else new + " ", new[:-1], new.strip() + "x"):
        assert other.browser.post("/login", {"login": "sato", "password": typed}).status_code == 403
    assert other.browser.post("/login", {"login": "sato", "password": new}).status_code == 302


def test_five_wrong_present_passwords_end_the_trying(signed_in):
    tries = [send(signed_in, current="wrong horse").status_code for _ in range(5)]
    assert tries == [403] * 5
    assert send(signed_in).status_code == 429
    assert Staff.objects.get(login="sato").check_password(PASSWORD)


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_second_step_is_asked_for_again_and_no_password_is_kept_meanwhile(signed_in, clock, method):
    clock.pass_by(minutes=6)
    answer = send(signed_in) if method == "post" else signed_in.browser.get(PAGE)
    assert answer.headers["Location"] == "/account/prove?next=%2Faccount%2Fpassword"
    kept = [str(one.get_decoded()) for one in Session.objects.all()]
    assert not [one for one in kept if NEW in one or PASSWORD in one]
    proved = signed_in.give_code(to=answer.headers["Location"], next=PAGE)
    assert proved.headers["Location"] == PAGE
    assert Staff.objects.get(login="sato").check_password(PASSWORD)
    assert send(signed_in).headers["Location"] == "/account/"


def test_the_fields_mask_what_is_typed_and_let_paste_and_password_managers_work(signed_in):
    for page in (signed_in.browser.get(PAGE), signed_in.elsewhere().browser.get("/login")):
        text = page.content.decode()
        fields = re.findall(r'<input[^>]*type="password"[^>]*>', text)
        assert fields and all("autocomplete=" in one for one in fields)
        assert not re.search(r"onpaste|maxlength|autocomplete=\"off\"", "".join(fields))
        assert PASSWORD not in text


def test_a_password_that_was_given_opens_nothing_but_the_page_to_choose_ones_own(given):
    given.sign_in()
    for address in ("/", "/register/", "/account/", "/account/sessions", "/account/app", "/cases/export.csv"):
        reached = given.browser.get(address)
        assert reached.headers.get("Location") == PAGE or address == "/account/app", address
    assert "Your password was made for you" in given.browser.get(PAGE).content.decode()
    assert send(given, PASSWORD).status_code == 403
    assert not given.is_in()
    assert send(given).status_code == 302
    assert given.is_in()
    assert Staff.objects.get(login="sato").password_given is False


def test_a_given_password_leads_past_the_second_step_only_with_it(given):
    given.give_password()
    assert given.browser.get(PAGE).headers["Location"].startswith("/login")


def test_giving_a_password_ends_the_sessions_and_keeps_the_second_step(signed_in):
    give_password("sato", "made for sato by chance")
    assert not signed_in.is_in()
    answer = signed_in.browser.post("/login", {"login": "sato", "password": "made for sato by chance"})
    assert answer.headers["Location"] == "/login/second"
    assert list(StaffEvent.objects.values_list("kind", flat=True)) == ["password_given"]


def test_the_command_line_and_the_page_ask_for_the_same_length():
    assert SHORTEST_PASSWORD == passwords.SHORTEST


@pytest.fixture
def mori(client, office):
    from todoke.office.staff.commands import add_staff

    add_section("税務課")
    client.force_login(
        add_staff("mori", PASSWORD, name="森", memberships=[("介護保険課", Role.ADMINISTRATOR)])
    )
    client.cookies["todoke_language"] = "en"
    return client


def test_an_administrator_of_the_section_signs_somebody_out_everywhere(signed_in, mori):
    assert mori.post("/staff/sessions/end", {"login": "sato"}).headers["Location"] == "/staff/roles"
    assert not signed_in.is_in()
    event = StaffEvent.objects.get()
    assert (event.kind, event.about.login, event.by.login) == ("sessions_ended", "sato", "mori")
    assert "was signed out everywhere" in mori.get("/staff/roles").content.decode()


NOT_THEIRS = {"another section's": "suzuki", "nobody's": "nobody", "nothing chosen": ""}


@pytest.mark.parametrize("name", NOT_THEIRS)
def test_an_administrator_signs_out_nobody_of_another_section(mori, suzuki, name):
    answer = mori.post("/staff/sessions/end", {"login": NOT_THEIRS[name]})
    assert answer.status_code == 422
    assert "in a section you administer" in answer.content.decode()
    assert not StaffEvent.objects.exists()


def test_who_administers_nothing_signs_nobody_out(client, signed_in, suzuki):
    client.force_login(suzuki)
    assert client.post("/staff/sessions/end", {"login": "sato"}).status_code == 403
    grant("suzuki", "介護保険課", role=Role.AUDITOR)
    assert client.post("/staff/sessions/end", {"login": "sato"}).status_code == 422
    assert signed_in.is_in()


CHANGES = {
    "a password was given": lambda: give_password("sato", PASSWORD),
    "sessions were ended": lambda: sign_out_everywhere("sato", by=None),
    "the account was switched off and on": lambda: [
        switch_account("sato", active=one) for one in (False, True)
    ],
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_since_the_last_sign_in_is_told_at_the_next(signed_in, what):
    CHANGES[what]()
    again = signed_in.elsewhere()
    again.give_password()
    again.give_code(again.code(steps=1))
    if what == "a password was given":
        send(again)
        page = again.browser.get("/account/")
    else:
        page = again.browser.get("/")
    assert (
        "Since you last signed in, your password, second step or sessions were changed"
        in page.content.decode()
    )


def test_where_nothing_was_changed_nothing_is_told(signed_in):
    again = signed_in.elsewhere().sign_in(signed_in.code(steps=1))
    assert "Since you last signed in" not in again.browser.get("/").content.decode()


def test_the_words_of_the_place_are_those_of_the_documentation():
    page = Path(__file__).parents[3] / "docs" / "reference" / "staff-sign-in.md"
    lines = [line.strip().removeprefix("> ") for line in page.read_text().splitlines() if "  >" in line]
    assert re.split(r",\s*", " ".join(lines)) == list(passwords.CONTEXT_WORDS)
