"""Every kind of question is readable, labelled and tied to its error; without script."""

from __future__ import annotations

import pytest
from django.template.loader import engines
from lxml import html

from todoke.core.procedures.fields.bank_account import BankAccountField
from todoke.core.procedures.fields.choice import ChoiceField, Option
from todoke.core.procedures.fields.choices import ChoicesField
from todoke.core.procedures.fields.date import DateField
from todoke.core.procedures.fields.dates_wish import DatesWishField
from todoke.core.procedures.fields.decimal import DecimalField
from todoke.core.procedures.fields.declaration import DeclarationField
from todoke.core.procedures.fields.facility_ranking import FacilityRankingField
from todoke.core.procedures.fields.file import FileField
from todoke.core.procedures.fields.group import GroupField
from todoke.core.procedures.fields.long_text import LongTextField
from todoke.core.procedures.fields.month import MonthField
from todoke.core.procedures.fields.municipality import MunicipalityField
from todoke.core.procedures.fields.my_number import MyNumberField
from todoke.core.procedures.fields.person_name import PersonNameField
from todoke.core.procedures.fields.phone import PhoneField
from todoke.core.procedures.fields.postal_address import PostalAddressField
from todoke.core.procedures.fields.signature import SignatureField
from todoke.core.procedures.fields.text import TextField
from todoke.core.procedures.fields.time import TimeField
from todoke.core.procedures.fields.yen import YenField
from todoke.core.procedures.fields.yes_no import YesNoField
from todoke.core.procedures.text import Text
from todoke.core.refusal import Refusal

LABEL = Text(ja="家の被害")
HINT = Text(ja="見たままを書いてください。")
WRONG = Refusal(code="test.wrong", message="Answer this.")
OPTIONS = (Option(value="own", label=Text(ja="自分の家")), Option(value="rent", label=Text(ja="借りた家")))
PAGE = (
    '{% from "fields/_all.html" import render_field with context %}'
    '{{ render_field(field, "q", raw, problems, "ja") }}'
)
COMMON = {"field": "q", "label": LABEL, "hint": HINT}
FIELDS = {
    "text": TextField(**COMMON),
    "long_text": LongTextField(**COMMON),
    "phone": PhoneField(**COMMON),
    "yes_no": YesNoField(**COMMON),
    "choice": ChoiceField(**COMMON, options=OPTIONS),
    "choices": ChoicesField(**COMMON, options=OPTIONS),
    "date": DateField(**COMMON),
    "postal_address": PostalAddressField(**COMMON),
    "person_name": PersonNameField(**COMMON, with_kana=True),
    "file": FileField(**COMMON),
    "group": GroupField(**COMMON, fields=(TextField(field="name", label=Text(ja="氏名")),)),
    "declaration": DeclarationField(**COMMON),
    "decimal": DecimalField(**COMMON, unit=Text(ja="時間")),
    "yen": YenField(**COMMON),
    "month": MonthField(**COMMON),
    "time": TimeField(**COMMON),
    "municipality": MunicipalityField(**COMMON),
    "signature": SignatureField(**COMMON),
    "my_number": MyNumberField(**COMMON),
    "bank_account": BankAccountField(**COMMON, public_account=True, holder=Text(ja="請求する人の口座")),
    "dates_wish": DatesWishField(**COMMON),
    "facility_ranking": FacilityRankingField(**COMMON, facilities=OPTIONS, ranks=2, visited=True),
    "facility names": FacilityRankingField(**COMMON, facilities="nurseries", ranks=2),
    "group in a group": GroupField(
        **COMMON,
        row=Text(ja="児童"),
        fields=(
            GroupField(field="q", label=Text(ja="予防注射"), fields=(DateField(field="q", label=LABEL),)),
        ),
    ),
}
ROWS = {"group": {"q.0.name": ["花子"]}, "group in a group": {"q.0.q.0.q.year": ["2026"]}}


def drawn(field, raw=None, problems=None):
    template = engines["jinja2"].from_string(PAGE)
    return html.fragment_fromstring(
        template.render({"field": field, "raw": raw or {}, "problems": problems or {}}), create_parent="div"
    )


@pytest.mark.parametrize("name", FIELDS)
def test_every_input_has_a_label_of_its_own(name):
    page = drawn(FIELDS[name], raw=ROWS.get(name, {}))

    inputs = page.xpath("//input|//select|//textarea")

    assert inputs
    assert all(page.xpath(f"//label[@for='{one.get('id')}']") for one in inputs)


@pytest.mark.parametrize("name", FIELDS)
def test_an_error_is_tied_to_its_question_and_reachable_from_the_summary(name):
    page = drawn(FIELDS[name], problems={"q": WRONG})

    assert page.xpath("//*[@id='q']"), "the summary's link leads nowhere"
    error = page.xpath("//*[@id='q-error']")
    assert error, "the error is not shown"
    described = page.xpath("//*[contains(@aria-describedby, 'q-error')]/@aria-describedby")
    assert described
    assert described[0].split()[0] == "q-error", "the error is read first"


