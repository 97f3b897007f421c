"""What a procedure's first page says before anybody begins."""

from __future__ import annotations

import pytest
from django.test import Client

from todoke.portal.catalogue.views import about

pytestmark = pytest.mark.django_db(transaction=True)

VERBS = {
    "disaster_certificate": "申請を始める",
    "pregnancy_notice": "届出を始める",
    "child_allowance_claim": "請求を始める",
    "child_allowance_donation": "申出を始める",
}


def shown(procedure: str) -> str:
    return Client().get(f"/hibari/{procedure}/").content.decode()


@pytest.mark.parametrize(("procedure", "words"), VERBS.items(), ids=VERBS)
def test_the_button_says_what_one_begins(town_hibari, all_methods, procedure, words):
    town_hibari.publish(procedure)
    page = shown(procedure)
    assert [words in page for words in VERBS.values()] == [one == words for one in VERBS.values()]


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(1, 5), (5, 5), (6, 10), (29, 30), (30, 30), (32, 40), (61, 70)],
    ids=lambda value: f"{value} minutes",
)
def test_the_time_is_said_as_people_say_it(minutes, said):
    assert about(minutes) == said


ASKED, SIGNED = "とちゅうで、次のどれかの方法", "最後に、マイナンバーカードで署名"
NOTHING = "サインインもいりません"


@pytest.mark.parametrize(
    ("procedure", "said"),
    [
        ("disaster_certificate", (NOTHING,)),
        ("pregnancy_notice", (NOTHING,)),
        ("ltc_new", (ASKED,)),
        ("child_allowance_claim", (ASKED, SIGNED)),
    ],
)
def test_the_page_says_how_one_shows_who_one_is(town_hibari, all_methods, procedure, said):
    town_hibari.publish(procedure)
    page = shown(procedure)
    assert tuple(one for one in (ASKED, SIGNED, NOTHING) if one in page) == tuple(
        one for one in (ASKED, SIGNED, NOTHING) if one in said
    )


def test_where_the_site_cannot_check_who_one_is_the_page_says_so_and_begins_nothing(town_hibari):
    town_hibari.publish("ltc_new")
    page = shown("ltc_new")
    assert "このサイトではまだできません" in page and "を始める" not in page
