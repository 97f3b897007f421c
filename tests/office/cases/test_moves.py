"""The moves of the case page: who may, when, with what, and what the refused form still holds."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from todoke.core.cases.facts import Role
from todoke.core.cases.moves import Move
from todoke.core.errors import Refused
from todoke.office.cases import appeals, commands
from todoke.office.cases.models import Case, SectionText
from todoke.office.cases.next_steps import SHOWN, buttons
from todoke.office.exchange.models import Outgoing
from todoke.office.notices.commands import notify
from todoke.office.staff.commands import add_staff
from todoke.office.staff.models import Staff

APPEAL = "この決定に不服があるときは、（町が定めた文）"


def again(case):
    return Case.objects.get(pk=case.pk)


def page(client, case):
    return client.get(f"/cases/{case.pk}/").content.decode()


def test_ltc_card_goes_from_filing_to_notice_by_its_buttons(card, as_sato, head_of_care):
    at = f"/cases/{card.pk}/"
    as_sato.post(f"{at}move", {"move": "accept"})
    as_sato.post(f"{at}move", {"move": "start_review"})
    as_sato.post(f"{at}propose", {"outcome": "交付", "reasons": ""})
    as_sato.force_login(head_of_care)
    as_sato.post(f"{at}decide")
    assert again(card).state == "decided"
    as_sato.force_login(Staff.objects.get(login="sato"))
    as_sato.post(f"{at}notify")
    assert again(card).state == "notified"
    as_sato.post(f"{at}move", {"move": "close"})
    assert again(card).state == "closed"
    assert Outgoing.objects.filter(kind="notice").count() == 1
    assert [e.name for e in card.events.order_by("id")] == [
        "case.arrived", "case.accept", "case.start_review", "case.propose", "case.decide", "case.notify",
        "case.close",
    ]  # fmt: skip


# -- 差戻し ----------------------------------------------------------------------------------------------


def test_a_returned_case_ends_and_the_applicant_is_told_why(reviewed_card, as_sato):
    as_sato.post(f"/cases/{reviewed_card.pk}/return", {"return_reasons": "住所地の市に申請してください。"})
    assert again(reviewed_card).state == "returned"
    assert Outgoing.objects.filter(kind="notice").count() == 1
    shown = page(as_sato, reviewed_card)
    assert "住所地の市に申請してください。" in shown and "申請した人に差し戻しました。" in shown


def test_returning_without_reasons_is_refused_and_changes_nothing(reviewed_card, as_sato):
    answer = as_sato.post(f"/cases/{reviewed_card.pk}/return", {"return_reasons": "  "})
    assert answer.status_code == 422
    assert "差し戻す理由と" in answer.content.decode()
    assert again(reviewed_card).state == "reviewing"
    assert not Outgoing.objects.filter(kind="notice").exists()


def test_a_case_that_just_arrived_cannot_be_returned(card, sato):
    with pytest.raises(Refused, match=r"case\.move\.wrong-state"):
        commands.send_back(card, staff=sato, reasons="二重の申請です。")


def test_another_section_cannot_return_it(reviewed_card, suzuki):
    with pytest.raises(Refused, match=r"case\.move\.other-section"):
        commands.send_back(reviewed_card, staff=suzuki, reasons="二重の申請です。")


@pytest.mark.parametrize("way", ["return", "propose", "correction", "decide", "move"])
def test_moves_are_never_made_by_a_link(reviewed_card, as_sato, way):
    assert as_sato.get(f"/cases/{reviewed_card.pk}/{way}").status_code == 405
    assert again(reviewed_card).state == "reviewing"


# -- 外部確認・支給・完了 ---------------------------------------------------------------------------------


def test_whom_one_asked_and_what_they_said_stays_in_the_history(reviewed_card, as_sato):
    at = f"/cases/{reviewed_card.pk}/move"
    as_sato.post(at, {"move": "consult", "note": "総務課に住所を確認"})
    assert again(reviewed_card).state == "waiting_external"
    as_sato.post(at, {"move": "end_consult", "note": "登録と同じ"})
    assert again(reviewed_card).state == "reviewing"
    shown = page(as_sato, reviewed_card)
    assert "総務課に住所を確認</blockquote>" in shown and "登録と同じ</blockquote>" in shown


@pytest.fixture
def notified_card(reviewed_card, sato, head_of_care):
    commands.propose(reviewed_card, staff=sato, outcome="交付")
    commands.decide(reviewed_card, staff=head_of_care)
    notify(reviewed_card, staff=sato)
    return again(reviewed_card)


def test_a_payment_is_recorded_after_the_notice(notified_card, as_sato):
    as_sato.post(f"/cases/{notified_card.pk}/move", {"move": "pay", "note": "12,300円"})
    assert again(notified_card).state == "paid"
    assert "12,300円</blockquote>" in page(as_sato, notified_card)


def test_nothing_is_paid_before_the_decision(reviewed_card, sato):
    with pytest.raises(Refused, match=r"case\.move\.wrong-state"):
        commands.pay(reviewed_card, staff=sato)


def test_nothing_is_paid_for_a_refusal(reviewed_card, sato, head_of_care):
    commands.propose(reviewed_card, staff=sato, outcome="不交付", reasons="対象外のため。", appeal=APPEAL)
    commands.decide(reviewed_card, staff=head_of_care)
    notify(reviewed_card, staff=sato)
    with pytest.raises(Refused, match=r"case\.pay\.not-granted"):
        commands.pay(reviewed_card, staff=sato)


def test_an_undecided_application_is_not_completed(card, sato):
    commands.accept(card, staff=sato)
    with pytest.raises(Refused, match=r"case\.close\.undecided"):
        commands.close(card, staff=sato)


# -- 理由と教示 -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reasons", "appeal", "code"),
    [
        pytest.param("", APPEAL, "case.propose.reasons", id="no reasons"),
        pytest.param("対象外のため。", "", "case.propose.appeal", id="no 教示"),
        pytest.param("対象外のため。", " \n", "case.propose.appeal", id="a blank 教示"),
    ],
)
def test_a_refusal_needs_reasons_and_how_to_object(reviewed_card, sato, reasons, appeal, code):
    with pytest.raises(Refused) as refused:
        commands.propose(reviewed_card, staff=sato, outcome="不交付", reasons=reasons, appeal=appeal)
    assert [one.code for one in refused.value.refusals] == [code]
    assert not reviewed_card.proposals.exists()


def test_granting_needs_neither(reviewed_card, sato):
    assert commands.propose(reviewed_card, staff=sato, outcome="交付").appeal == ""


def test_a_refused_refusal_keeps_all_three_fields(reviewed_card, as_sato):
    typed = {"outcome": "不交付", "reasons": "対象外のため。", "appeal": ""}
    answer = as_sato.post(f"/cases/{reviewed_card.pk}/propose", typed)
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "対象外のため。</textarea>" in shown and '<option value="不交付" selected>' in shown


def test_the_decider_reads_reasons_and_how_to_object(reviewed_card, sato, head_of_care, client):
    commands.propose(reviewed_card, staff=sato, outcome="不交付", reasons="対象外のため。", appeal=APPEAL)
    client.force_login(head_of_care)
    shown = page(client, reviewed_card)
    assert "対象外のため。" in shown and APPEAL in shown


def test_the_sections_text_is_offered_and_no_other_text_is_made_up(reviewed_card, as_sato, head_of_care):
    empty = page(as_sato, reviewed_card).split('name="appeal"')[1].split("</textarea>")[0]
    assert empty.endswith(">")
    appeals.write_appeal(reviewed_card.section, APPEAL, staff=head_of_care)
    assert f"{APPEAL}</textarea>" in page(as_sato, reviewed_card)


def test_an_approver_keeps_the_text_of_the_section(client, head_of_care):
    client.force_login(head_of_care)
    client.post("/sections/", {"section": "介護保険課", "appeal": APPEAL})
    assert SectionText.objects.get().appeal == APPEAL
    assert APPEAL in client.get("/sections/").content.decode()


@pytest.mark.parametrize(
    "section", ["介護保険課", "総務課", ""], ids=["only a caseworker", "not mine", "none"]
)
def test_nobody_else_changes_the_text_and_what_was_typed_stays(as_sato, section):
    answer = as_sato.post("/sections/", {"section": section, "appeal": APPEAL})
    assert answer.status_code == 422 and not SectionText.objects.exists()
    assert "決裁者か管理者だけです" in answer.content.decode()


def test_a_text_of_5000_characters_is_refused(client, head_of_care):
    client.force_login(head_of_care)
    answer = client.post("/sections/", {"section": "介護保険課", "appeal": "あ" * 5000})
    assert answer.status_code == 422 and "4,000文字" in answer.content.decode()


# -- Buttons ---------------------------------------------------------------------------------------------


def test_every_move_is_shown_and_what_may_not_be_done_says_why(card, as_sato):
    shown = page(as_sato, card)
    for move in SHOWN:
        allowed = move in (Move.ACCEPT, Move.START_REVIEW)
        assert (f'id="why-{move.value}"' in shown) is not allowed
    assert "状態が「審査中」のときにできます。" in shown


def test_an_approver_sees_the_caseworkers_forms_disabled(reviewed_card, client, head_of_care):
    client.force_login(head_of_care)
    client.cookies["todoke_language"] = "ja"
    shown = page(client, reviewed_card)
    assert '<fieldset class="whole" disabled>' in shown
    assert "これができるのは、この課の担当者だけです。" in shown


def test_exactly_one_button_is_the_next_step(card, sato):
    assert [name for name, one in buttons(card, sato).items() if one.first] == ["accept"]


def test_while_the_applicant_corrects_no_button_presses_on(card, sato):
    commands.accept(card, staff=sato)
    commands.request_correction(
        card, staff=sato, fields=["card_reason"], message="理由", due=date.today() + timedelta(days=9)
    )
    assert not any(one.first for one in buttons(again(card), sato).values())


def test_a_proposer_is_not_asked_to_propose_again(reviewed_card, sato):
    commands.propose(reviewed_card, staff=sato, outcome="交付")
    assert not any(one.first for one in buttons(again(reviewed_card), sato).values())


def test_the_next_step_names_who_proposed_what(reviewed_card, as_sato, sato):
    commands.propose(reviewed_card, staff=sato, outcome="交付")
    assert "佐藤さんが決定案「再交付」を出しました。別の決裁者が決裁します。" in page(as_sato, reviewed_card)


def test_an_approver_in_two_roles_cannot_decide_alone(reviewed_card, office):
    roles = [("介護保険課", Role.CASEWORKER), ("介護保険課", Role.APPROVER)]
    both = add_staff("both", "correct horse", name="田中", memberships=roles)
    commands.propose(reviewed_card, staff=both, outcome="交付")
    assert buttons(again(reviewed_card), both)["decide"].refusal.code == "case.decide.own-proposal"
