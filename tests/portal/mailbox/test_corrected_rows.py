"""A correction that asks for a 個人番号, for a municipality, and for rows inside rows."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest

from todoke.core.envelope.keys import FixedKeys
from todoke.core.envelope.kinds import Kind
from todoke.core.envelope.payloads import CorrectionRequestPayload
from todoke.core.envelope.sealed_value import MY_NUMBER_PURPOSE, open_value
from todoke.portal.catalogue import queries as catalogue
from todoke.portal.catalogue.models import PublishedProcedure
from todoke.portal.exchange.models import ForOffice
from todoke.portal.mailbox.models import Act

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
RECEIPT = "12345678901234"
NUMBER, TYPED = "123456789018", "1234 5678 9018"
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
steps:
  - step: claimant
    title: 請求者
    fields:
      - {field: name, type: text, label: 氏名}
      - {field: number, type: my_number, label: 個人番号}
      - {field: moved_from, type: municipality, label: 前の市町村}
      - field: children
        type: group
        label: 児童
        fields:
          - {field: child, type: text, label: 名}
          - {field: child_number, type: my_number, label: 児童の個人番号}
          - field: vaccines
            type: group
            label: 予防接種
            required: false
            fields: [{field: vaccine, type: text, label: 種類}]
outcomes: {認定: granted, 却下: refused}
"""
ANSWERS = {
    "name": "山田 花子",
    "number": {"sealed": "c2FtcGxlIG9mIGEgc2VhbGVkIG51bWJlcg=="},
    "moved_from": "131016",
    "children": [{"child": "さくら", "child_number": {"sealed": "YW5vdGhlciBzYW1wbGUgb2YgYSBudW1iZXI="}}],
}
ROWS = {"children.0.child": "さくら", "children.0.child_number": TYPED}


@pytest.fixture
def claiming(office, sent):
    """花子, whose claim was sent and is to be corrected in every answer."""
    PublishedProcedure.objects.create(
        town_id="992011", procedure="allowance", revision=1, text=FORM, envelope="1" * 32, sha256="1" * 64
    )
    catalogue.forget_towns()
    hanako = sent(procedure="allowance", answers=ANSWERS)
    asked = CorrectionRequestPayload(
        number=2, receipt=RECEIPT, request=1, message="番号を確かめてください。",
        fields=("number", "moved_from", "children"), due=date(2026, 12, 7), at=NOON,
    )  # fmt: skip
    hanako.gets(Kind.CORRECTION_REQUEST, asked)
    return hanako


def number_in(sealed: str, office) -> str:
    ring = FixedKeys(office.sealing)
    return open_value(sealed, ring=ring, municipality="992011", purpose=MY_NUMBER_PURPOSE)


def shown(response) -> str:
    return response.content.decode()


def test_a_corrected_number_reaches_the_office_sealed_and_stays_nowhere(claiming, office):
    given = {"number": TYPED, "moved_from": "東京都千代田区", **ROWS}
    assert claiming.post("correct/1", given).status_code == 302
    ((payload, _),) = office.opened()
    assert number_in(payload.answers["number"]["sealed"], office) == NUMBER
    assert number_in(payload.answers["children"][0]["child_number"]["sealed"], office) == NUMBER
    assert NUMBER not in str(payload) and NUMBER not in str(Act.objects.values())


def test_a_municipality_is_shown_and_read_by_its_name(claiming, office):
    page = shown(claiming.get("correct/1"))
    assert "千代田区" in page
    claiming.post("correct/1", {"number": TYPED, "moved_from": "東京都中央区", **ROWS})
    ((payload, _),) = office.opened()
    assert payload.answers["moved_from"] == "131024"


@pytest.mark.parametrize(
    ("button", "value"),
    [
        ("add_row", "children"),
        ("remove_row", "children.1"),
        ("lookup", "moved_from"),
        ("upload", "1"),
        ("", ""),
    ],
    ids=["add a row", "delete a row", "look up", "keep a file", "a mistake elsewhere"],
)
def test_no_button_and_no_mistake_brings_a_typed_number_back_in_clear(claiming, office, button, value):
    given = {"number": TYPED, "moved_from": "", **ROWS} | ({button: value} if button else {})
    page = shown(claiming.post("correct/1", given))
    assert NUMBER not in page and TYPED not in page
    for name in ("number", r"children\.0\.child_number"):
        again = re.search(rf'name="{name}\.sealed" value="([^"]+)"', page)
        assert number_in(again[1], office) == NUMBER
    assert not ForOffice.objects.exists()


def test_a_number_that_is_none_gets_its_sentence_and_is_not_shown(claiming):
    answer = claiming.post("correct/1", {"number": "123456789012", "moved_from": "東京都中央区", **ROWS})
    assert answer.status_code == 422
    assert "123456789012" not in shown(answer)
    assert 'id="number-error"' in shown(answer)


def test_rows_inside_a_row_are_added_and_deleted(claiming):
    page = shown(claiming.post("correct/1", {**ROWS, "add_row": "children.0.vaccines"}))
    assert 'name="children.0.vaccines.0.vaccine"' in page
    typed = ROWS | {"children.0.vaccines.0.vaccine": "はしか", "children.0.vaccines.1.vaccine": "水ぼうそう"}
    page = shown(claiming.post("correct/1", typed | {"remove_row": "children.0.vaccines.0"}))
    assert "はしか" not in page
    assert 'name="children.0.vaccines.0.vaccine" type="text" value="水ぼうそう"' in page


def test_a_problem_stands_at_the_row_it_is_shown_with(claiming):
    rows = {"children.0.child": "", "children.2.child": "さくら", "children.2.child_number": ""}
    page = shown(claiming.post("correct/1", {"number": TYPED, "moved_from": "東京都中央区", **rows}))
    assert 'name="children.0.child" type="text" value="さくら"' in page
    assert 'id="children.0.child_number-error"' in page
    assert "children.2." not in page
