"""What the check page says of an answer."""

from __future__ import annotations

import pytest
from lxml import html

from todoke.core.procedures.fields.group import GroupField
from todoke.core.procedures.fields.municipality import MunicipalityField
from todoke.core.procedures.fields.text import TextField
from todoke.core.procedures.fields.yes_no import YesNoField
from todoke.core.procedures.text import Text
from todoke.portal.apply.answers_shown import NOTHING, Teller
from todoke.portal.apply.forms import context_now
from todoke.portal.catalogue import queries as catalogue

NAME = TextField(field="name", label=Text(ja="氏名", en="Name"))
ABROAD = YesNoField(field="abroad", label=Text(ja="海外にいますか", en="Abroad?"))
VACCINES = GroupField(field="vaccines", label=Text(ja="予防接種"), fields=(NAME,), required=False)
CHILDREN = GroupField(
    field="children", label=Text(ja="児童"), row=Text(ja="児童", en="child"), fields=(NAME, ABROAD, VACCINES)
)


def told(question, value, language="ja"):
    return Teller(language=language, context=context_now()).answer(question, value)


def test_every_answer_of_a_row_stands_beside_its_question():
    shown = told(CHILDREN, [{"name": "さくら", "abroad": False}, {"name": "はな", "abroad": True}])
    assert [row.title for row in shown.rows] == ["児童 1", "児童 2"]
    assert [(cell.label, cell.value) for cell in shown.rows[1].cells] == [
        ("氏名", "はな"),
        ("海外にいますか", "はい"),
    ]


def test_rows_inside_rows_keep_their_rows():
    shown = told(CHILDREN, [{"name": "さくら", "vaccines": [{"name": "はしか"}]}], "en")
    inner = shown.rows[0].cells[1]
    assert (shown.rows[0].title, inner.rows[0].cells[0].value) == ("child 1", "はしか")


@pytest.mark.parametrize(
    "value", [None, [], "x", [{"unknown": 1}]], ids=["none", "empty", "text", "other rows"]
)
def test_what_was_not_answered_is_a_dash(value):
    shown = told(CHILDREN, value)
    assert (shown.value, shown.rows) == (NOTHING, ())


def test_a_municipality_is_said_by_its_name():
    assert (
        told(MunicipalityField(field="place", label=Text(ja="前の市町村")), "131016").value
        == "東京都千代田区"
    )


@pytest.mark.django_db(transaction=True)
def test_the_check_page_names_the_questions_of_each_row(hanako):
    hanako.fill()
    household = catalogue.definition_of("992011", "disaster_certificate", 1).field("household")
    rows = html.fromstring(hanako.get("check").content).xpath("//div[@class='told']")
    assert len(rows) == len(household.sample())
    asked = [one.label.ja for one in household.fields if one.id in household.sample()[0]]
    assert [label.text_content() for label in rows[0].xpath(".//dt")] == asked
