"""The register and the print page, as a caseworker sees them."""

from __future__ import annotations

import pytest
import typst

from todoke.office.notices import commands
from todoke.office.notices.commands import issue
from todoke.office.notices.models import IssuedDocument, SealMode


@pytest.fixture
def read(client, tanaka):
    client.force_login(tanaka)

    def get(address):
        answer = client.get(address, headers={"accept-language": "ja"})
        assert answer.status_code == 200
        return answer.content.decode()

    return get


def test_the_register_shows_number_copies_and_document(decided, tanaka, read):
    document = issue(decided("半壊"), staff=tanaka)
    page = read("/register/")
    assert document.official_number in page
    assert "2部" in page
    assert f'/register/{document.pk}.pdf"' in page


def test_the_register_explains_a_number_without_document(decided, tanaka, client, read, monkeypatch):
    def fail(*arguments, **named):
        raise typst.TypstError("no such font")

    case = decided("半壊")
    monkeypatch.setattr(commands, "render", fail)
    answer = client.post(f"/cases/{case.pk}/issue", follow=True, headers={"accept-language": "ja"})

    sentence = (
        "書面を作れなかったため、発行していません。番号（令和8年度罹災証第1号）はこの案件に取ってあります。"
    )
    assert sentence in answer.content.decode()
    assert sentence in read("/register/")
    number = IssuedDocument.register.get()
    assert client.get(f"/register/{number.pk}.pdf").status_code == 404


@pytest.mark.parametrize(
    ("mode", "sentence"),
    [
        (SealMode.PRINT_AND_SEAL, "点線の枠の中に公印を押してください"),
        (SealMode.OMITTED, "公印を省略しています"),
        (SealMode.E_SEAL, "印刷した紙には付きません"),
    ],
)
def test_the_print_page_says_how_many_and_what_about_the_seal(
    mode, sentence, decided, tanaka, read, seal_mode, town_certificate
):
    seal_mode(mode)
    document = issue(decided("半壊"), staff=tanaka)
    page = read(f"/register/{document.pk}/print")
    assert "印刷する部数：2部" in page
    assert sentence in page
    assert document.official_number in page


def test_where_the_seal_is_set_on_paper_issuing_leads_to_the_print_page(decided, tanaka, client, seal_mode):
    seal_mode(SealMode.PRINT_AND_SEAL)
    case = decided("半壊")
    client.force_login(tanaka)
    answer = client.post(f"/cases/{case.pk}/issue")
    assert answer.headers["Location"] == f"/register/{IssuedDocument.objects.get().pk}/print"


def test_another_section_sees_neither_document_nor_number(decided, tanaka, suzuki, client):
    document = issue(decided("半壊"), staff=tanaka)
    client.force_login(suzuki)
    assert document.official_number not in client.get("/register/").content.decode()
    for address in (f"/register/{document.pk}.pdf", f"/register/{document.pk}/print"):
        assert client.get(address).status_code == 404
