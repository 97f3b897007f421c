"""Who sees which page, and what a page does with what was typed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from tests.hub.conftest import new_member
from tests.hub.engagements import lending
from tests.hub.engagements.lending import TODAY, day
from tests.hub.engagements.test_working import LAST_MONTH, log

from todoke.core.talent.posts import PostKind
from todoke.hub.members.models import HubEvent
from todoke.hub.members.waiting import waiting_for
from todoke.hub.talent.engagements import commands

pytestmark = pytest.mark.django_db
PAGES = ("one", "terms", "agreement", "work", "calendar", "calendar_file", "money", "end", "outcome")


def page(name, engagement):
    return reverse(f"engagements:{name}", args=[engagement.pk])


@pytest.fixture
def as_member(client):
    def sign_in(member):
        client.force_login(member)
        return client

    return sign_in


@pytest.mark.parametrize("name", PAGES)
def test_the_town_opens_every_page(name, at_work, watanabe, as_member):
    assert as_member(watanabe).get(page(name, at_work)).status_code == 200


@pytest.mark.parametrize("name", PAGES)
def test_nobody_without_a_part_learns_that_it_exists(name, at_work, as_member, ishikawa, kanri):
    for member in (ishikawa, kanri):
        assert as_member(member).get(page(name, at_work)).status_code == 404


@pytest.mark.parametrize("name", PAGES)
def test_nobody_opens_a_page_without_signing_in(name, at_work, client):
    assert client.get(page(name, at_work)).status_code == 302


@pytest.mark.parametrize("name", [one for one in PAGES if one not in {"end", "terms"}])
def test_pages_of_what_was_called_off_stay_readable(name, hibari, watanabe, nakamura, miura, as_member):
    need = lending.new_need(hibari, watanabe, since=TODAY + timedelta(days=40))
    proposal = lending.new_proposal(nakamura, need, form="concurrent", by=miura)
    lending.answer_all(proposal, miura)
    engagement = commands.begin_from(proposal)
    browser = as_member(watanabe)
    assert browser.get(page(name, engagement)).status_code == 200
    assert browser.post(page("cancel", engagement), {"reason": " "}).status_code == 422
    assert browser.post(page("cancel", engagement), {"reason": "予算がない"}).status_code == 302
    assert browser.get(page(name, engagement)).status_code == 200


def test_every_look_of_somebody_else_is_an_event_of_the_person(at_work, miura, nakamura, as_member):
    looks = HubEvent.objects.filter(name="person.read", person=nakamura.pk)
    as_member(nakamura.member).get(page("one", at_work))
    assert not looks.exists()
    as_member(miura).get(page("one", at_work))
    assert looks.get().actor_name == "三浦"


def test_the_list_shows_ones_own_and_no_names(at_work, watanabe, ishikawa, as_member):
    text = as_member(watanabe).get(reverse("engagements:list")).content.decode()
    assert "窓口の書かせる回数を減らす" in text
    assert "中村" not in text
    assert "窓口の書かせる" not in as_member(ishikawa).get(reverse("engagements:list")).content.decode()


def test_an_employer_sees_hours_and_not_what_was_worked_on(contracted, minato_approver, as_member):
    log(contracted, day(hours="2", task="見積もりの中身を確かめた"))
    text = as_member(minato_approver).get(page("work", contracted)).content.decode()
    assert "見積もり" not in text
    assert "まだ" not in text
    assert as_member(contracted.need.author).get(page("work", contracted)).content.decode().count("見積もり")


def test_under_a_contract_the_town_reads_no_name(contracted, watanabe, miura, as_member):
    assert "加藤" not in as_member(watanabe).get(page("one", contracted)).content.decode()
    assert "加藤" in as_member(miura).get(page("one", contracted)).content.decode()


def test_wrong_terms_lose_nothing_that_was_typed(agreed, watanabe, as_member):
    sent = {
        "day_rate": "３１，０００",
        "hours_day": "7.75",
        "share-992011": "60",
        "share-990001": "30",
        "successor": "鈴木",
        "handover_plan": "手順書を書く",
    }
    answer = as_member(watanabe).post(page("terms", agreed), sent)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "90%" in text
    for typed in ("３１，０００", "手順書を書く", 'value="30"'):
        assert typed in text
    answer = as_member(watanabe).post(page("terms", agreed), sent | {"share-990001": "40"})
    assert answer.status_code == 302
    agreed.refresh_from_db()
    assert agreed.day_rate == 31_000


def test_a_signature_without_a_choice_is_asked_for(agreed, permitted, watanabe, nakamura, as_member):
    commands.set_terms(agreed.pk, lending.terms(), by=watanabe)
    browser = as_member(nakamura.member)
    step = agreed.agreements.get().steps.get(order=1)
    answer = browser.post(page("agreement", agreed), {"step": step.pk, "reason": "やってみたい"})
    assert answer.status_code == 422
    assert "やってみたい" in answer.content.decode()
    sent = {"step": step.pk, "decision": "approved", "reason": "やってみたい"}
    assert browser.post(page("agreement", agreed), sent).status_code == 302
    step.refresh_from_db()
    assert step.decision == "approved"


def test_a_day_of_work_is_typed_refused_corrected_and_kept(at_work, nakamura, as_member):
    browser = as_member(nakamura.member)
    sent = {
        "on": TODAY.isoformat(),
        "hours": "9",
        "task": "窓口の流れを書き出した",
        "place": "remote",
        "orderer": "myself",
        "category": "none",
    }
    answer = browser.post(page("work", at_work), sent)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "霧原県の許可基準 第3条" in text
    assert "窓口の流れを書き出した" in text
    assert browser.post(page("work", at_work), sent | {"hours": "３．５"}).status_code == 302
    row = at_work.logs.get()
    assert browser.post(reverse("engagements:take_out", args=[at_work.pk, row.pk])).status_code == 302
    assert not at_work.logs.exists()


NO_DAYS = {
    "nothing at all": {},
    "a day that is none": {"on": "2026-02-30", "hours": "1"},
    "hours in words": {"on": "2026-11-01", "hours": "たくさん"},
    "hours beyond counting": {"on": "2026-11-01", "hours": "1e400"},
}


@pytest.mark.parametrize("sent", NO_DAYS.values(), ids=NO_DAYS)
def test_what_is_no_day_of_work_is_asked_again(sent, at_work, nakamura, as_member):
    assert as_member(nakamura.member).post(page("work", at_work), sent).status_code == 422
    assert not at_work.logs.exists()


def test_a_month_is_settled_on_its_page_once(contracted, watanabe, as_member):
    log(contracted, day(LAST_MONTH, "7"))
    browser, sent = as_member(watanabe), {"month": f"{LAST_MONTH:%Y-%m}"}
    assert browser.post(page("money", contracted), sent).status_code == 302
    assert "28,000円" in browser.get(page("money", contracted)).content.decode()
    assert browser.post(page("money", contracted), sent).status_code == 422
    assert browser.post(page("money", contracted), {"month": "2026-99"}).status_code == 422


def test_the_calendar_file_names_days_and_nobody(at_work, nakamura, as_member):
    log(at_work, day(task="秘密の相談"))
    answer = as_member(nakamura.member).get(page("calendar_file", at_work))
    text = answer.content.decode()
    assert answer["Content-Type"].startswith("text/calendar")
    assert text.count("BEGIN:VEVENT") == 3
    assert f"DTSTART;VALUE=DATE:{TODAY:%Y%m%d}" in text
    assert "中村" not in text
    assert "秘密の相談" not in text
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))


def test_ending_early_on_its_page_keeps_what_was_typed(at_work, watanabe, as_member):
    sent = {
        "on": TODAY.isoformat(),
        "reason": "本来の仕事が増えた",
        "successor": "鈴木",
        "handover_done": "yes",
        "words": "手順書を渡した",
    }
    browser = as_member(watanabe)
    answer = browser.post(page("end", at_work), sent)
    assert answer.status_code == 422
    assert "手順書を渡した" in answer.content.decode()
    assert browser.post(page("end", at_work), sent | {"told": "yes"}).status_code == 302
    assert browser.get(page("end", at_work)).status_code == 409
    assert browser.get(page("outcome", at_work)).status_code == 200


def test_the_person_reads_and_answers_what_is_written(at_work, watanabe, nakamura, as_member):
    browser = as_member(watanabe)
    browser.post(page("outcome", at_work), {"indicator": "書く回数", "baseline": "7回"})
    row = at_work.outcomes.get()
    said = {"outcome": row.pk, "side": "host", "words": "窓口が早くなった", "result": "2回"}
    assert browser.post(page("outcome", at_work), said).status_code == 302
    browser = as_member(nakamura.member)
    assert "窓口が早くなった" in browser.get(page("outcome", at_work)).content.decode()
    answer = {"outcome": row.pk, "side": "person", "words": "みなさんと決めた"}
    assert browser.post(page("outcome", at_work), answer).status_code == 302
    assert browser.post(page("outcome", at_work), {"outcome": "x", "words": "?"}).status_code == 422


def test_what_waits_leads_to_terms_signature_and_settlement(
    agreed, permitted, watanabe, nakamura, okada, contracted
):
    assert [one.href for one in waiting_for(watanabe) if "/terms" in one.href] == [page("terms", agreed)]
    commands.set_terms(agreed.pk, lending.terms(), by=watanabe)
    signs = page("agreement", agreed)
    assert signs in [one.href for one in waiting_for(nakamura.member)]
    assert signs not in [one.href for one in waiting_for(okada)]
    lending.sign_all(agreed, nakamura.member)
    assert signs in [one.href for one in waiting_for(okada)]
    assert page("money", contracted) in [one.href for one in waiting_for(watanabe)]


def test_nobody_signs_for_a_body_about_being_lent_themselves(
    agreed, permitted, nakamura, prefecture, watanabe
):
    from todoke.hub.members.commands import give_post

    give_post(nakamura.member, PostKind.APPROVER, body=prefecture, by=None)
    commands.set_terms(agreed.pk, lending.terms(), by=watanabe)
    lending.sign_all(agreed, nakamura.member)
    with pytest.raises(commands.Refused) as caught:
        lending.sign_all(agreed, nakamura.member)
    assert caught.value.refusals[0].code == "talent.signing.own"


def test_an_approver_of_another_town_settles_nothing(contracted, ishikawa, as_member):
    sent = {"month": f"{LAST_MONTH:%Y-%m}"}
    assert as_member(ishikawa).post(page("money", contracted), sent).status_code == 404
    assert not contracted.settlements.exists()


def test_the_plan_for_an_alert_is_written_on_the_page(at_work, permitted, watanabe, as_member):
    from todoke.hub.talent.engagements import alerts

    permitted.until = TODAY - timedelta(days=1)
    permitted.save()
    alerts.look()
    alert = at_work.alerts.get()
    browser, there = as_member(watanabe), reverse("engagements:plan", args=[at_work.pk, alert.pk])
    assert browser.post(there, {"plan": " "}).status_code == 422
    assert browser.post(there, {"plan": "許可を取り直す"}).status_code == 302
    assert "許可を取り直す" in browser.get(page("one", at_work)).content.decode()
    assert (
        as_member(new_member("x", "鈴木", body=watanabe.body)).post(there, {"plan": "a"}).status_code == 404
    )
