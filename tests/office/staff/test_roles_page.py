"""Roles are given and taken in the open: by administrators of the section, each with an event to read."""

from __future__ import annotations

import pytest

from todoke.core.cases.facts import Role
from todoke.office.staff.commands import add_section, add_staff, grant
from todoke.office.staff.models import Membership, StaffEvent

CARE, CHILD, TAX = "介護保険課", "子育て支援課", "税務課"


@pytest.fixture
def mori(office):
    add_section(TAX)
    return add_staff("mori", "correct horse", name="森", memberships=[(CARE, Role.ADMINISTRATOR)])


@pytest.fixture
def sato(office):
    return add_staff("sato", "correct horse", name="佐藤", memberships=[(CARE, Role.CASEWORKER)])


@pytest.fixture
def as_mori(client, mori):
    client.force_login(mori)
    client.cookies["todoke_language"] = "en"
    return client


def give(browser, login="sato", section=CARE, role="approver", note=""):
    return browser.post("/staff/roles/give", {"login": login, "section": section, "role": role, "note": note})


def take(browser, login="sato", section=CARE, role="caseworker"):
    return browser.post("/staff/roles/take", {"login": login, "section": section, "role": role})


def held(login):
    return set(Membership.objects.filter(staff__login=login).values_list("section__name", "role"))


def test_an_administrator_gives_a_role_and_everybody_can_read_who_did(as_mori, sato):
    assert give(as_mori).headers["Location"] == "/staff/roles"
    assert held("sato") == {(CARE, "caseworker"), (CARE, "approver")}
    event = StaffEvent.objects.get()
    assert (event.about, event.by.login, event.kind, event.section, event.role) == (
        sato, "mori", "granted", CARE, "approver",
    )  # fmt: skip
    page = as_mori.get("/staff/roles").content.decode()
    assert "was given the role Approver in 介護保険課" in page and "by 森" in page


def test_an_administrator_takes_a_role_away(as_mori, sato):
    assert take(as_mori).headers["Location"] == "/staff/roles"
    assert held("sato") == set()
    assert StaffEvent.objects.get().kind == "revoked"


def test_an_administrator_becomes_caseworker_only_with_a_reason_that_is_shown(as_mori, mori):
    refused = give(as_mori, login="mori", role="caseworker")
    assert refused.status_code == 422
    assert "Say why you give yourself this role" in refused.content.decode()
    assert held("mori") == {(CARE, "administrator")}
    give(as_mori, login="mori", role="caseworker", note="佐藤の休みのあいだ")
    assert (CARE, "caseworker") in held("mori")
    page = as_mori.get("/staff/roles").content.decode()
    assert "gave this to themselves" in page and "佐藤の休みのあいだ" in page


REFUSED = {
    "another section": ({"section": TAX}, "Only an administrator of this section"),
    "a section nobody knows": ({"section": "宇宙課"}, "Choose a person"),
    "a person nobody knows": ({"login": "nobody"}, "Choose a person"),
    "a role nobody knows": ({"role": "king"}, "Choose a person"),
    "nothing chosen": ({"login": "", "role": ""}, "Choose a person"),
    "an invisible character": ({"login": "sato\x00x"}, "Choose a person"),
    "a role held already": ({"role": "caseworker"}, "holds this role already"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_wish_that_cannot_be_is_refused_in_words_and_stays_typed(as_mori, sato, name):
    changed, words = REFUSED[name]
    answer = give(as_mori, **{"note": "応援のため", **changed})
    assert answer.status_code == 422
    assert words in answer.content.decode() and "応援のため" in answer.content.decode()
    assert not StaffEvent.objects.exists()


def test_the_last_administrator_of_a_section_stays(as_mori, mori, sato):
    refused = take(as_mori, login="mori", role="administrator")
    assert refused.status_code == 422
    grant("sato", CARE, role=Role.ADMINISTRATOR)
    assert take(as_mori, login="mori", role="administrator").status_code == 302


def test_a_role_that_is_gone_already_is_said_to_be(as_mori, sato):
    assert "no longer holds" in take(as_mori, role="author").content.decode()


def test_an_auditor_reads_and_changes_nothing(client, sato):
    add_section(CHILD)
    grant("sato", CHILD, role=Role.AUDITOR)
    client.force_login(sato)
    page = client.get("/staff/roles")
    assert page.status_code == 200 and 'action="/staff/roles/give"' not in page.content.decode()
    assert give(client).status_code == 422
    assert held("sato") == {(CARE, "caseworker"), (CHILD, "auditor")}


def test_others_do_not_see_the_page(client, suzuki):
    client.force_login(suzuki)
    assert client.get("/staff/roles").status_code == 403
    assert give(client).status_code == 403
    assert take(client).status_code == 403


def test_the_command_line_leaves_an_event_too(as_mori, sato):
    grant("sato", CARE, role=Role.PUBLISHER)
    assert "by the command line" in as_mori.get("/staff/roles").content.decode()


def test_one_reads_on_ones_own_page_what_was_changed(client, as_mori, sato):
    give(as_mori)
    client.force_login(sato)
    assert "was given the role Approver in 介護保険課" in client.get("/account/").content.decode()
