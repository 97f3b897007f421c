"""Every application can be printed as its form, and nothing the applicant wrote is missing from it."""

from __future__ import annotations

import copy
import re

import pytest
from tests.journeys.office_side import pieces
from tests.office.claims import CHILDCARE, NUMBER, complete_example, file_case, sealed

from todoke.catalogue import shipped
from todoke.core.cases.facts import Role
from todoke.core.procedures.definition import Status
from todoke.core.procedures.load import load_definition
from todoke.office.forms import layouts
from todoke.office.forms.filling import form_data, title_of
from todoke.office.forms.printing import form_pdf
from todoke.office.staff.commands import add_staff

pytestmark = pytest.mark.django_db
CURRENT = [
    name for name, text in shipped().items()
    if load_definition(text, file=name).status is Status.CURRENT
]  # fmt: skip


@pytest.mark.parametrize("procedure", CURRENT)
def test_the_form_of_every_procedure_holds_every_answer(procedure, office, printed):
    definition, _ = complete_example(procedure)
    case = file_case(procedure)
    shown = printed(case)
    assert [one for one in pieces(definition, case.answers) if one not in shown] == []
    assert "（宛先）ひばり市長" in shown and "".join(title_of(case).split()) in shown
    assert case.receipt[:4] in shown and f"{case.act}の日令和" in shown
    assert all("".join(text.say("ja").split()) in shown for text in definition.declarations)


def test_the_claim_for_child_allowance_has_a_layout_of_its_own_and_loses_nothing(office, printed):
    case = file_case("child_allowance_claim", example=1, files=[("account_proof", "通帳.jpg")])
    shown = printed(case)
    assert shown.index("請求者") < shown.index("配偶者") < shown.index("振込先") < shown.index("請求事由")
    for said in (
        "様式第2号",
        "スズキタロウ",
        "鈴木二葉",
        "監護相当",
        "このほかの回答",
        "父または母",
        "通帳.jpg",
    ):
        assert said in shown


def test_a_number_is_masked_on_the_form_unless_it_is_handed_in(office, printed):
    case = file_case("child_allowance_claim", example=1)
    assert NUMBER not in printed(case) and "●●●●" in printed(case)
    given = {"claimant_my_number": NUMBER, "children.1.child_my_number": "210987654321"}
    shown = printed(case, opened=given)
    assert NUMBER in shown and "210987654321" in shown and "●●●●" in shown  # the spouse's stays masked


def test_a_deleted_number_is_said_to_be_deleted(office, printed):
    case = file_case("child_allowance_claim")
    case.answers["claimant_my_number"] = {"deleted_at": "2026-11-24T09:00:00+09:00"}
    assert "削除済み" in printed(case) and "●" not in printed(case)


def test_a_case_of_a_revision_this_office_never_published_is_printed_without_its_numbers(office, printed):
    case = file_case("child_allowance_claim")
    case.revision = 99
    case.answers["stray"] = [{"number": sealed()}]
    shown = printed(case)
    assert "NGUYENTHILAN" in shown and shown.count("入力済み●●●●") == 2
    assert not re.search(r"[A-Za-z0-9+/]{200}", shown)


def test_a_head_of_a_prefecture_is_addressed_as_governor(office, settings):
    from dataclasses import replace

    case = file_case("car_tax_report", section="県税課")
    settings.TODOKE = replace(
        settings.TODOKE, town=replace(settings.TODOKE.town, code="990001", name="霧原県")
    )
    assert form_data(case, opened={})["addressee"] == "霧原県知事"


def test_a_corrected_form_says_so(office, printed, hanako_case):
    hanako_case.corrections.create(
        number=1, message="日付", fields=["disaster_date"], due="2026-12-01", asked_at="2026-11-23T00:00Z",
        answered_at="2026-11-24T00:00Z", before={"disaster_date": "2026-11-19"},
    )  # fmt: skip
    assert "補正の日：令和8年11月24日" in printed(hanako_case)


