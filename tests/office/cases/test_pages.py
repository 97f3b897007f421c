"""The caseworker's pages: paging, order, downloads, refusals in words."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from todoke.core.cases.moves import Move
from todoke.office.cases import commands, inbox
from todoke.office.cases.history import OTHER, SENTENCES, sentence
from todoke.office.cases.models import Case, CaseEvent

MADE_ELSEWHERE = {Move.SUBMIT, Move.ARRIVE, Move.EXPIRE}


@pytest.fixture
def page(client, hanako_case, tanaka):
    client.force_login(tanaka)
    client.cookies["todoke_language"] = "ja"
    return f"/cases/{hanako_case.pk}/"


@pytest.fixture
def reviewing(page, hanako_case, tanaka):
    commands.accept(hanako_case, staff=tanaka)
    commands.start_review(hanako_case, staff=tanaka)
    return page


@pytest.fixture
def five_cases(hanako_case, monkeypatch):
    monkeypatch.setattr(inbox, "PAGE", 2)
    first = hanako_case.arrived_at
    for i, name in enumerate(["オ", "エ", "ウ", "イ"], start=1):
        copy = Case.objects.get(pk=hanako_case.pk)
        copy.pk, copy.receipt, copy.envelope_id = UUID(int=i), f"{i:014}", f"{i:032}"
        copy.sort_name, copy.arrived_at = name, first + timedelta(hours=i // 2)
        copy.save(force_insert=True)


def walked(staff, sort):
    after, seen = "", []
    while after is not None:
        shown = inbox.inbox_page(staff, inbox.Filters(), sort=sort, after=after)
        assert len(shown.cases) <= 2
        seen, after = seen + shown.cases, shown.later
    return seen


ORDERS = [
    pytest.param("oldest", lambda c: (c.arrived_at, c.pk.hex), False, id="oldest first"),
    pytest.param("newest", lambda c: (c.arrived_at, c.pk.hex), True, id="newest first"),
    pytest.param("name", lambda c: (c.sort_name, c.pk.hex), False, id="by name"),
]


@pytest.mark.parametrize(("sort", "key", "backwards"), ORDERS)
def test_paging_shows_every_case_once_and_in_order(five_cases, tanaka, sort, key, backwards):
    seen = walked(tanaka, sort)
    assert len(seen) == len({c.pk for c in seen}) == 5
    assert seen == sorted(seen, key=key, reverse=backwards)


@pytest.mark.parametrize("cursor", ["%%%", "W10=", "eyJhIjoxfQ==", "あ"])
def test_a_cursor_that_is_not_ours_shows_the_first_page(page, client, cursor):
    assert "山田" in client.get("/", {"after": cursor}).content.decode()


def test_a_file_leaves_only_as_an_inert_download(page, client, hanako_case):
    content = b"<script>alert(1)</script>"
    file = hanako_case.files.create(
        field="photos", name='屋根".html', media_type="text/html", size=len(content), sha256="0" * 64,
        content=content)  # fmt: skip
    response = client.get(f"{page}files/{file.pk}")
    assert response.content == content
    assert response["Content-Type"] == "application/octet-stream"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"].startswith("attachment; ")
    assert '"' not in response["Content-Disposition"]
    assert "sandbox" in response["Content-Security-Policy"]


@pytest.mark.parametrize("name", ["", "no_such_move", "decide", "issue"])
def test_an_unknown_move_is_refused_in_words(page, client, hanako_case, name):
    shown = client.post(f"{page}move", {"move": name}, follow=True).content.decode()
    assert "notification error" in shown
    assert Case.objects.get(pk=hanako_case.pk).state == "arrived"


@pytest.mark.parametrize("way", ["move", "correction", "propose", "decide", "issue", "notify"])
def test_the_case_of_another_section_does_not_exist(page, client, suzuki, way):
    client.force_login(suzuki)
    assert client.post(f"{page}{way}", {"move": "accept"}).status_code == 404


def test_a_refused_proposal_keeps_what_was_typed(reviewing, client):
    response = client.post(f"{reviewing}propose", {"outcome": "無い", "reasons": "現地で確認した"})
    assert response.status_code == 422
    shown = response.content.decode()
    assert "notification error" in shown and "現地で確認した</textarea>" in shown


def test_a_refused_correction_keeps_what_was_typed(reviewing, client):
    typed = {"fields": ["disaster_date"], "message": "日付", "due": "2020-01-01"}
    response = client.post(f"{reviewing}correction", typed)
    assert response.status_code == 422
    shown = response.content.decode()
    assert 'value="disaster_date" checked' in shown and 'value="2020-01-01"' in shown
    assert "日付</textarea>" in shown and "<details open>" in shown


def test_the_history_speaks_in_sentences(reviewing, client):
    shown = client.get(reviewing).content.decode()
    assert "審査を始めました。" in shown and "case.start_review" not in shown


def test_every_move_of_the_office_has_its_sentence():
    assert {f"case.{move.value}" for move in set(Move) - MADE_ELSEWHERE} <= SENTENCES.keys()


def test_an_event_without_a_sentence_is_still_shown():
    assert sentence(CaseEvent(name="case.unheard", body={})).message == OTHER
