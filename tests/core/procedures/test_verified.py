"""Questions a sign-in fills: advice for authors, and what a new revision says of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from todoke.catalogue import shipped
from todoke.core.procedures.lint import lint
from todoke.core.procedures.load import load_definition
from todoke.core.procedures.revisions import diff, is_compatible

DOG = Path(__file__).with_name("good_dog.yaml").read_text(encoding="utf-8")
NAME = "      - {field: owner_name, type: person_name, label: {ja: 飼い主の氏名, plain: 名前, en: Name}%s}\n"
KNOWN = {"assurance.nothing-verified", "assurance.verified-in-vain", "assurance.verified-for-whom"}


def dog(*, verified="", identity=2, who="self", when=""):
    """The good dog with its owner's name on its first page, or on a page of its own."""
    text = DOG.replace("identity: 0", f"identity: {identity}").replace("who: [self]", f"who: [{who}]")
    page = "  - step: owner\n    title: {ja: 飼い主, plain: 人, en: Owner}\n" + when + "    fields:\n"
    steps = text.index("outcomes:") if text.index("outcomes:") > text.index("steps:") else len(text)
    end = text.find("\nexamples:") + 1 or steps
    return load_definition(text[:end] + page + NAME % verified + text[end:], file="dog.yaml")


ADVICE = {
    "nothing asked, nothing filled": (dog(identity=0), set()),
    "nothing to fill": (dog(), {"assurance.nothing-verified"}),
    "filled": (dog(verified=", verified: name"), set()),
    "nobody proves it": (dog(verified=", verified: name", identity=1), {"assurance.verified-in-vain"}),
    "others may send it": (
        dog(verified=", verified: name", who="self, family"),
        {"assurance.verified-for-whom"},
    ),
    "others may send it, and it is said": (
        dog(verified=", verified: name, verified_when: kind == 'a'", who="self, family"),
        set(),
    ),
}


@pytest.mark.parametrize(("definition", "codes"), ADVICE.values(), ids=ADVICE)
def test_authors_are_told(definition, codes):
    assert {one.code for one in lint(definition)} & KNOWN == codes


def test_the_shipped_procedures_get_advice_where_nothing_can_be_filled():
    found = {
        id: {one.code for one in lint(load_definition(text, file=id))} & KNOWN
        for id, text in shipped().items()
    }
    assert {id: codes for id, codes in found.items() if codes} == {
        "car_tax_report": {"assurance.nothing-verified"}
    }


PLAIN, FILLED = dog(), dog(verified=", verified: name")
CHANGES = {
    "filled now": (PLAIN, FILLED, "“飼い主の氏名” is now filled with the name that a sign-in proves."),
    "no longer filled": (FILLED, PLAIN, "“飼い主の氏名” is no longer filled by a sign-in."),
    "only in some cases": (
        FILLED,
        dog(verified=", verified: name, verified_when: kind == 'a'"),
        "“飼い主の氏名” is now filled by a sign-in only if kind == 'a'.",
    ),
    "a higher level": (
        dog(verified=", verified: name"),
        dog(verified=", verified: name", identity=3),
        "Proof of identity is now asked at level 3; it was 2.",
    ),
}


@pytest.mark.parametrize(("old", "new", "told"), CHANGES.values(), ids=CHANGES)
def test_a_revision_says_what_a_sign_in_fills_now(old, new, told):
    assert [change.message % change.params for change in diff(old, new)] == [told]
    assert is_compatible(old, new)
