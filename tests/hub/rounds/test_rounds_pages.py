"""Pages of rounds, proposals and reviews: who reaches them and what they say."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.hub.roles.towns import member

from todoke.core.errors import Refused
from todoke.hub.members.models import HubEvent, PostKind
from todoke.hub.talent.rounds import appealing
from todoke.hub.talent.rounds.models import Appeal, Proposal, Round

pytestmark = pytest.mark.django_db


def text_of(answer):
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_the_pages_never_import_the_solver():
    code = (
        "import os, sys, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'todoke.hub.settings'; "
        "django.setup(); import todoke.hub.urls; print('ortools' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_a_coordinator_begins_a_round_and_sees_it_stand(client, ready, worker):
    client.force_login(ready)
    assert "回を始める" in text_of(client.get("/rounds/"))
    page = client.post("/rounds/begin", follow=True)
    assert "計算中" in text_of(page)
    worker()
    row = Round.objects.get()
    text = text_of(client.get(reverse("rounds:round", args=[row.pk])))
    assert "最適と証明済み" in text
    assert "最適とは証明されていない" not in text
    assert "<svg" in text
    assert "中村" in text
    assert "不採用" not in text
    assert "拒否" not in text


def test_what_is_not_proven_is_said_so_with_its_gap(client, computed, miura):
    stages = computed.stages
    stages[1] = stages[1] | {"bound": stages[1]["value"] * 2, "proven": False}
    Round.objects.update(stages=stages)
    client.force_login(miura)
    text = text_of(client.get(reverse("rounds:round", args=[computed.pk])))
    assert "最適とは証明されていない" in text
    assert "50.0%" in text


@pytest.mark.parametrize("who", ["watanabe", "okada"])
def test_only_coordinators_and_auditors_read_an_open_round(client, request, computed, who):
    client.force_login(request.getfixturevalue(who))
    assert client.get(reverse("rounds:round", args=[computed.pk])).status_code == 403
    assert client.get(reverse("rounds:statistics", args=[computed.pk])).status_code == 403
    assert client.post(reverse("rounds:act", args=[computed.pk, "cancel"])).status_code == 403


def test_an_administrator_sees_no_round(client, kirihara, computed):
    client.force_login(member("kanri", "管理者", at=kirihara, posts=(PostKind.ADMINISTRATOR,)))
    assert client.get("/rounds/").status_code == 403
    assert client.get(reverse("rounds:round", args=[computed.pk])).status_code == 403


def test_who_was_named_can_read_that_a_coordinator_looked(client, computed, miura, nakamura):
    client.force_login(miura)
    for _ in range(2):
        client.get(reverse("rounds:round", args=[computed.pk]))
    assert HubEvent.objects.filter(name="person.read", person=nakamura.pk).count() == 1


def test_an_unserved_need_says_why_and_what_is_cheapest(client, computed, miura, needs):
    client.force_login(miura)
    text = text_of(client.get(reverse("rounds:need", args=[computed.pk, needs[2].pk])))
    assert "今回は提案がない理由" in text
    assert "スキル" in text


def test_what_if_is_answered(client, computed, miura, needs, nakamura, lan):
    proposed = {(one["person"], one["need"]) for one in computed.output["proposals"]}
    other = next(
        (one, need)
        for one in (nakamura, lan)
        for need in needs[:2]
        if (str(one.pk), str(need.pk)) not in proposed
    )
    client.force_login(miura)
    path = reverse("rounds:pair", args=[computed.pk, other[1].pk, other[0].pk])
    assert "この人がこの仕事を受けたら？" in text_of(client.get(path))
    assert "自由に選べます" in text_of(client.get(path + "?what_if=1"))


def test_a_pin_without_a_reason_keeps_what_was_chosen(client, computed, miura, needs, nakamura):
    client.force_login(miura)
    path = reverse("rounds:decide", args=[computed.pk, needs[0].pk, nakamura.pk])
    answer = client.post(path, {"kind": "pin", "reason": ""})
    assert answer.status_code == 422
    assert 'value="pin" checked' in answer.content.decode()


def test_publication_asks_for_all_days(client, computed, miura):
    client.force_login(miura)
    answer = client.post(reverse("rounds:publish", args=[computed.pk]), {"answer_by": "2027-01-01"})
    assert answer.status_code == 422
    assert not Proposal.objects.exists()


def test_a_town_reads_of_too_few_people_nothing(client, published, ishikawa):
    client.force_login(ishikawa)
    text = text_of(client.get("/proposals/"))
    assert "今回は提案なし" in text
    assert "これ以上" in text
    for name in ("中村", "ラン"):
        assert name not in text


def test_a_person_without_a_proposal_reads_the_reasons_about_themselves(client, published, nakamura, needs):
    row = published
    row.output["proposals"] = [one for one in row.output["proposals"] if one["person"] != str(nakamura.pk)]
    Round.objects.filter(pk=row.pk).update(output=row.output)
    Proposal.objects.filter(person=nakamura).delete()
    client.force_login(nakamura.member)
    text = text_of(client.get("/proposals/"))
    assert "今回は提案なし" in text
    assert "スキル" in text
    assert "ラン" not in text


def test_a_person_answers_on_the_page(client, published, nakamura):
    one = Proposal.objects.get(person=nakamura)
    client.force_login(nakamura.member)
    path = reverse("rounds:answer", args=[one.pk])
    assert client.post(path, {"party": "person"}).status_code == 422
    assert client.post(path, {"party": "person", "answer": "decline"}).status_code == 422
    assert client.post(path, {"party": "person", "answer": "accept"}).status_code == 302
    assert one.responses.get().answer == "accept"


def test_a_proposal_of_others_is_not_there(client, published, nakamura, lan):
    one = Proposal.objects.get(person=nakamura)
    client.force_login(lan.member)
    assert client.get(reverse("rounds:proposal", args=[one.pk])).status_code == 404


def test_published_figures_name_nobody(client, published, watanabe):
    client.force_login(watanabe)
    text = text_of(client.get(reverse("rounds:statistics", args=[published.pk])))
    assert "森野町" in text
    for one in Proposal.objects.all():
        assert one.person.member.name not in text
        assert str(one.person_id) not in text


def test_the_data_of_a_published_round_is_found_whole_by_the_checker(client, published, miura):
    from todoke.core.talent.checking.check import check

    client.force_login(miura)
    data = json.loads(text_of(client.get(reverse("rounds:data", args=[published.pk]))))
    assert check(data) == ()
    assert "中村" not in json.dumps(data, ensure_ascii=False)


def test_a_review_is_decided_by_somebody_who_did_not_begin_the_round(
    client, published, nakamura, miura, kondo
):
    client.force_login(nakamura.member)
    path = reverse("rounds:appeal", args=[published.pk])
    assert client.post(path, {"text": " "}).status_code == 422
    assert client.post(path, {"text": "日数が違います"}).status_code == 302
    one = Appeal.objects.get()
    assert one.answer_by == published.appeals_decided_by
    with pytest.raises(Refused) as refused:
        appealing.decide_appeal(one, "見ました", by=miura)
    assert refused.value.refusals[0].code == "talent.appeal.own"
    client.force_login(kondo)
    assert client.post(reverse("rounds:decide_appeal", args=[one.pk]), {"text": ""}).status_code == 422
    assert (
        client.post(reverse("rounds:decide_appeal", args=[one.pk]), {"text": "直します"}).status_code == 302
    )
    one.refresh_from_db()
    assert one.reviewer == kondo


def test_after_its_day_no_review_is_asked_for(published, nakamura):
    published.appeals_until = timezone.localdate() - timezone.timedelta(days=1)
    with pytest.raises(Refused) as refused:
        appealing.appeal(published, "日数が違います", by=nakamura.member)
    assert refused.value.refusals[0].code == "talent.appeal.late"


def test_what_waits_leads_to_the_answer(client, published, nakamura):
    client.force_login(nakamura.member)
    one = Proposal.objects.get(person=nakamura)
    assert reverse("rounds:proposal", args=[one.pk]) in text_of(client.get("/"))


def decide_about(row, person, need, *, kind, by):
    row.overrides.create(
        person=person, need=need, kind=kind, reason="同じ道具を作っていた。", by=by, at=timezone.now()
    )


def test_the_person_reads_why_a_coordinator_fixed_them_and_the_town_does_not(
    client, published, miura, watanabe, hibari
):
    proposal = Proposal.objects.get(need__host=hibari)
    decide_about(published, proposal.person, proposal.need, kind="pin", by=miura)
    seen = {}
    for reader in (proposal.person.member, miura, watanabe):
        client.force_login(reader)
        page = text_of(client.get(reverse("rounds:proposal", args=[proposal.pk])))
        seen[reader.login] = "同じ道具を作っていた。" in page
    assert seen == {proposal.person.member.login: True, "miura": True, "watanabe": False}


def test_the_person_reads_why_a_coordinator_ruled_a_pair_out(client, published, miura, nakamura, lan, needs):
    decide_about(published, nakamura, needs[2], kind="forbid", by=miura)
    for reader, reads in ((nakamura.member, True), (lan.member, False)):
        client.force_login(reader)
        page = text_of(client.get(reverse("rounds:proposals")))
        assert ("同じ道具を作っていた。" in page) is reads, reader.login
