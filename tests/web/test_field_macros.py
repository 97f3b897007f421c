"""Every kind of question is readable, labelled and tied to its error; without script."""

from __future__ import annotations

import pytest
from django.template.loader import engines
from lxml import html

from todoke.core.procedures.fields.choice import ChoiceField, Option
from todoke.core.procedures.fields.choices import ChoicesField
from todoke.core.procedures.fields.date import DateField
from todoke.core.procedures.fields.declaration import DeclarationField
from todoke.core.procedures.fields.file import FileField
from todoke.core.procedures.fields.group import GroupField
from todoke.core.procedures.fields.long_text import LongTextField
from todoke.core.procedures.fields.person_name import PersonNameField
from todoke.core.procedures.fields.phone import PhoneField
from todoke.core.procedures.fields.postal_address import PostalAddressField
from todoke.core.procedures.fields.text import TextField
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
}


def drawn(field, raw=None, problems=None):
    template = engines["jinja2"].from_string(PAGE)
    return html.fragment_fromstring(
        template.render({"field": field, "raw": raw or {}, "problems": problems or {}}), create_parent="div"
    )


@pytest.mark.parametrize("name", FIELDS)
def test_every_input_has_a_label_of_its_own(name):
    page = drawn(FIELDS[name], raw={"q.0.name": ["花子"]} if name == "group" else {})

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
    page = drawn(FIELDS[name], problems={"q": WRONG})

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
