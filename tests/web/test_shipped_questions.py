"""Every question of the shipped procedures is drawn: labelled, described, required or not in words."""

from __future__ import annotations

import pytest
from django.template.loader import engines
from django.utils import translation
from lxml import html

from todoke.catalogue import shipped
from todoke.core.procedures.load import load_definition
from todoke.core.refusal import Refusal

PAGE = (
    '{% from "fields/_all.html" import render_field with context %}'
    "{{ render_field(field, field.id, raw, problems, language) }}"
)
ATTACK = '"><script>alert(1)</script>'
QUESTIONS = {
    f"{procedure}: {field.id}": field
    for procedure, text in shipped().items()
    for step in load_definition(text, file=procedure).steps
    for field in step.fields
}
WRONG = Refusal(code="test.wrong", message=ATTACK)

pytestmark = pytest.mark.parametrize("field", QUESTIONS.values(), ids=QUESTIONS)


def drawn(field, *, raw=None, problems=None, language="ja"):
    template = engines["jinja2"].from_string(PAGE)
    with translation.override("en" if language == "en" else "ja"):
        text = template.render(
            {"field": field, "raw": raw or {}, "problems": problems or {}, "language": language}
        )
    return html.fragment_fromstring(text, create_parent="div")


def sampled(field):
    """What the form shows of a plausible answer; a file's input never shows one."""
    return {} if field.component == "file" else field.inputs(field.sample(), field.id)


@pytest.mark.parametrize("language", ["ja", "ja-x-plain", "en"])
def test_it_asks_in_every_language(field, language):
    page = drawn(field, language=language)

    heading = page.xpath("(//legend|//label)[1]")[0].text_content()
    assert field.label.say(language) in heading
    required, optional = ("※required", "optional") if language == "en" else ("※必須", "任意")
    assert (required if field.required else optional) in heading


def test_every_input_is_labelled_and_every_description_exists(field):
    page = drawn(field, raw=sampled(field), problems={field.id: WRONG})

    ids = page.xpath("//@id")
    labelled = set(page.xpath("//label/@for"))
    assert len(ids) == len(set(ids))
    assert set(page.xpath("(//input|//select|//textarea)/@id")) <= labelled
    described = {one for value in page.xpath("//@aria-describedby") for one in value.split()}
    assert f"{field.id}-error" in described
    assert described <= set(ids)
    if field.hint:
        assert f"{field.id}-hint" in described


def test_a_given_answer_is_shown_again(field):
    raw = sampled(field)
    page = drawn(field, raw=raw)

    shown: dict[str, list[str]] = {}
    for one in page.xpath("//input[not(@type='radio' or @type='checkbox' or @type='file')]"):
        shown.setdefault(one.get("name"), []).append(one.get("value"))
    for one in page.xpath("//input[@checked]"):
        shown.setdefault(one.get("name"), []).append(one.get("value"))
    for one in page.xpath("//textarea"):
        shown.setdefault(one.get("name"), []).append(one.text or "")
    for one in page.xpath("//option[@selected]"):
        shown.setdefault(one.getparent().get("name"), []).append(one.get("value"))
    given = {name: sorted(values) for name, values in raw.items() if any(values)}
    assert {name: sorted(shown.get(name, [])) for name in given} == given


def test_nothing_a_person_or_a_refusal_says_becomes_markup(field):
    names = {field.id, *sampled(field)}

    page = drawn(field, raw={name: [ATTACK] for name in names}, problems={name: WRONG for name in names})

    assert not page.xpath("//script")
    assert ATTACK in page.text_content()
