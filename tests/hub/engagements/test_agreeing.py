"""From four yeses to the first day."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.hub.engagements import lending

from todoke.core.errors import Refused
from todoke.core.talent.answers import Answer, Party
from todoke.core.talent.needs import NeedState
from todoke.core.talent.permissions import PermissionKind
from todoke.core.talent.signing import Decision
from todoke.hub.members.jobs import all_jobs
from todoke.hub.talent.engagements import alerts, commands, signing_commands
from todoke.hub.talent.engagements.models import Engagement
from todoke.hub.talent.rounds import answering

pytestmark = pytest.mark.django_db


def refused(code, call):
    with pytest.raises(Refused) as caught:
        call()
    assert [one.code for one in caught.value.refusals] == [code]


def test_three_yeses_begin_nothing(hibari, watanabe, nakamura, miura):
    need = lending.new_need(hibari, watanabe)
    proposal = lending.new_proposal(nakamura, need, form="side_duty", by=miura)
    lending.answer_all(proposal, miura, without=Party.HOST)
    refused("talent.engagement.not-agreed", lambda: commands.begin_from(proposal))
    assert not Engagement.objects.exists()


def test_the_same_proposal_begins_one_engagement(agreed):
    assert commands.begin_from(agreed.proposal) == agreed


def test_the_worker_begins_what_was_agreed_and_not_begun(hibari, watanabe, nakamura, miura):
    need = lending.new_need(hibari, watanabe)
    proposal = lending.new_proposal(nakamura, need, form="side_duty", by=miura)
    assert not alerts.begin_agreed()
    lending.answer_all(proposal, miura)
    proposal.agreed_at = need.created_at
    proposal.save()
    assert alerts.begin_agreed()
    assert Engagement.objects.get().proposal == proposal
    assert not alerts.begin_agreed()


FORMS = {
    "a side job of staff": ("side_duty", "ひばり市", {"992011": 100}),
    "the prefecture's own duty": ("own_duty_of_prefecture", "霧原県", {"990001": 100}),
    "a dispatch": ("dispatch_252_17", "ひばり市", {"992011": 100}),
    "two posts, shares to be agreed": ("concurrent", "ひばり市", {}),
}


@pytest.mark.parametrize(("form", "director", "shares"), FORMS.values(), ids=FORMS)
def test_the_legal_form_says_who_directs_and_who_pays(
    form, director, shares, hibari, watanabe, nakamura, miura
):
    proposal = lending.new_proposal(nakamura, lending.new_need(hibari, watanabe), form=form, by=miura)
    lending.answer_all(proposal, miura)
    engagement = commands.begin_from(proposal)
    assert (engagement.director, engagement.shares) == (director, shares)


def test_a_form_that_does_not_fit_the_person_begins_nothing(hibari, watanabe, nakamura, miura):
    proposal = lending.new_proposal(
        nakamura, lending.new_need(hibari, watanabe), form="outsourcing", by=miura
    )
    lending.answer_all(proposal, miura)
    refused("talent.form.kind", lambda: commands.begin_from(proposal))


WRONG_TERMS = {
    "shares that make 90": ({"shares": {"992011": 90}}, "talent.shares.sum"),
    "shares that make 110": ({"shares": {"992011": 60, "990001": 50}}, "talent.shares.sum"),
    "a town that has no part": ({"shares": {"993417": 100}}, "talent.shares.payer"),
    "no shares": ({"shares": {}}, "talent.shares.none"),
    "no cost": ({"day_rate": None}, "talent.shares.rate"),
    "a day without hours": ({"hours_day": lending.Decimal(0)}, "talent.engagement.hours-day"),
    "nobody who takes over": ({"successor": " "}, "talent.placement.no-successor"),
    "no plan for it": ({"handover_plan": ""}, "talent.placement.no-successor"),
}


@pytest.mark.parametrize(("changed", "code"), WRONG_TERMS.values(), ids=WRONG_TERMS)
def test_terms_that_do_not_hold_make_no_text(changed, code, agreed, watanabe):
    refused(code, lambda: commands.set_terms(agreed.pk, lending.terms(**changed), by=watanabe))
    assert not agreed.agreements.exists()


def test_the_home_body_sets_no_terms_of_the_town(agreed, okada):
    refused("talent.engagement.not-leading", lambda: commands.set_terms(agreed.pk, lending.terms(), by=okada))


def test_the_text_holds_what_was_agreed(agreed, permitted, watanabe):
    commands.set_terms(agreed.pk, lending.terms(), by=watanabe)
    text = agreed.agreements.get().text
    for words in (
        "【案】",
        "中村",
        "ひばり市",
        "霧原県",
        "1か月に2日",
        "1週に8時間",
        "鈴木",
        "31,000円",
        "秘密",
    ):
        assert words in text
    assert "{" not in text


def test_a_contract_for_services_names_nobody_who_works(contracted):
    text = contracted.agreements.get().text
    assert "加藤" not in text
    assert "直接の指示をしない" in text


def test_each_signs_in_turn_and_the_work_begins(agreed, permitted, watanabe, nakamura, okada):
    commands.set_terms(agreed.pk, lending.terms(), by=watanabe)
    first = signing_commands.turn_of(agreed)
    assert first.party == Party.PERSON.value
    last = agreed.agreements.get().steps.get(party=Party.HOST.value)
    call = {"reason": "よい", "by": watanabe}
    refused(
        "talent.signing.not-yet",
        lambda: signing_commands.sign(agreed.pk, last.pk, decision=Decision.APPROVED, **call),
    )
    refused(
        "talent.signing.not-yours",
        lambda: signing_commands.sign(agreed.pk, first.pk, decision=Decision.APPROVED, **call),
    )
    lending.sign_all(agreed, nakamura.member, okada, watanabe)
    assert agreed.state == "active"
    agreed.need.refresh_from_db()
    assert agreed.need.state == NeedState.SERVED.value


def test_a_signature_needs_a_reason(agreed, permitted, watanabe, nakamura):
    commands.set_terms(agreed.pk, lending.terms(), by=watanabe)
    step = signing_commands.turn_of(agreed)
    refused(
        "talent.signing.no-reason",
        lambda: signing_commands.sign(
            agreed.pk, step.pk, decision=Decision.APPROVED, reason=" ", by=nakamura.member
        ),
    )


def test_the_last_signature_waits_for_the_permission(agreed, watanabe, nakamura, okada):
    lending.permit(nakamura, PermissionKind.SIDE_JOB_38, until=lending.LAST - timedelta(days=1))
    commands.set_terms(agreed.pk, lending.terms(), by=watanabe)
    lending.sign_all(agreed, nakamura.member, okada)
    refused("talent.signing.permissions", lambda: lending.sign_all(agreed, watanabe))
    lending.permit(nakamura, PermissionKind.SIDE_JOB_38)
    lending.sign_all(agreed, watanabe)
    assert agreed.state == "active"


def test_a_returned_text_is_made_anew_and_signed_from_the_start(agreed, permitted, watanabe, nakamura, okada):
    commands.set_terms(agreed.pk, lending.terms(), by=watanabe)
    lending.sign_all(agreed, nakamura.member)
    refused("talent.engagement.signing", lambda: commands.set_terms(agreed.pk, lending.terms(), by=watanabe))
    step = signing_commands.turn_of(agreed)
    signing_commands.sign(
        agreed.pk, step.pk, decision=Decision.RETURNED, reason="旅費の負担を書いてほしい", by=okada
    )
    assert signing_commands.turn_of(agreed) is None
    commands.set_terms(agreed.pk, lending.terms(day_rate=30_000), by=watanabe)
    assert agreed.agreements.count() == 2
    assert signing_commands.turn_of(agreed).party == Party.PERSON.value


def test_it_is_active_from_its_first_day_and_not_before(
    hibari, watanabe, nakamura, miura, okada, monkeypatch
):
    tomorrow = lending.TODAY + timedelta(days=1)
    need = lending.new_need(hibari, watanabe, since=tomorrow)
    proposal = lending.new_proposal(nakamura, need, form="own_duty_of_prefecture", by=miura)
    lending.answer_all(proposal, miura)
    engagement = commands.begin_from(proposal)
    commands.set_terms(engagement.pk, lending.terms(), by=watanabe)
    lending.sign_all(engagement, okada, watanabe)
    assert engagement.state == "approved"
    assert not signing_commands.activate_due()
    monkeypatch.setattr(signing_commands.timezone, "localdate", lambda *_: tomorrow)
    assert signing_commands.activate_due()
    engagement.refresh_from_db()
    assert engagement.state == "active"


def test_what_has_begun_is_not_called_off(at_work, watanabe):
    refused("talent.ending.begun", lambda: commands.cancel(at_work.pk, reason="予算がない", by=watanabe))


def test_calling_off_needs_a_reason(agreed, watanabe):
    refused("talent.ending.no-reason", lambda: commands.cancel(agreed.pk, reason="", by=watanabe))
    commands.cancel(agreed.pk, reason="予算がつかなかった", by=watanabe)
    agreed.refresh_from_db()
    assert agreed.state == "cancelled"


def test_a_withdrawn_need_calls_off_what_has_not_begun(agreed):
    alerts.on_need_withdrawn(need=agreed.need_id)
    agreed.refresh_from_db()
    assert agreed.state == "cancelled"


def test_the_last_yes_begins_the_engagement_at_once(hibari, watanabe, nakamura, miura, okada):
    need = lending.new_need(hibari, watanabe)
    proposal = lending.new_proposal(nakamura, need, form="side_duty", by=miura)
    turns = ((Party.PERSON, nakamura.member), (Party.HOME_BODY, okada), (Party.HOST, watanabe))
    for party, member in turns:
        assert not Engagement.objects.exists()
        answering.answer(proposal, answering.Given(party=party, answer=Answer.ACCEPT), by=member)
    assert Engagement.objects.get().proposal == proposal


def test_the_worker_knows_this_rooms_jobs():
    assert {signing_commands.activate_due, alerts.watch_turn, alerts.begin_agreed} <= set(all_jobs())