LONG = ("川の水が入り、床の上まで水につかりました。" * 20 + "\n") * 12
RARE = "葛\U000e0101城 辻\U000e0103子 葛\U000e01ef \U000323af𠮷 🙂 NGUYỄN THỊ LAN"


def many_children():
    _, example = complete_example("child_allowance_claim")
    child = example.answers["children"][0]
    children = [{**child, "name": {"name": f"山田 {n}郎", "kana": None}} for n in range(1, 21)]
    return {**copy.deepcopy(dict(example.answers)), "children": children}


def test_long_answers_many_rows_and_rare_characters_stay_valid_pdf(office, tmp_path, verdicts, printed):
    _, damage = complete_example("disaster_certificate")
    answers = {**damage.answers, "damage_description": f"{LONG}\n{RARE}"}
    cases = {
        "own": file_case("child_allowance_claim", example=1, files=[("account_proof", RARE)] * 3),
        "twenty": file_case("child_allowance_claim", answers=many_children()),
        "long": file_case("disaster_certificate", answers=answers),
        "rows": file_case("childcare_place"),
    }
    files = []
    for name, case in cases.items():
        files.append(tmp_path / f"{name}.pdf")
        files[-1].write_bytes(form_pdf(case))
    shown = printed(cases["long"])
    assert shown.count("川の水が入り") == 240 and "〓は、この書面の文字セットにない文字です" in shown
    assert all(f"山田{n}郎" in printed(cases["twenty"]) for n in range(1, 21))
    assert [one for one in verdicts(*files) if not one["valid"]] == []


def test_every_layout_belongs_to_a_shipped_procedure_and_names_only_its_fields():
    used = {}
    for name, text in shipped().items():
        definition = load_definition(text, file=name)
        if definition.form.template != "generic":
            used[definition.form.template] = definition
    assert set(used) == set(layouts.layouts())
    assert all(layouts.missing_fields(one) == () for one in used.values())
    assert len(layouts.fields_named("child_allowance_claim")) > 20


def test_a_layout_that_names_a_missing_field_gives_way_to_the_generic_one(office, printed):
    text = shipped()["child_allowance_claim"].replace("field: occupation\n", "field: work_place\n", 1)
    case = file_case("child_allowance_claim", text=text)
    definition = load_definition(text, file="claim")
    assert layouts.missing_fields(definition) == ("occupation",)
    assert layouts.layout_of(definition) == layouts.GENERIC
    assert "このほかの回答" not in printed(case)


def test_an_unknown_layout_is_the_generic_one():
    text = shipped()["ltc_card"].replace("template: generic", "template: no_such_layout")
    definition = load_definition(text, file="ltc_card")
    assert definition.form.template == "no_such_layout"
    assert layouts.layout_of(definition) == layouts.layout_of(None) == layouts.GENERIC


@pytest.fixture
def sato(office):
    return add_staff("sato", "correct horse", name="佐藤", memberships=[("介護保険課", Role.CASEWORKER)])


def test_a_caseworker_prints_the_form_and_another_section_finds_none(client, suzuki, sato):
    case = file_case("child_allowance_claim", section=CHILDCARE)
    client.force_login(suzuki)
    answer = client.get(f"/cases/{case.pk}/form.pdf")
    assert answer.content.startswith(b"%PDF") and answer["Content-Type"] == "application/pdf"
    assert answer["Cache-Control"] == "no-store" and "sandbox" in answer["Content-Security-Policy"]
    assert f"/cases/{case.pk}/form.pdf" in client.get(f"/cases/{case.pk}/").content.decode()
    assert client.post(f"/cases/{case.pk}/form.pdf").status_code == 405
    client.force_login(sato)
    assert client.get(f"/cases/{case.pk}/form.pdf").status_code == 404
    client.logout()
    assert client.get(f"/cases/{case.pk}/form.pdf").status_code == 302
