"""Three texts become one: what only one side changed comes through, what both changed is asked."""

from __future__ import annotations

import re

import pytest

from todoke.catalogue import shipped
from todoke.core.errors import Refused
from todoke.core.procedures.editing import Source
from todoke.core.procedures.load import load_definition
from todoke.core.procedures.overlay import rebase, take
from todoke.core.procedures.overlay_places import MISSING

BASE = """\
procedure: dog   # shared
title: {ja: 犬の登録, en: Dog}
section: ""
standard_days: {value: null, source: 市区町村}
steps:
  - step: owner
    title: 飼い主
    fields:
      - {field: name, type: text, label: 氏名, max: 50}
      - {field: phone, type: phone, label: 電話}
  # the dog itself
  - step: dog
    title: 犬
    fields:
      - field: kind
        type: choice
        options: [{value: big, label: 大きい}, {value: small, label: 小さい}]
examples: [{name: ふつう, answers: {name: 花子}, path: [owner, dog]}]
verify: [様式, 期限]
"""


def changed(*pairs, text=BASE):
    for old, new in pairs:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def value(text):
    return Source.of(text).value


def merged(ours=(), theirs=()):
    return rebase(base=BASE, ours=changed(*ours), theirs=changed(*theirs))


SECTION = ('section: ""', "section: 税務課")
LABEL = ("label: 氏名", "label: お名前")
FEE = "  - step: fee\n    title: 料金\n    fields: [{field: fee, type: yen, label: 料金}]\n"
NEW_STEP = ("examples:", FEE + "examples:")
NO_PHONE = ("      - {field: phone, type: phone, label: 電話}\n", "")


@pytest.mark.parametrize(
    ("name", "ours", "theirs", "expected"),
    [
        ("only the town changed", [SECTION], [], [SECTION]),
        ("only the shared text changed", [], [LABEL], [LABEL]),
        ("both, in different places", [SECTION], [LABEL], [SECTION, LABEL]),
        ("both the same", [LABEL], [LABEL], [LABEL]),
        (
            "different languages of one text",
            [("ja: 犬の登録", "ja: 飼い犬の登録")],
            [("en: Dog", "en: Dog licence")],
            [("ja: 犬の登録", "ja: 飼い犬の登録"), ("en: Dog", "en: Dog licence")],
        ),
        (
            "a new page there, a period here",
            [("value: null", "value: 3")],
            [NEW_STEP],
            [("value: null", "value: 3"), NEW_STEP],
        ),
        (
            "an option more on each side",
            [("{value: small, label: 小さい}", "{value: small, label: 小さい}, {value: tiny, label: 豆}")],
            [("{value: big, label: 大きい}", "{value: huge, label: 特大}, {value: big, label: 大きい}")],
            [
                ("{value: small, label: 小さい}", "{value: small, label: 小さい}, {value: tiny, label: 豆}"),
                ("{value: big, label: 大きい}", "{value: huge, label: 特大}, {value: big, label: 大きい}"),
            ],
        ),
        ("taken out there, untouched here", [SECTION], [NO_PHONE], [SECTION, NO_PHONE]),
        ("taken out here, untouched there", [NO_PHONE], [LABEL], [NO_PHONE, LABEL]),
        (
            "a note settled here, another added there",
            [("[様式, 期限]", "[期限]")],
            [("[様式, 期限]", "[様式, 期限, 手数料]")],
            [("[様式, 期限]", "[期限, 手数料]")],
        ),
        ("true is not 1", [("max: 50", "max: 1")], [("max: 50", "max: 1")], [("max: 50", "max: 1")]),
    ],
    ids=lambda value: value if isinstance(value, str) and " " in value else "",
)
def test_what_one_side_changed_comes_through(name, ours, theirs, expected):
    found = merged(ours, theirs)
    assert found.clashes == ()
    assert value(found.text) == value(changed(*expected))


@pytest.mark.parametrize(
    ("name", "ours", "theirs", "place", "values"),
    [
        (
            "the same label",
            [LABEL],
            [("label: 氏名", "label: 飼い主の氏名")],
            ("steps", "step=owner", "fields", "field=name", "label"),
            ("氏名", "お名前", "飼い主の氏名"),
        ),
        (
            "a limit",
            [("max: 50", "max: 40")],
            [("max: 50", "max: 80")],
            ("steps", "step=owner", "fields", "field=name", "max"),
            (50, 40, 80),
        ),
        (
            "changed here, taken out there",
            [("label: 電話", "label: 連絡先")],
            [NO_PHONE],
            ("steps", "step=owner", "fields", "field=phone"),
            (
                {"field": "phone", "type": "phone", "label": "電話"},
                {"field": "phone", "type": "phone", "label": "連絡先"},
                MISSING,
            ),
        ),
        (
            "taken out here, changed there",
            [NO_PHONE],
            [("label: 電話", "label: 連絡先")],
            ("steps", "step=owner", "fields", "field=phone"),
            (
                {"field": "phone", "type": "phone", "label": "電話"},
                MISSING,
                {"field": "phone", "type": "phone", "label": "連絡先"},
            ),
        ),
        (
            "an example's answer",
            [("name: 花子", "name: ラン")],
            [("name: 花子", "name: 恵")],
            ("examples", "name=ふつう", "answers", "name"),
            ("花子", "ラン", "恵"),
        ),
        (
            "true against 1",
            [("max: 50", "max: true")],
            [("max: 50", "max: 1")],
            ("steps", "step=owner", "fields", "field=name", "max"),
            (50, True, 1),
        ),
    ],
    ids=lambda value: value if isinstance(value, str) and " " in value else "",
)
def test_what_both_changed_is_asked_and_the_town_keeps_its_own(name, ours, theirs, place, values):
    found = merged(ours, theirs)
    (clash,) = found.clashes
    assert clash.place == place and (clash.base, clash.ours, clash.theirs) == values
    assert value(found.text) == value(changed(*ours))


