"""Plans from the role gap, pairs that both want, and the chain from syllabus to dispatch."""

from __future__ import annotations

import pytest
from django.utils import timezone
from tests.hub.learning.lent import consent, level

from todoke.core.errors import Refused
from todoke.core.talent.chain import STEPS, Actor, Stage
from todoke.core.talent.people import Audience, Purpose
from todoke.hub.members.models import HubEvent
from todoke.hub.members.signals import consent_withdrawn
from todoke.hub.talent.learning import chain, commands, together
from todoke.hub.talent.learning.models import Enrolment, Pair, Plan


def code_of(caught) -> str:
    return caught.value.refusals[0].code


@pytest.fixture
def answering(nakamura):
    """中村 agreed to be asked."""
    consent(nakamura, Audience.MEMBER_TOWNS, Purpose.QUESTIONS)
    return nakamura


@pytest.fixture
def syllabus(prefecture, okada, courses):
    return chain.open_programme(
        prefecture, "行政入門", syllabus="着任の前に学ぶ。", tracks=("administration_basics",), by=okada
    )


def complete(person, track, *, by):
    row = commands.ask_verification(track, person=person, by=person.member)
    commands.verify(row.pk, on=timezone.localdate(), by=by)


def test_the_plan_names_the_gap_and_the_courses_that_lead_there(client, suzuki, miura, courses):
    level(suzuki, "no_code_building", 1, by=miura)
    client.force_login(suzuki.member)
    page = client.get("/courses/plan/?role=builder").text
    assert "手続を自分で作る" in page
    sent = {"role": "builder", "tracks": ["build_procedures"], "by": "2099-03-31", "words": "様式を一つ直す"}
    assert client.post("/courses/plan/", sent).status_code == 302
    assert Plan.objects.get(person=suzuki).tracks == ["build_procedures"]
    assert "様式を一つ直す" in client.get("/courses/plan/?role=builder").text


BAD_PLANS = {
    "no role": ({"role": ""}, "めざす役割"),
    "unknown course": ({"tracks": ["magic"]}, "研修は一覧から"),
    "a day gone by": ({"by": "2020-01-01"}, "明日からあと"),
}


@pytest.mark.parametrize(("changed", "sentence"), BAD_PLANS.values(), ids=BAD_PLANS)
def test_a_bad_plan_is_refused_in_words(client, suzuki, courses, changed, sentence):
    client.force_login(suzuki.member)
    sent = {"role": "builder", "tracks": [], "by": "", "words": "様式を直す"}
    page = client.post("/courses/plan/", sent | changed)
    assert page.status_code == 422
    assert sentence in page.text
    assert not Plan.objects.exists()


def test_a_mentor_is_shown_without_a_name_and_can_read_that(client, suzuki, answering, miura):
    level(answering, "no_code_building", 4, by=miura)
    client.force_login(suzuki.member)
    page = client.get("/courses/mentoring/?role=builder").text
    assert "水準4" in page
    assert "中村" not in page
    assert HubEvent.objects.filter(name="person.read", person=answering.pk).exists()


def test_who_did_not_agree_to_be_asked_is_not_shown(client, suzuki, nakamura, miura):
    level(nakamura, "no_code_building", 4, by=miura)
    client.force_login(suzuki.member)
    assert "水準4" not in client.get("/courses/mentoring/?role=builder").text
    page = client.post(f"/courses/mentoring/ask/{nakamura.pk}", {"words": "教えてください"})
    assert page.status_code == 422
    assert not Pair.objects.exists()


def test_names_are_shown_when_both_have_agreed(client, suzuki, answering):
    pair = together.ask_mentor(suzuki, answering.pk, words="教えてください", by=suzuki.member)
    client.force_login(answering.member)
    before = client.get("/courses/mentoring/").text
    assert "教えてください" in before
    assert "鈴木" not in before
    client.post(f"/courses/mentoring/{pair.pk}", {"act": "agree"})
    assert "鈴木" in client.get("/courses/mentoring/").text
    client.force_login(suzuki.member)
    assert "中村" in client.get("/courses/mentoring/").text


def test_only_the_two_answer_for_a_pair(client, suzuki, answering, kato):
    pair = together.ask_mentor(suzuki, answering.pk, words="教えてください", by=suzuki.member)
    with pytest.raises(Refused) as caught:
        together.agree(pair.pk, by=kato.member)
    assert code_of(caught) == "talent.pair.not-yours"
    client.force_login(kato.member)
    assert client.post(f"/courses/mentoring/{pair.pk}", {"act": "agree"}).status_code == 404


