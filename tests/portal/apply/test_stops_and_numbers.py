"""Where a person cannot go on, and a 個人番号 that the portal takes without ever holding it."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.utils import timezone

from todoke.core.envelope.applicant_key import ApplicantKey
from todoke.core.envelope.kinds import Direction, Kind
from todoke.core.envelope.opening import Receiver, open_envelope
from todoke.core.envelope.payloads import decode
from todoke.core.envelope.sealed_value import MY_NUMBER_PURPOSE, open_value
from todoke.portal.apply.drafts import open_content
from todoke.portal.apply.models import Draft, Submission
from todoke.portal.exchange import keys, queries
from todoke.portal.exchange.models import ForOffice

pytestmark = pytest.mark.django_db

NUMBER = "123456789018"
FORM = """
procedure: allowance
title: 手当の請求
summary: 手当を請求します。
law: [児童手当法]
act: 請求
who: [self]
my_number: sealed
my_number_law: 児童手当法施行規則
assurance: {identity: 1, authentication: 1, reason: 計測}
standard_days: {value: null, source: 市が定める}
computed:
  - {computed: people, label: 人数, count: {of: children}}
steps:
  - step: claimant
    title: 請求者
    fields:
      - {field: name, type: person_name, label: 氏名}
      - {field: number, type: my_number, label: 個人番号}
      - field: children
        type: group
        label: 児童
        fields: [{field: child, type: text, label: 名}]
outcomes: {認定: granted, 却下: refused}
"""
CLAIMANT = {"name.name": "山田 花子", "number": "1234 5678 9018", "children.0.child": "さくら"}


def text_of(answer) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def test_a_fire_leads_to_the_fire_station_and_nothing_is_lost(hanako):
    answer = hanako.post("s/damage", {"disaster_cause": "fire", "damage_description": "台所が燃えました。"})
    assert answer["Location"] == hanako.base + "stopped"
    shown = text_of(hanako.get("stopped"))
    assert "消防署" in shown and hanako.base + "s/damage#disaster_cause" in shown
    assert "台所が燃えました。" in text_of(hanako.get("s/damage"))
    for page in ("", "check"):
        assert hanako.get(page)["Location"] == hanako.base + "stopped"


def test_a_stopped_application_cannot_be_sent(hanako):
    hanako.fill()
    version = re.search(r'name="version" value="(\d+)"', text_of(hanako.get("check")))
    assert version
    hanako.post("s/damage", {"disaster_cause": "fire", "damage_description": "火事です。"})
    answer = hanako.post("send", {"version": str(int(version[1]) + 1), "declared": "yes"})
    assert answer["Location"] == hanako.base + "stopped"
    assert not Submission.objects.exists()


def test_with_another_answer_there_is_no_stop(hanako):
    hanako.post("s/damage", {"disaster_cause": "fire"})
    hanako.post("s/damage", {"disaster_cause": "flood"})
    assert hanako.get("stopped")["Location"] == hanako.base


@pytest.fixture
def claiming(town_hibari):
    """花子's browser at the page that asks for her number."""
    town_hibari.publish("allowance", text=FORM)
    browser = Client()
    answer = browser.post("/hibari/allowance/start")
    browser.key = ApplicantKey.parse(answer.cookies["todoke_key"].value)
    browser.base = answer["Location"].removesuffix("key")
    return browser


def answers_of(browser) -> dict:
    row = Draft.objects.get()
    return dict(open_content(bytes(row.box), key=browser.key, draft_id=row.pk).answers)


def test_a_number_is_sealed_at_entry_and_never_shown_again(claiming, town_hibari):
    claiming.post(claiming.base + "s/claimant", CLAIMANT)
    sealed = answers_of(claiming)["number"]["sealed"]
    assert NUMBER not in str(answers_of(claiming))
    for page in ("s/claimant", "check"):
        shown = claiming.get(claiming.base + page).content.decode()
        assert NUMBER not in shown and "1234 5678" not in shown
    opened = open_value(
        sealed, ring=town_hibari.ring, municipality=town_hibari.code, purpose=MY_NUMBER_PURPOSE
    )
    assert opened == NUMBER


@pytest.mark.parametrize(
    ("button", "value"), [("add_row", "children"), ("remove_row", "children.0"), ("", "")]
)
def test_no_button_and_no_mistake_brings_a_typed_number_back_in_clear(claiming, button, value):
    form = CLAIMANT | {"name.name": ""} | ({button: value} if button else {})
    answer = claiming.post(claiming.base + "s/claimant", form)
    assert NUMBER not in answer.content.decode() and "1234 5678" not in answer.content.decode()
    again = re.search(r'name="number.sealed" value="([^"]+)"', answer.content.decode())
    assert again
    claiming.post(claiming.base + "s/claimant", CLAIMANT | {"number": "", "number.sealed": again[1]})
    assert answers_of(claiming)["number"] == {"sealed": again[1]}


@pytest.mark.parametrize(
    "typed", ["123456789012", "12345", "１２３"], ids=["check digit", "short", "full-width"]
)
def test_a_wrong_number_gets_its_sentence_and_is_not_kept(claiming, typed):
    answer = claiming.post(claiming.base + "s/claimant", CLAIMANT | {"number": typed})
    assert answer.status_code == 422
    assert typed not in answer.content.decode()
    assert "number" not in answers_of(claiming)


def test_the_office_receives_it_sealed_inside_the_sealed_application(claiming, town_hibari):
    claiming.post(claiming.base + "s/claimant", CLAIMANT)
    page = claiming.get(claiming.base + "check").content.decode()
    assert "人数" in page
    version = re.search(r'name="version" value="(\d+)"', page)[1]
    claiming.post(claiming.base + "send", {"version": version})
    portal = keys.portal_signing_key().verify_key
    receiver = Receiver(
        municipality=town_hibari.code,
        direction=Direction.INWARD,
        kinds=frozenset({Kind.APPLICATION}),
        senders={portal.key_id: portal},
        ring=town_hibari.ring,
    )
    raw = queries.bytes_of(town_hibari.code, ForOffice.objects.get().envelope_id)
    opened = open_envelope(raw, receiver=receiver, now=timezone.now())
    assert set(decode(opened.kind, opened.parts[0]).answers["number"]) == {"sealed"}
    assert NUMBER.encode() not in opened.parts[0]
