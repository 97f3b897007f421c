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
NO_SIGN_IN = "ログインや電子的な本人確認がまだありません"


def shown(procedure: str) -> str:
    return Client().get(f"/hibari/{procedure}/").content.decode()


@pytest.mark.parametrize(("procedure", "words"), VERBS.items(), ids=VERBS)
def test_the_button_says_what_one_begins(town_hibari, procedure, words):
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


def test_where_identity_matters_the_page_admits_that_there_is_no_sign_in(town_hibari):
    town_hibari.publish("ltc_new")
    assert NO_SIGN_IN in shown("ltc_new")
    assert NO_SIGN_IN not in shown("disaster_certificate")