def test_asking_the_same_colleague_twice_is_refused_until_the_pair_is_over(suzuki, answering):
    pair = together.ask_mentor(suzuki, answering.pk, words="教えてください", by=suzuki.member)
    with pytest.raises(Refused) as caught:
        together.ask_mentor(suzuki, answering.pk, words="もう一度", by=suzuki.member)
    assert code_of(caught) == "talent.pair.there"
    together.end(pair.pk, by=answering.member)
    assert together.ask_mentor(suzuki, answering.pk, words="もう一度", by=suzuki.member).ended_at is None
    with pytest.raises(Refused) as caught:
        together.agree(pair.pk, by=answering.member)
    assert code_of(caught) == "talent.pair.over"


def test_the_chain_goes_from_syllabus_to_dispatch_with_who_did_what(
    client, kato, okada, miura, hibari, courses, syllabus
):
    consent(kato, Audience.COORDINATORS, Purpose.ALLOCATION)
    client.force_login(kato.member)
    client.post(f"/courses/syllabuses/{syllabus.pk}/begin")
    row = Enrolment.objects.get()
    complete(kato, courses["administration_basics"], by=okada)
    for who, sent in (
        (okada, {"stage": "completed"}),
        (miura, {"stage": "listed"}),
        (miura, {"stage": "sent", "town": hibari.code}),
    ):
        client.force_login(who)
        assert client.post(f"/courses/steps/{row.pk}", sent).status_code == 302
    row.refresh_from_db()
    assert (row.stage, row.town) == ("sent", hibari)
    who = list(row.steps.order_by("pk").values_list("stage", "by__name"))
    assert who == [("learning", "加藤"), ("completed", "岡田"), ("listed", "三浦"), ("sent", "三浦")]
    client.force_login(kato.member)
    page = client.get(f"/courses/syllabuses/{syllabus.pk}/").text
    assert "派遣中" in page
    assert "三浦" in page


def test_staff_take_courses_one_by_one(suzuki, syllabus):
    with pytest.raises(Refused) as caught:
        chain.enrol(syllabus.pk, person=suzuki, by=suzuki.member)
    assert code_of(caught) == "talent.chain.not-private"


def test_nobody_completes_a_syllabus_with_a_course_left(kato, okada, syllabus):
    row = chain.enrol(syllabus.pk, person=kato, by=kato.member)
    with pytest.raises(Refused) as caught:
        chain.step(row.pk, Stage.COMPLETED, town=None, by=okada)
    assert code_of(caught) == "talent.chain.tracks-left"


def test_nobody_is_listed_without_consent_and_who_withdraws_it_is_off_at_once(
    kato, okada, miura, courses, syllabus
):
    row = chain.enrol(syllabus.pk, person=kato, by=kato.member)
    complete(kato, courses["administration_basics"], by=okada)
    chain.step(row.pk, Stage.COMPLETED, town=None, by=okada)
    with pytest.raises(Refused) as caught:
        chain.step(row.pk, Stage.LISTED, town=None, by=miura)
    assert code_of(caught) == "talent.chain.consent"
    given = consent(kato, Audience.COORDINATORS, Purpose.ALLOCATION)
    chain.step(row.pk, Stage.LISTED, town=None, by=miura)
    given.withdrawn_at = timezone.now()
    given.save()
    consent_withdrawn.send(sender=None, person=kato.pk)
    row.refresh_from_db()
    assert row.stage == "completed"
    assert row.steps.last().by is None


def test_a_person_in_the_chain_does_not_take_the_organisers_steps(kato, okada, courses, syllabus):
    row = chain.enrol(syllabus.pk, person=kato, by=kato.member)
    complete(kato, courses["administration_basics"], by=okada)
    with pytest.raises(Refused) as caught:
        chain.step(row.pk, Stage.COMPLETED, town=None, by=kato.member)
    assert code_of(caught) == "talent.chain.actor"
    assert chain.step(row.pk, Stage.LEFT, town=None, by=kato.member).stage == "left"


def test_others_see_nobody_in_the_chain(client, kato, watanabe, syllabus):
    chain.enrol(syllabus.pk, person=kato, by=kato.member)
    client.force_login(watanabe)
    assert "加藤" not in client.get(f"/courses/syllabuses/{syllabus.pk}/").text


def test_every_stage_but_the_last_leads_on_and_the_person_may_always_leave():
    for stage in Stage:
        after = {two: who for (one, two), who in STEPS.items() if one is stage}
        assert bool(after) is (stage is not Stage.LEFT)
        assert stage is Stage.LEFT or after[Stage.LEFT] is Actor.PERSON


def test_a_course_to_verify_waits_for_the_trainer(client, suzuki, okada, courses):
    commands.ask_verification(courses["security_basics"], person=suzuki, by=suzuki.member)
    client.force_login(okada)
    assert "修了の確認を待つ研修：1件" in client.get("/").text
