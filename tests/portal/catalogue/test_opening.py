"""When a procedure takes applications: what the office says last counts, on the page and at sending."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from todoke.catalogue import shipped
from todoke.core.envelope.kinds import Kind
from todoke.core.envelope.payloads import ProcedurePayload, decode, encode
from todoke.core.errors import UntrustedEnvelope
from todoke.portal.catalogue import queries
from todoke.portal.catalogue.models import PublishedProcedure

PAGE = "/hibari/disaster_certificate/"
NAME = "disaster_certificate"
DAY = timedelta(days=1)


def page(path=PAGE):
    return Client().get(path).content.decode()


def in_force():
    queries.forget_towns()
    return queries.town_facts("992011").revisions[NAME].revision


def test_before_the_opening_the_page_says_when_and_offers_no_start(town_hibari):
    town_hibari.publish(NAME, opens_at="2099-04-01T00:00:00+09:00")
    shown = page()
    assert "2099年" in shown and "4月1日" in shown and PAGE + "start" not in shown
    assert Client().post(PAGE + "start", {"postcode": "000-0101"}).status_code == 200


def test_after_the_closing_the_page_says_until_when(town_hibari):
    town_hibari.publish(NAME, closes_at="2026-01-31T15:00:00+00:00")
    assert "2026年（令和8年）2月1日" in page() and PAGE + "start" not in page()


def test_before_the_closing_the_page_says_until_when_one_can_apply(town_hibari):
    town_hibari.publish(NAME, closes_at="2099-02-01T00:00:00+09:00", cap=12)
    shown = page()
    assert "2099年" in shown and "12件" in shown and PAGE + "start" in shown


def test_a_withdrawn_procedure_shows_the_words_of_the_office(town_hibari):
    town_hibari.publish(NAME, withdrawn={"ja": "<b>窓口</b>へ来てください。", "en": "Please come to us."})
    shown = page()
    assert "&lt;b&gt;窓口&lt;/b&gt;へ来てください。" in shown and PAGE + "start" not in shown


def test_a_withdrawal_can_be_taken_back(town_hibari):
    town_hibari.publish(NAME, withdrawn={"ja": "休みます。"})
    town_hibari.publish(NAME)
    assert PAGE + "start" in page()


def test_of_two_words_the_newer_counts_in_whatever_order_they_come(town_hibari):
    PublishedProcedure.objects.update(told_at=timezone.now() + DAY)
    town_hibari.publish(NAME, withdrawn={"ja": "古い知らせです。"})
    assert PublishedProcedure.objects.get().withdrawn == {}


def test_a_withdrawal_without_japanese_is_no_payload(town_hibari):
    with pytest.raises(ValueError, match="Japanese"):
        town_hibari.publish(NAME, withdrawn={"en": "Gone."})


def test_a_word_about_a_revision_never_changes_its_text(town_hibari):
    with pytest.raises(UntrustedEnvelope):
        town_hibari.publish(NAME, text=shipped()[NAME] + "\n# other\n")


@pytest.mark.parametrize(
    ("name", "opens", "expected"),
    [
        ("a successor that waits leaves its predecessor in force", DAY, 1),
        ("a successor that has opened takes over", -DAY, 2),
        ("without an opening it takes over at once", None, 2),
    ],
)
def test_which_revision_is_in_force(town_hibari, name, opens, expected):
    opens_at = timezone.now() + opens if opens else None
    town_hibari.publish(NAME, revision=2, text=shipped()[NAME] + "\n# next\n", opens_at=opens_at)
    assert in_force() == expected


def test_where_none_has_opened_the_newest_tells_when(town_hibari):
    later = timezone.now() + DAY
    town_hibari.publish(NAME, opens_at=later)
    town_hibari.publish(NAME, revision=2, text=shipped()[NAME] + "\n# next\n", opens_at=later)
    assert in_force() == 2


def test_an_office_from_before_there_was_a_cap_is_still_understood():
    payload = ProcedurePayload(procedure="x", revision=1, text="x", sha256=hashlib.sha256(b"x").hexdigest())
    old = json.loads(encode(payload))
    for key in ("cap", "withdrawn"):
        del old[key]
    assert decode(Kind.PROCEDURE, json.dumps(old).encode()) == payload
