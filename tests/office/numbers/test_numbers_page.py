"""A My Number in the office: masked, shown once with a reason, confirmed, handed over, gone."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from django.utils import timezone
from tests.office.claims import NUMBER, file_case, sealed

from todoke.core.cases.facts import Role
from todoke.office.cases.export import Encoding, export
from todoke.office.cases.models import Case, CaseEvent
from todoke.office.exchange import keyring
from todoke.office.numbers import commands, showing
from todoke.office.staff.commands import add_staff

pytestmark = pytest.mark.django_db
PLACE, CHILD, SPOUSE = "claimant_my_number", "children.1.child_my_number", "spouse_my_number"
SPACED, DOTS = "1234 5678 9018", "入力済み ●●●● ●●●● ●●●●"
SHOW = {"place": PLACE, "reason": "基幹システムに入力するため"}
PART = {"place": PLACE, "why": "handed_over", "first": "yes", "second": "yes"}


def digits_in(answer):
    return re.sub(r"\D", "", answer.content.decode()).count(NUMBER)


def names(case):
    return list(case.events.filter(name__startswith="number.").values_list("name", flat=True))


def test_the_case_page_masks_every_number_and_leads_to_their_page(page, client):
    shown = client.get(page.removesuffix("numbers/"))
    assert shown.content.decode().count(DOTS) == 3 and digits_in(shown) == 0
    assert f'href="{page}"' in shown.content.decode()


def test_a_case_without_numbers_has_no_such_link(client, hanako_case, tanaka):
    client.force_login(tanaka)
    assert "/numbers/" not in client.get(f"/cases/{hanako_case.pk}/").content.decode()
    assert client.get(f"/cases/{hanako_case.pk}/numbers/").status_code == 200


def test_the_page_masks_until_one_is_asked_for(page, client):
    answer = client.get(page)
    assert answer.content.decode().count(DOTS) == 3 and digits_in(answer) == 0
    assert "児童2・児童の個人番号" in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"


def test_a_number_is_shown_once_recorded_and_hidden_on_reload(page, client, claim, clerk):
    answer = client.post(f"{page}show", SHOW)
    assert answer.status_code == 302 and digits_in(answer) == 0
    (event,) = claim.events.filter(name="number.shown")
    assert (event.actor, event.actor_name) == (f"staff:{clerk.pk}", "鈴木")
    assert event.body["reason"] == SHOW["reason"] and event.body["question"] == "請求者の個人番号"
    once = client.get(page)
    assert SPACED in once.content.decode() and once.content.decode().count(DOTS) == 2
    assert once["Cache-Control"] == "no-store"
    again = client.get(page)
    assert digits_in(again) == 0 and again.content.decode().count(DOTS) == 3
    case_page = client.get(page.removesuffix("numbers/")).content.decode()
    assert "個人番号を表示しました：請求者の個人番号" in case_page and SHOW["reason"] in case_page


def test_a_number_in_a_row_is_shown_alone(page, client, claim):
    claim.answers["children"][1]["child_my_number"] = sealed("210987654321")
    claim.save(update_fields=["answers"])
    client.post(f"{page}show", {**SHOW, "place": CHILD})
    shown = client.get(page).content.decode()
    assert "2109 8765 4321" in shown and SPACED not in shown


def test_the_session_never_holds_the_number(page, client):
    client.post(f"{page}show", SHOW)
    assert NUMBER not in json.dumps(dict(client.session.items()))
    assert client.session[showing.NOTE]["place"] == PLACE


def test_what_was_asked_for_long_ago_or_in_another_case_is_not_shown(page, client, claim):
    other = file_case("child_allowance_claim", example=1)
    client.post(f"{page}show", SHOW)
    assert digits_in(client.get(f"/cases/{other.pk}/numbers/")) == 0
    assert digits_in(client.get(page)) == 0  # the note was used up
    client.post(f"{page}show", SHOW)
    session = client.session
    session[showing.NOTE] = {
        **session[showing.NOTE],
        "at": (timezone.now() - timedelta(minutes=2)).timestamp(),
    }
    session.save()
    assert digits_in(client.get(page)) == 0


def test_a_role_that_was_taken_away_meanwhile_shows_nothing(page, client, clerk):
    client.post(f"{page}show", SHOW)
    clerk.memberships.filter(role=Role.NUMBER_CLERK).delete()
    assert digits_in(client.get(page)) == 0


REFUSED = [
    pytest.param({"reason": ""}, "見る理由を書いてください", id="without a reason"),
    pytest.param({"reason": f"番号 {SPACED}"}, "個人番号そのもの", id="with the number in the reason"),
    pytest.param({"place": "occupation"}, "その個人番号はありません", id="of an answer that is no number"),
    pytest.param(
        {"place": "children.9.child_my_number"}, "その個人番号はありません", id="of a row that is not"
    ),
    pytest.param({"place": ""}, "その個人番号はありません", id="of nothing"),
]


@pytest.mark.parametrize(("change", "told"), REFUSED)
def test_a_showing_is_refused_in_words_and_not_recorded(page, client, claim, change, told):
    answer = client.post(f"{page}show", SHOW | change)
    assert answer.status_code == 422 and told in answer.content.decode()
    assert answer.content.decode().count(DOTS) == 3
    assert names(claim) == [] and digits_in(client.get(page)) == 0


POSTS = [
    pytest.param("show", SHOW, id="showing"),
    pytest.param(
        "check", {"place": PLACE, "given_by": "self", "number_how": "a", "person_how": "b"}, id="check"
    ),
    pytest.param("part", PART, id="parting"),
    pytest.param("form.pdf", {"reason": "窓口で本人に見せるため"}, id="printing"),
]


@pytest.mark.parametrize(("way", "data"), POSTS)
def test_a_caseworker_who_is_no_clerk_sees_why_and_can_do_nothing(page, client, claim, suzuki, way, data):
    client.force_login(suzuki)
    shown = client.get(page).content.decode()
    assert "事務取扱担当者だけです" in shown and f"numbers/{way}" not in shown
    answer = client.post(f"{page}{way}", data)
    assert answer.status_code == 422 and "事務取扱担当者だけです" in answer.content.decode()
    assert names(claim) == [] and digits_in(client.get(page)) == 0
    assert PLACE in Case.objects.get(pk=claim.pk).answers


@pytest.mark.parametrize(("way", "data"), POSTS)
def test_for_another_section_and_for_a_stranger_the_page_is_not_there(page, client, claim, way, data):
    other = add_staff("sato", "correct horse", name="佐藤",
                      memberships=[("介護保険課", role) for role in Role])  # fmt: skip
    client.force_login(other)
    assert client.get(page).status_code == client.post(f"{page}{way}", data).status_code == 404
    client.logout()
    assert client.post(f"{page}{way}", data).status_code == client.get(page).status_code == 302
    assert names(claim) == []


@pytest.mark.parametrize("way", ["show", "check", "part", "form.pdf"])
def test_nothing_is_done_by_following_a_link(page, client, claim, way):
    assert client.get(f"{page}{way}").status_code == 405
    assert client.post(page).status_code == 405


def test_a_number_no_key_of_this_office_opens_is_said_to_be_so_and_not_recorded(page, client, claim):
    claim.answers[PLACE] = sealed(municipality="993417")
    claim.save(update_fields=["answers"])
    answer = client.post(f"{page}show", SHOW)
    assert answer.status_code == 422 and "庁内の鍵では開けません" in answer.content.decode()
    assert names(claim) == []


def test_a_number_sealed_before_the_key_was_rotated_still_opens(page, client):
    keyring.rotate()
    client.post(f"{page}show", SHOW)
    assert SPACED in client.get(page).content.decode()


def test_number_and_person_confirmed_is_recorded_with_who_and_when(page, client, claim):
    data = {"place": PLACE, "given_by": "agent", "number_how": "通知カード", "person_how": "代理人の免許証",
            "authority_how": "委任状"}  # fmt: skip
    assert client.post(f"{page}check", data).status_code == 302
    for shown in (client.get(page), client.get(page.removesuffix("numbers/"))):
        text = shown.content.decode()
        for said in (
            "鈴木",
            "代理人から",
            "番号確認：通知カード",
            "身元確認：代理人の免許証",
            "代理権の確認：委任状",
        ):
            assert said in text


def test_a_refused_confirmation_keeps_what_was_typed(page, client, claim):
    data = {"place": CHILD, "given_by": "agent", "number_how": "通知カード", "person_how": "代理人の免許証"}
    answer = client.post(f"{page}check", data)
    text = answer.content.decode()
    assert answer.status_code == 422 and "代理権をどのように確認したか" in text
    assert text.count(">通知カード</textarea>") == 1 and "代理人の免許証</textarea>" in text
    assert names(claim) == []


def test_handing_over_is_confirmed_twice_on_two_pages(page, client, claim):
    once = client.post(f"{page}part", {"place": PLACE, "why": "handed_over"})
    assert once.status_code == 422 and "2回確かめてください" in once.content.decode()
    second = client.post(f"{page}part", {"place": PLACE, "why": "handed_over", "first": "yes"})
    assert second.status_code == 200 and "この番号を削除する" in second.content.decode()
    assert "番号確認・身元確認（番号法16条）の記録がまだありません" in second.content.decode()
    assert names(claim) == [] and "sealed" in Case.objects.get(pk=claim.pk).answers[PLACE]
    skipped = client.post(f"{page}part", {"place": PLACE, "why": "handed_over", "second": "yes"})
    assert skipped.status_code == 422 and names(claim) == []
    assert client.post(f"{page}part", PART).status_code == 302
    assert names(claim) == ["number.handed_over"]


def test_a_number_that_was_handed_over_is_gone_for_good_and_the_rest_stays(page, client, claim):
    before = {name: value for name, value in claim.answers.items() if name != PLACE}
    client.post(f"{page}part", PART)
    held = Case.objects.get(pk=claim.pk)
    assert set(held.answers[PLACE]) == {"deleted_at"}
    assert {name: value for name, value in held.answers.items() if name != PLACE} == before
    for shown in (client.get(page), client.get(page.removesuffix("numbers/"))):
        assert "削除済み（令和" in shown.content.decode() and shown.content.decode().count(DOTS) == 2
    for way, data in (("show", SHOW), ("part", PART)):
        again = client.post(f"{page}{way}", data)
        assert again.status_code == 422 and "その個人番号はありません" in again.content.decode()


def test_one_child_s_number_goes_alone(page, client, claim):
    client.post(f"{page}part", {**PART, "place": CHILD, "why": "not_needed"})
    held = Case.objects.get(pk=claim.pk).answers
    assert set(held["children"][1]["child_my_number"]) == {"deleted_at"}
    assert "sealed" in held[PLACE] and "sealed" in held[SPOUSE]
    assert names(claim) == ["number.deleted"]


def test_what_a_correction_replaced_goes_with_the_number(page, client, claim):
    claim.corrections.create(
        number=1, message="番号", fields=[PLACE], due="2026-12-01", asked_at="2026-11-23T00:00Z",
        answered_at="2026-11-24T00:00Z", before={PLACE: sealed(), "occupation": "工場"},
    )  # fmt: skip
    assert client.get(page.removesuffix("numbers/")).content.decode().count(DOTS) == 4
    client.post(f"{page}part", PART)
    before = claim.corrections.get().before
    assert set(before[PLACE]) == {"deleted_at"} and before["occupation"] == "工場"


def test_the_printed_form_has_the_numbers_only_for_a_clerk_with_a_reason_and_that_is_recorded(
    page, client, claim
):
    refused = client.post(f"{page}form.pdf", {"reason": " "})
    assert refused.status_code == 422 and names(claim) == []
    answer = client.post(f"{page}form.pdf", {"reason": "窓口で本人に見せるため"})
    assert answer.content.startswith(b"%PDF") and answer["Cache-Control"] == "no-store"
    (event,) = claim.events.filter(name="number.printed")
    assert event.body["places"] == [PLACE, SPOUSE, CHILD] and event.body["reason"] == "窓口で本人に見せるため"
    assert event.actor_name == "鈴木"


def test_numbers_that_are_all_gone_are_not_printed(page, client, claim, clerk):
    for place in (PLACE, SPOUSE, CHILD):
        commands.part_with(claim, place, staff=clerk, why="not_needed", confirmations=2)
    assert client.post(f"{page}form.pdf", {"reason": "理由"}).status_code == 422


def test_a_correction_that_nobody_awaited_leaves_no_number_in_the_history(office, claim):
    from todoke.core.envelope.payloads import CorrectionAnswerPayload
    from todoke.office.cases.commands import file_correction_answer

    now = timezone.now()
    payload = CorrectionAnswerPayload(
        receipt=claim.receipt, request=7, answers={PLACE: sealed(), "occupation": "工場"}, at=now
    )
    file_correction_answer(payload, files={}, envelope_id="0" * 32, at=now)
    (event,) = claim.events.filter(name="case.late_correction")
    assert event.body["answers"]["occupation"] == "工場"
    assert "sealed" not in json.dumps(event.body)


def test_no_row_of_the_database_and_no_export_holds_the_number_after_every_use(
    page, client, claim, capfd, caplog
):
    """Shown, printed, confirmed, handed over; then every column of every table is read."""
    client.post(f"{page}show", SHOW)
    assert SPACED in client.get(page).content.decode()
    client.post(f"{page}form.pdf", {"reason": "窓口で本人に見せるため"})
    client.post(f"{page}check", {"place": PLACE, "given_by": "self", "number_how": "a", "person_how": "b"})
    client.post(f"{page}show", {**SHOW, "reason": NUMBER})
    client.post(f"{page}part", PART)
    for encoding in Encoding:
        content = export(Case.objects.all(), encoding).content.decode(encoding)
        assert claim.receipt[:4] in content and NUMBER not in re.sub(r"\D", "", content)
    from django.apps import apps

    for model in apps.get_models():
        for row in model._base_manager.all().values_list():
            assert NUMBER not in re.sub(r"[\s-]", "", repr(row)), model
    assert CaseEvent.objects.filter(name="number.shown").count() == 1
    told = capfd.readouterr()
    assert NUMBER not in re.sub(r"[\s-]", "", told.out + told.err + caplog.text)


def test_the_search_does_not_find_a_case_by_its_number(page, client):
    assert "鈴木 太郎" in client.post("/", {"query": "鈴木"}, follow=True).content.decode()
    for query in (NUMBER, SPACED, "5678"):
        assert "鈴木 太郎" not in client.post("/", {"query": query}, follow=True).content.decode()


UNPRINTABLE = [
    pytest.param("show", "reason", SHOW, id="the reason to show it"),
    pytest.param("form.pdf", "reason", {}, id="the reason to print it"),
    pytest.param("check", "number_how", {"place": PLACE, "given_by": "self", "person_how": "運転免許証"},
                 id="how the number was confirmed"),
]  # fmt: skip


@pytest.mark.parametrize(("way", "field", "rest"), UNPRINTABLE)
@pytest.mark.parametrize("character", ["\0", "\u202e", "\ue000"], ids=["NUL", "turned", "private use"])
def test_an_unprintable_character_is_refused_at_its_field(page, client, claim, way, field, rest, character):
    typed = f"番号通知書{character}"
    answer = client.post(f"{page}{way}", {**rest, field: typed})
    shown = answer.content.decode()
    assert answer.status_code == 422 and names(claim) == []
    assert f"U+{ord(character):04X}" in shown.split('class="error"')[1].split("</p>")[0]
    assert shown.count('class="error"') == 1 and f"{typed}</textarea>" in shown
