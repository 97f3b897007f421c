"""Playbooks, questions and events: nobody reads what its author has not checked."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.hub.conftest import new_member
from tests.hub.learning.lent import consent, lendable

from todoke.core.talent.people import Audience, PersonKind, Purpose
from todoke.core.talent.posts import PostKind
from todoke.hub.members.models import HubEvent
from todoke.hub.talent.network import queries
from todoke.hub.talent.network.models import Gathering, KnowledgeItem, Question, Reply

ITEM = {
    "title": "窓口の待ち時間を半分にした手順",
    "text": "まず測り、それから順番を変えた。",
    "kind": "playbook",
    "roles": ["service_designer"],
    "themes": ["front_desk"],
    "licence": "cc_by_4",
    "act": "publish",
}
ASK = {"title": "待ち時間の測り方は", "text": "どう測りましたか。", "themes": ["front_desk"]}
EVENT = {
    "title": "勉強会",
    "text": "",
    "place": "県庁",
    "day": "2099-01-15",
    "begins": "13:30",
    "ends": "15:00",
}


@pytest.fixture
def suzuki(hibari):
    return new_member("suzuki", "鈴木", body=hibari)


@pytest.fixture
def nakamura(prefecture):
    """中村 agreed to be asked by colleagues."""
    member = new_member("nakamura", "中村", body=prefecture)
    person = lendable(member, PersonKind.PREFECTURE_EXPERT, home=prefecture)
    consent(person, Audience.MEMBER_TOWNS, Purpose.QUESTIONS)
    return person


def test_a_playbook_is_published_credited_and_found_by_theme_role_and_words(client, suzuki, ishikawa):
    client.force_login(suzuki)
    assert client.post("/network/items/new", ITEM).status_code == 302
    client.force_login(ishikawa)
    for found in ("?theme=front_desk", "?role=service_designer", "?text=待ち時間"):
        page = client.get(f"/network/{found}").text
        assert ITEM["title"] in page
        assert "鈴木（ひばり市）" in page
    for not_found in ("?theme=security", "?role=engineer", "?text=税"):
        assert ITEM["title"] not in client.get(f"/network/{not_found}").text
    one = client.get(f"/network/items/{KnowledgeItem.objects.get().pk}/").text
    assert "CC BY 4.0" in one


def test_a_finding_stops_publishing_until_the_author_confirms_each(client, suzuki, watanabe):
    client.force_login(suzuki)
    sent = ITEM | {"text": "渡邉に 090-1234-5678 で聞いた。"}
    page = client.post("/network/items/new", sent)
    assert page.status_code == 422
    assert "「渡邉」は見せてよい" in page.text
    assert "090-1234-5678" in page.text
    assert not KnowledgeItem.objects.exists()
    keys = [one.split('"')[0] for one in page.text.split('name="confirmed" value="')[1:]]
    assert len(keys) == 2
    assert client.post("/network/items/new", sent | {"confirmed": keys[:1]}).status_code == 422
    assert client.post("/network/items/new", sent | {"confirmed": keys}).status_code == 302
    kept = HubEvent.objects.get(name="item.published").body
    assert kept == {"confirmed": {"name": 1, "phone": 1}}


def test_a_my_number_is_never_confirmed_away(client, suzuki):
    client.force_login(suzuki)
    page = client.post("/network/items/new", ITEM | {"text": "番号は 123456789018 です。"})
    assert page.status_code == 422
    assert 'name="confirmed"' not in page.text
    assert not KnowledgeItem.objects.exists()


def test_a_draft_exists_for_its_author_only(client, suzuki, ishikawa):
    client.force_login(suzuki)
    client.post("/network/items/new", ITEM | {"act": "draft", "text": "山田花子さんの件"})
    row = KnowledgeItem.objects.get()
    assert client.get(f"/network/items/{row.pk}/").status_code == 200
    client.force_login(ishikawa)
    assert client.get(f"/network/items/{row.pk}/").status_code == 404
    assert ITEM["title"] not in client.get("/network/").text


def test_a_published_text_is_checked_at_every_change(client, suzuki):
    client.force_login(suzuki)
    client.post("/network/items/new", ITEM)
    row = KnowledgeItem.objects.get()
    changed = ITEM | {"act": "draft", "text": "連絡は a.b@example.jp へ"}
    assert client.post(f"/network/items/{row.pk}/edit", changed).status_code == 422
    row.refresh_from_db()
    assert row.text == ITEM["text"]


def test_only_the_author_changes_or_withdraws(client, suzuki, ishikawa):
    client.force_login(suzuki)
    client.post("/network/items/new", ITEM)
    row = KnowledgeItem.objects.get()
    client.force_login(ishikawa)
    assert client.post(f"/network/items/{row.pk}/edit", ITEM).status_code == 403
    assert client.post(f"/network/items/{row.pk}/withdraw").status_code == 403
    client.force_login(suzuki)
    client.post(f"/network/items/{row.pk}/withdraw")
    client.force_login(ishikawa)
    assert client.get(f"/network/items/{row.pk}/").status_code == 404


def test_thanks_count_once_per_reader_and_not_from_the_author(client, suzuki, ishikawa):
    client.force_login(suzuki)
    client.post("/network/items/new", ITEM)
    row = KnowledgeItem.objects.get()
    assert client.post(f"/network/items/{row.pk}/thank").status_code == 403
    client.force_login(ishikawa)
    for _ in range(2):
        client.post(f"/network/items/{row.pk}/thank")
    assert row.thanks.count() == 1


BAD = {
    "no title": {"title": ""},
    "no theme": {"themes": []},
    "unknown theme": {"themes": ["magic"]},
    "unknown role": {"roles": ["magic"]},
    "no licence": {"licence": ""},
    "unknown kind": {"kind": "novel"},
    "too long": {"title": "あ" * 161},
}


@pytest.mark.parametrize("changed", BAD.values(), ids=BAD)
def test_a_bad_text_is_refused_and_nothing_typed_is_lost(client, suzuki, changed):
    client.force_login(suzuki)
    page = client.post("/network/items/new", ITEM | changed)
    assert page.status_code == 422
    assert ITEM["text"] in page.text
    assert not KnowledgeItem.objects.exists()


def test_a_question_is_asked_answered_thanked_and_closed(client, suzuki, ishikawa):
    client.force_login(suzuki)
    client.post("/network/ask", ASK)
    row = Question.objects.get()
    client.force_login(ishikawa)
    client.post(f"/network/questions/{row.pk}/", {"text": "番号札で測りました。"})
    reply = Reply.objects.get()
    assert client.post(f"/network/questions/{row.pk}/thank/{reply.pk}").status_code == 403
    client.force_login(suzuki)
    client.post(f"/network/questions/{row.pk}/thank/{reply.pk}")
    client.post(f"/network/questions/{row.pk}/close")
    reply.refresh_from_db()
    assert reply.thanked_at is not None
    page = client.post(f"/network/questions/{row.pk}/", {"text": "もう一つ"})
    assert page.status_code == 422
    assert "この相談は終わりました" in page.text


def test_an_answer_is_checked_too(client, suzuki, ishikawa):
    client.force_login(suzuki)
    client.post("/network/ask", ASK)
    row = Question.objects.get()
    client.force_login(ishikawa)
    assert client.post(f"/network/questions/{row.pk}/", {"text": "03-1234-5678へ"}).status_code == 422
    assert not Reply.objects.exists()


def test_a_question_to_one_colleague_is_read_by_nobody_else(client, suzuki, nakamura, ishikawa):
    client.force_login(suzuki)
    client.post("/network/ask", ASK | {"to": str(nakamura.pk)})
    row = Question.objects.get()
    assert "中村" not in client.get(f"/network/questions/{row.pk}/").text
    client.force_login(ishikawa)
    assert client.get(f"/network/questions/{row.pk}/").status_code == 404
    assert ASK["title"] not in client.get("/network/").text
    client.force_login(nakamura.member)
    assert ASK["title"] in client.get("/").text
    assert client.get(f"/network/questions/{row.pk}/").status_code == 200


def test_who_takes_no_questions_is_not_asked(client, suzuki, nakamura):
    nakamura.consents.update(withdrawn_at=timezone.now())
    client.force_login(suzuki)
    page = client.post("/network/ask", ASK | {"to": str(nakamura.pk)})
    assert page.status_code == 422
    assert not Question.objects.exists()


def test_an_event_is_announced_changed_and_cancelled_for_calendars(client, watanabe, ishikawa):
    client.force_login(watanabe)
    client.post("/network/events/new", EVENT)
    row = Gathering.objects.get()
    file = client.get(f"/network/events/{row.pk}.ics")
    assert file.headers["Content-Type"].startswith("text/calendar")
    assert b"DTSTART;TZID=Asia/Tokyo:20990115T133000\r\n" in file.content
    client.post(f"/network/events/{row.pk}/edit", EVENT | {"ends": "16:00"})
    client.force_login(ishikawa)
    assert client.post(f"/network/events/{row.pk}/cancel").status_code == 403
    client.force_login(watanabe)
    client.post(f"/network/events/{row.pk}/cancel")
    after = client.get(f"/network/events/{row.pk}.ics").content
    assert b"SEQUENCE:2\r\n" in after
    assert b"STATUS:CANCELLED\r\n" in after
    assert client.post(f"/network/events/{row.pk}/edit", EVENT).status_code == 422


BAD_EVENTS = {
    "ends before it begins": {"ends": "13:00"},
    "is over": {"day": "2020-01-15"},
    "no day": {"day": ""},
    "no time": {"begins": "午後"},
    "no place": {"place": ""},
}


@pytest.mark.parametrize("changed", BAD_EVENTS.values(), ids=BAD_EVENTS)
def test_a_bad_event_is_refused(client, watanabe, changed):
    client.force_login(watanabe)
    page = client.post("/network/events/new", EVENT | changed)
    assert page.status_code == 422
    assert 'value="勉強会"' in page.text
    assert not Gathering.objects.exists()


def test_an_event_that_is_over_is_no_longer_listed(watanabe, hibari):
    now = timezone.now()
    Gathering.objects.create(
        organiser=hibari, title="昨日", place="県庁", begins=now - timedelta(2), ends=now - timedelta(1)
    )
    assert queries.gatherings(queries.Wanted()) == []


def test_a_trainer_may_announce_an_event(client, prefecture):
    client.force_login(new_member("okada", "岡田", PostKind.TRAINER, body=prefecture))
    assert client.post("/network/events/new", EVENT).status_code == 302
