"""What the studio says of the levels asked, and what it keeps of questions that a sign-in fills."""

from __future__ import annotations

import pytest
from tests.office.studio.test_desk_pages import Desk, signed_in

from todoke.catalogue import shipped
from todoke.office.studio.texts import readiness_of

CHANGE = "child_allowance_amount_change"


@pytest.fixture
def desk(author, begin):
    def open(text):
        return Desk(signed_in(author), begin(text))

    return open


def named(text):
    """This name, so that the worksheet of the procedure counts."""
    return shipped()[CHANGE].replace(*text) if text else shipped()[CHANGE]


def test_a_question_edited_in_the_forms_stays_filled_by_the_sign_in(desk):
    opened = desk(named(None)).open("steps.1.fields.0")
    before = opened.work.text
    opened.save(label__ja="受給者の名前")
    assert opened.tree["steps"][1]["fields"][0]["label"]["ja"] == "受給者の名前"
    assert opened.tree["steps"][1]["fields"][0]["verified"] == "name"
    assert opened.work.text.count("verified") == before.count("verified")
    yaml = opened.client.get(f"{opened.address}yaml").content.decode()
    assert "verified_when: sent_by_recipient" in yaml


ASKED = {
    "as the worksheet says": (None, False),
    "less than it says": (("  identity: 2", "  identity: 1"), True),
    "more than it says": (("  authentication: 2", "  authentication: 3"), True),
    "for a time it does not say": (("  reason:", "  max_age_minutes: 5\n  reason:"), True),
}


@pytest.mark.parametrize(("text", "told"), ASKED.values(), ids=ASKED)
def test_an_author_learns_where_form_and_worksheet_differ(desk, text, told):
    opened = desk(named(text))
    opened.client.cookies["todoke_language"] = "ja"
    opened.open("office")
    assert ("検討書" in opened.said) is told
    codes = {one.code for one in readiness_of(opened.work).advice}
    assert bool({"assurance.worksheet", "assurance.worksheet.age"} & codes) is told


def test_a_procedure_of_the_towns_own_is_told_to_have_none(desk):
    opened = desk(named((f"procedure: {CHANGE}", "procedure: own_allowance")))
    assert "assurance.worksheet" in {one.code for one in readiness_of(opened.work).advice}


WRONG = {
    "a fact that does not fit": ("verified: birth_date", "verified: address", "住所を聞く質問だけ"),
    "a page that is not there": ("  reason:", "  at: nowhere\n  reason:", "「nowhere」というページ"),
}


@pytest.mark.parametrize(("old", "new", "words"), WRONG.values(), ids=WRONG)
def test_a_mistake_is_told_in_words(desk, old, new, words):
    opened = desk(shipped()[CHANGE].replace(old, new, 1))
    opened.client.cookies["todoke_language"] = "ja"
    page = opened.client.get(f"{opened.address}yaml").content.decode()
    assert words in page


def test_what_a_sign_in_fills_is_chosen_in_the_forms(desk):
    opened = desk(named(None)).open("steps.1.fields.2")
    opened.save(verified="", verified_when__mode="always")
    assert "verified" not in opened.tree["steps"][1]["fields"][2]
    opened.open("steps.1.fields.2").save(verified="address")
    assert opened.tree["steps"][1]["fields"][2]["verified"] == "address"


def test_a_repeated_question_is_never_about_who_signs_in(desk):
    """The children of an allowance: their names are nobody's who sends it."""
    opened = desk(named(None))
    for step, page in enumerate(opened.tree["steps"]):
        for place, question in enumerate(page["fields"]):
            if question["type"] == "group":
                opened.open(f"steps.{step}.fields.{place}.fields.0")
                assert 'name="verified"' not in opened.page


def test_how_long_a_sign_in_counts_is_written_in_the_forms(desk):
    opened = desk(named(None)).open("office")
    opened.save(assurance__max_age_minutes="30")
    assert opened.tree["assurance"]["max_age_minutes"] == 30
    opened.open("office").save(assurance__max_age_minutes="soon")
    assert opened.tree["assurance"]["max_age_minutes"] == 30
    assert opened.answer.status_code == 422