@pytest.mark.parametrize("name", FIELDS)
def test_no_id_is_used_twice_and_nothing_is_inline(name):
    page = drawn(FIELDS[name], raw=ROWS.get(name, {}), problems={"q": WRONG})

    ids = page.xpath("//@id")

    assert len(ids) == len(set(ids))
    assert not page.xpath("//@style|//@onclick|//script")
    described = {one for value in page.xpath("//@aria-describedby") for one in value.split()}
    assert described <= set(ids)


@pytest.mark.parametrize(("required", "word"), [(True, "※必須"), (False, "任意")])
def test_required_and_optional_are_said_in_words(required, word):
    page = drawn(TextField(**COMMON, required=required))

    assert word in page.text_content()


def test_what_a_person_typed_is_escaped():
    page = drawn(FIELDS["text"], raw={"q": ['"><script>alert(1)</script>']})

    assert page.xpath("//input/@value") == ['"><script>alert(1)</script>']
    assert not page.xpath("//script")


PARTS = {
    "date": ("year", "month", "day", "era"),
    "month": ("year", "month"),
    "bank_account": ("use", "bank", "bank_code", "branch", "branch_code", "kind", "number", "holder_kana"),
    "dates_wish": ("0.year", "1.day", "2.time"),
    "facility_ranking": ("0.facility", "1.reason"),
    "facility names": ("0.facility",),
}


@pytest.mark.parametrize(("name", "part"), [(name, part) for name, parts in PARTS.items() for part in parts])
def test_an_error_of_one_part_is_shown_and_tied_to_its_input(name, part):
    page = drawn(FIELDS[name], problems={f"q.{part}": WRONG})

    assert "Answer this." in page.xpath(f"//*[@id='q.{part}-error']")[0].text_content()
    assert page.xpath(f"//*[@id='q.{part}']")
    assert page.xpath(f"//*[contains(@aria-describedby, 'q.{part}-error')]")


def test_a_my_number_is_never_shown_again():
    raw = {"q": ["123456789018"], "q.sealed": ["c2VhbGVkIG51bWJlcg=="]}
    page = drawn(FIELDS["my_number"], raw=raw)

    assert "123456789018" not in html.tostring(page, encoding="unicode")
    assert page.xpath("//input[@name='q']/@value") == [""]
    assert page.xpath("//input[@type='hidden']/@value") == ["c2VhbGVkIG51bWJlcg=="]
    assert "入力済み" in page.text_content()


def test_a_facility_of_the_list_is_chosen_and_one_without_a_list_is_typed():
    assert drawn(FIELDS["facility_ranking"]).xpath("//select/option/text()")[1:3] == ["自分の家", "借りた家"]
    assert drawn(FIELDS["facility names"]).xpath("//input[@name='q.0.facility' and @type='text']")


def test_words_of_an_author_never_become_markup():
    attack = Text(ja="<script>alert(1)</script>")
    options = (Option(value="own", label=attack), Option(value="rent", label=attack))
    for field in (
        BankAccountField(field="q", label=attack, hint=attack, why=attack, holder=attack),
        FacilityRankingField(field="q", label=attack, facilities=options),
        GroupField(field="q", label=attack, row=attack, fields=(TextField(field="name", label=attack),)),
    ):
        page = drawn(field, raw={"q.0.name": ["花子"]})
        assert not page.xpath("//script")
        assert "<script>" in page.text_content()


def test_rows_that_must_be_answered_begin_with_one_open():
    rows = (TextField(field="name", label=Text(ja="氏名")),)
    assert drawn(GroupField(**COMMON, fields=rows)).xpath("//input[@name='q.0.name']")
    wished = GroupField(**COMMON, required=False, fields=rows)
    assert not drawn(wished).xpath("//input[@name='q.0.name']")


def test_the_row_buttons_name_the_row():
    children = GroupField(
        **COMMON, row=Text(ja="児童"), fields=(TextField(field="name", label=Text(ja="氏名")),)
    )
    words = [button.text_content().strip() for button in drawn(children).xpath("//button")]
    assert words == ["児童 1を削除する", "児童を追加する"]


@pytest.mark.parametrize("part", ["q", "q.year", "q.day"])
def test_a_question_of_several_boxes_is_marked_whichever_is_wrong(part):
    assert "has-error" in drawn(FIELDS["date"], problems={part: WRONG}).xpath("//fieldset")[0].get("class")
    other = drawn(FIELDS["date"], problems={"question.year": WRONG})
    assert "has-error" not in other.xpath("//fieldset")[0].get("class")
