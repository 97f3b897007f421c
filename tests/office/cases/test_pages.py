"""The caseworker's pages: paging, order, downloads, refusals in words."""

from __future__ import annotations

import pytest

from todoke.core.cases.moves import Move
from todoke.office.cases import commands
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


JPEG, PNG = b"\xff\xd8\xff\xe0house", b"\x89PNG\r\n\x1a\nhouse"


def add_file(case, content, media_type, name="ie.jpg"):
    return case.files.create(
        field="photos", name=name, media_type=media_type, size=len(content), sha256="0" * 64, content=content
    )


@pytest.mark.parametrize(("content", "media_type"), [(JPEG, "image/jpeg"), (PNG, "image/png")])
def test_a_photo_is_drawn_in_the_page_and_still_inert(page, client, hanako_case, content, media_type):
    file = add_file(hanako_case, content, media_type)
    address = f"{page}files/{file.pk}/picture"
    assert f'<img src="{address}"' in client.get(page).content.decode()
    answer = client.get(address)
    assert answer.content == content and answer["Content-Type"] == media_type
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("attachment; ")
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer["Cache-Control"] == "no-store"


NO_PHOTOS = [
    pytest.param(b"<svg onload=alert(1)>", "image/svg+xml", id="a drawing that can hold script"),
    pytest.param(b"<script>alert(1)</script>", "image/jpeg", id="a page that says it is a photo"),
    pytest.param(PNG, "image/jpeg", id="a picture of another kind"),
    pytest.param(b"%PDF-1.7", "application/pdf", id="a document"),
    pytest.param(b"", "image/jpeg", id="nothing at all"),
]


@pytest.mark.parametrize(("content", "media_type"), NO_PHOTOS)
def test_what_is_no_photo_is_never_drawn(page, client, hanako_case, content, media_type):
    file = add_file(hanako_case, content, media_type)
    assert client.get(f"{page}files/{file.pk}/picture").status_code == 404


def test_another_section_gets_no_photo(page, client, hanako_case, suzuki):
    file = add_file(hanako_case, JPEG, "image/jpeg")
    client.force_login(suzuki)
    for way in ("", "/picture"):
        assert client.get(f"{page}files/{file.pk}{way}").status_code == 404


def test_the_kind_of_a_file_is_said_in_words(page, client, hanako_case):
    add_file(hanako_case, JPEG, "image/jpeg")
    add_file(hanako_case, b"%PDF-1.7", "application/pdf", name="mitsumori.pdf")
    shown = client.get(page).content.decode()
    assert "写真（JPEG）" in shown and "文書（PDF）" in shown
    assert "image/jpeg" not in shown and "application/pdf" not in shown


def test_a_corrected_answer_shows_what_stood_there_before(page, client, hanako_case):
    hanako_case.corrections.create(
        number=1, message="日付", fields=["disaster_date"], due="2026-12-01", asked_at="2026-11-23T00:00Z",
        answered_at="2026-11-24T00:00Z", before={"disaster_date": "2026-11-19"},
    )  # fmt: skip
    assert "<del>2026年（令和8年）11月19日</del>" in client.get(page).content.decode()


def test_the_keys_are_explained_and_can_be_switched_off(page, client):
    shown = client.get(page).content.decode()
    assert "data-keys-on" in shown and "<kbd>j</kbd>" in shown


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