@pytest.mark.parametrize(
    ("name", "ours", "theirs"),
    [
        ("the same label", [LABEL], [("label: 氏名", "label: 飼い主の氏名")]),
        ("taken out there", [("label: 電話", "label: 連絡先")], [NO_PHONE]),
        ("taken out here", [NO_PHONE], [("label: 電話", "label: 連絡先")]),
        (
            "an item in the middle",
            [("      - {field: name, type: text, label: 氏名, max: 50}\n", "")],
            [LABEL],
        ),
    ],
    ids=lambda value: value if isinstance(value, str) and " " in value else "",
)
def test_either_value_can_be_chosen_and_chosen_again(name, ours, theirs):
    found = merged(ours, theirs)
    (clash,) = found.clashes
    there = take(found.text, clash, theirs=True)
    assert value(there) == value(changed(*theirs))
    back = take(there, clash, theirs=False)
    assert {key: value(back)[key] for key in ("steps", "title")} == {
        key: value(changed(*ours))[key] for key in ("steps", "title")
    }


def test_a_page_moved_there_keeps_the_towns_question():
    """Reordered by one side, added to by the other: nothing is found by its position."""
    head, owner, rest = BASE.partition("  - step: owner\n")
    owner, dog, tail = (owner + rest).partition("  # the dog itself\n")
    dog, examples, end = (dog + tail).partition("examples:")
    theirs = head + dog + owner + examples + end
    ours = changed(("label: 電話}\n", "label: 電話}\n      - {field: mail, type: email, label: メール}\n"))
    found = rebase(base=BASE, ours=ours, theirs=theirs)
    assert not found.clashes
    steps = value(found.text)["steps"]
    assert [step["step"] for step in steps] == ["dog", "owner"]
    assert [one["field"] for one in steps[1]["fields"]] == ["name", "phone", "mail"]


def test_where_both_reorder_the_towns_order_stays():
    swapped = (
        "[{value: big, label: 大きい}, {value: small, label: 小さい}]",
        "[{value: small, label: 小さい}, {value: big, label: 大きい}]",
    )
    new = (
        "[{value: big, label: 大きい}, {value: small, label: 小さい}]",
        "[{value: mid, label: 中}, {value: small, label: 小さい}, {value: big, label: 大きい}]",
    )
    found = merged([swapped], [new])
    options = value(found.text)["steps"][1]["fields"][0]["options"]
    assert [one["value"] for one in options] == ["mid", "small", "big"]


def test_comments_and_layout_of_the_town_stay():
    found = merged([("procedure: dog   # shared", "procedure: dog   # ours, see the by-law")], [LABEL])
    assert "# ours, see the by-law" in found.text and "  # the dog itself\n" in found.text


def test_a_list_without_names_is_taken_whole():
    ours, theirs = ("ready: [{ja: 写真}]", "ready: [{ja: 印鑑}]")
    found = rebase(base="ready: [{ja: 鑑札}]\n", ours=f"{ours}\n", theirs=f"{theirs}\n")
    (clash,) = found.clashes
    assert clash.place == ("ready",) and found.text == f"{ours}\n"


def test_broken_yaml_is_refused_with_its_line():
    with pytest.raises(Refused) as error:
        rebase(base=BASE, ours="a: [\n", theirs=BASE)
    assert error.value.refusals[0].code == "studio.edit.unreadable"


def test_a_question_cannot_come_back_into_a_page_that_is_gone():
    found = merged([NO_PHONE], [("label: 電話", "label: 連絡先")])
    (clash,) = found.clashes
    without_page = found.text.replace("step: owner", "step: keeper")
    with pytest.raises(Refused) as error:
        take(without_page, clash, theirs=True)
    assert error.value.refusals[0].code == "studio.overlay.gone"


@pytest.mark.parametrize("procedure", ["disaster_certificate", "ltc_new", "childcare_place"])
def test_a_shipped_procedure_keeps_local_matters_through_a_revision(procedure):
    base = shipped()[procedure]
    ours = base.replace('section: ""', "section: 総務課", 1)
    theirs = re.sub(r"(summary:\s*\{?ja: )", r"\1（改正）", base, count=1)
    found = rebase(base=base, ours=ours, theirs=theirs)
    assert not found.clashes and theirs != base
    definition = load_definition(found.text, file=procedure)
    assert definition.section == "総務課"
    assert definition.summary == load_definition(theirs, file=procedure).summary
