"""A document that is not open to somebody is not there: not opened, found, listed or told apart from none."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.hub.permits.law import kept, pledged, restricted, today

from todoke.core.talent.conflicts import Effect, InformationClass
from todoke.hub.members.models import HubEvent, PostKind
from todoke.hub.talent.permits import agreement_commands, restriction_commands
from todoke.hub.talent.permits.models import Confidentiality, Document

TITLE = "調達仕様書（案）"


def sees(client, document) -> tuple[bool, ...]:
    """Page, file, list, search."""
    page = client.get(f"/documents/{document.pk}").status_code == 200
    file = client.get(f"/documents/{document.pk}/file").status_code == 200
    listed = document.title in client.get("/documents/").text
    found = document.title in client.get("/documents/", {"q": document.title[:3]}).text.replace(
        f'value="{document.title[:3]}"', ""
    )
    return page, file, listed, found


ALL, NOTHING = (True,) * 4, (False,) * 4


def test_without_an_agreement_nothing_of_it_is_there(client, nakamura, hibari, watanabe):
    document = kept(hibari, watanabe)
    client.force_login(nakamura.member)
    assert sees(client, document) == NOTHING


def test_a_signed_agreement_opens_its_classes_and_no_others(client, nakamura, hibari, watanabe, miura):
    town = kept(hibari, watanabe, kind=InformationClass.TOWN, category="", title="業務の地図")
    vendor = kept(hibari, watanabe, kind=InformationClass.VENDOR, category="", title="見積もりの内訳")
    pledged(nakamura, miura, host=hibari, classes=(InformationClass.TOWN,))
    client.force_login(nakamura.member)
    assert sees(client, town) == ALL
    assert sees(client, vendor) == NOTHING


def test_an_agreement_not_signed_yet_opens_nothing(client, nakamura, hibari, watanabe, miura):
    document = kept(hibari, watanabe)
    row = pledged(nakamura, miura, host=hibari)
    Confidentiality.objects.filter(pk=row.pk).update(signed_at=None)
    client.force_login(nakamura.member)
    assert sees(client, document) == NOTHING


def test_an_agreement_with_another_town_opens_nothing_here(client, nakamura, hibari, morino, watanabe, miura):
    document = kept(hibari, watanabe)
    pledged(nakamura, miura, host=morino)
    client.force_login(nakamura.member)
    assert sees(client, document) == NOTHING


def test_the_recused_person_cannot_open_or_find_the_tender_whatever_they_signed(
    client, kato, hibari, morino, watanabe, miura
):
    tender, network = kept(hibari, watanabe), kept(hibari, watanabe, category="network", title="回線の見積り")
    pledged(kato, miura)
    client.force_login(kato.member)
    assert sees(client, tender) == ALL
    restricted(kato, miura, host=hibari)
    assert sees(client, tender) == NOTHING
    assert sees(client, network) == ALL


def test_an_open_document_of_a_procurement_is_closed_to_the_recused_too(
    client, kato, hibari, watanabe, miura
):
    document = kept(hibari, watanabe, kind=InformationClass.OPEN)
    restricted(kato, miura, host=hibari)
    client.force_login(kato.member)
    assert sees(client, document) == NOTHING


def test_who_only_reads_along_may_read(client, kato, hibari, watanabe, miura):
    document = kept(hibari, watanabe)
    pledged(kato, miura)
    restricted(kato, miura, host=hibari, effect=Effect.READ_ONLY)
    client.force_login(kato.member)
    assert sees(client, document) == ALL


def test_an_agreement_revoked_today_closes_the_document_at_once(client, nakamura, hibari, watanabe, miura):
    document = kept(hibari, watanabe)
    row = pledged(nakamura, miura, host=hibari)
    client.force_login(nakamura.member)
    assert sees(client, document) == ALL
    agreement_commands.revoke(row, why="役割が終わった。", by=watanabe)
    assert sees(client, document) == NOTHING


def test_what_was_downloaded_is_not_kept_by_the_browser(client, nakamura, hibari, watanabe, miura):
    document = kept(hibari, watanabe)
    pledged(nakamura, miura)
    client.force_login(nakamura.member)
    answer = client.get(f"/documents/{document.pk}/file")
    assert answer.content == "予定価格".encode()
    assert answer.headers["Cache-Control"] == "no-store" or "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("path", ["", "/file"])
def test_none_and_not_yours_are_the_same_page_after_the_same_questions(
    client, nakamura, kato, hibari, watanabe, miura, path
):
    document = kept(hibari, watanabe)
    pledged(kato, miura)
    restricted(kato, miura, host=hibari)
    for member in (nakamura.member, kato.member):
        client.force_login(member)
        client.get("/documents/")
        with CaptureQueriesContext(connection) as theirs:
            closed = client.get(f"/documents/{document.pk}{path}")
        with CaptureQueriesContext(connection) as nobodys:
            missing = client.get(f"/documents/{uuid4()}{path}")
        assert closed.status_code == missing.status_code == 404
        assert _plain(closed) == _plain(missing)
        assert [_shape(one["sql"]) for one in theirs] == [_shape(one["sql"]) for one in nobodys]
        assert TITLE not in closed.text


def _plain(answer) -> str:
    """Without the fresh token of each page and the address that was asked for."""
    return re.sub(
        r'csrfmiddlewaretoken" value="\w+"|[0-9a-f]{8}-[0-9a-f-]{27}|404-[0-9a-f]{8}', "", answer.text
    )


def _shape(sql: str) -> str:
    return sql.split(" WHERE ")[0]


def test_looking_in_vain_leaves_no_event(client, nakamura, hibari, watanabe):
    document = kept(hibari, watanabe)
    client.force_login(nakamura.member)
    before = HubEvent.objects.count()
    client.get(f"/documents/{document.pk}")
    assert HubEvent.objects.count() == before


def test_each_opening_is_recorded_and_shown_to_the_town(client, nakamura, hibari, watanabe, miura):
    document = kept(hibari, watanabe)
    pledged(nakamura, miura)
    client.force_login(nakamura.member)
    client.get(f"/documents/{document.pk}/file")
    assert HubEvent.objects.filter(name="document.taken", subject=f"document:{document.pk}").exists()
    assert "だれが開いたか" not in client.get(f"/documents/{document.pk}").text
    client.force_login(watanabe)
    assert "中村" in client.get(f"/documents/{document.pk}").text


@pytest.mark.parametrize("who", ["ishikawa", "miura", "auditor", "administrator", "okada", "hr_of_minato"])
def test_no_post_outside_the_town_opens_its_confidence(client, request, hibari, watanabe, who):
    document = kept(hibari, watanabe)
    client.force_login(request.getfixturevalue(who))
    assert sees(client, document) == NOTHING


def test_a_keeper_who_is_restricted_cannot_open_it_either(client, suzuki, hibari, watanabe, miura):
    document = kept(hibari, watanabe)
    suzuki.member.posts.create(body=hibari, kind=PostKind.DX_LEAD.value)
    client.force_login(suzuki.member)
    assert sees(client, document) == ALL
    restricted(suzuki, miura, host=hibari)
    assert sees(client, document) == NOTHING
    assert client.post(f"/documents/{document.pk}/remove").status_code == 404


def test_a_merger_of_towns_opens_nothing_to_the_restricted(client, kato, hibari, morino, watanabe, miura):
    document = kept(hibari, watanabe)
    pledged(kato, miura)
    restricted(kato, miura, host=morino)
    morino.merged_into = hibari
    morino.save()
    client.force_login(kato.member)
    assert sees(client, document) == NOTHING


def test_a_restriction_ends_on_its_last_day_and_not_before(client, kato, hibari, watanabe, miura, kondo):
    document = kept(hibari, watanabe)
    pledged(kato, miura)
    row = restricted(kato, miura, host=hibari)
    client.force_login(kato.member)
    restriction_commands.ask_lift(row, reason="勤め先を替えた。", by=miura)
    assert sees(client, document) == NOTHING
    restriction_commands.lift(row, by=kondo)
    assert sees(client, document) == ALL


def test_an_employers_agreement_opens_for_its_people_and_not_after_they_left(
    client, kato, minato, sorairo, hibari, watanabe, miura, hr_of_minato
):
    document = kept(hibari, watanabe)
    draft = agreement_commands.Draft(
        person=None,
        employer=minato,
        host=hibari,
        classes=(InformationClass.TENDER,),
        since=today(),
        until=today() + timedelta(days=30),
    )
    agreement_commands.sign(agreement_commands.make(draft, by=miura), read=True, by=hr_of_minato)
    client.force_login(kato.member)
    assert sees(client, document) == ALL
    kato.employer = sorairo
    kato.save()
    assert sees(client, document) == NOTHING


def test_a_merged_employers_agreement_does_not_open_for_the_people_of_the_other(
    client, kato, minato, sorairo, hibari, watanabe, miura, hr_of_minato
):
    document = kept(hibari, watanabe)
    draft = agreement_commands.Draft(
        person=None,
        employer=minato,
        host=hibari,
        classes=(InformationClass.TENDER,),
        since=today(),
        until=today(),
    )
    agreement_commands.sign(agreement_commands.make(draft, by=miura), read=True, by=hr_of_minato)
    minato.merged_into = sorairo
    minato.save()
    kato.employer = sorairo
    kato.save()
    client.force_login(kato.member)
    assert sees(client, document) == NOTHING


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.exe", b"MZ", "no kind of ours"),
        ("a.pdf", b"<html>", "not what it says"),
        ("a.txt", b"\xff\xfe\x00", "not text"),
        ("a.txt", b"", "empty"),
        ("a", b"x", "no ending"),
    ],
    ids=lambda one: str(one)[:20],
)
def test_a_file_that_cannot_be_kept_is_refused_and_the_words_stay(
    client, watanabe, hibari, name, content, code
):
    from django.core.files.uploadedfile import SimpleUploadedFile

    client.force_login(watanabe)
    sent = {
        "host": str(hibari.pk),
        "title": "仕様",
        "kind": "town",
        "category": "",
        "file": SimpleUploadedFile(name, content),
    }
    page = client.post("/documents/new", sent)
    assert page.status_code == 422
    assert 'id="file-error"' in page.text
    assert 'value="仕様"' in page.text
    assert not Document.objects.exists()


def test_a_tender_belongs_to_a_procurement(client, watanabe, hibari):
    client.force_login(watanabe)
    page = client.post("/documents/new", {"host": str(hibari.pk), "title": "仕様", "kind": "tender"})
    assert 'id="category-error"' in page.text


def test_nobody_puts_a_document_into_another_town(client, ishikawa, hibari, morino):
    client.force_login(ishikawa)
    sent = {"host": str(hibari.pk), "title": "仕様", "kind": "open"}
    assert client.post("/documents/new", sent).status_code == 403


def test_more_documents_take_no_more_questions(client, nakamura, hibari, watanabe, miura):
    pledged(nakamura, miura)
    client.force_login(nakamura.member)
    kept(hibari, watanabe, title="一")
    client.get("/documents/")
    with CaptureQueriesContext(connection) as few:
        client.get("/documents/")
    Document.objects.bulk_create(
        Document(
            host=hibari,
            title=f"仕様{number}",
            kind="tender",
            category="core_systems",
            name="a.txt",
            media_type="text/plain",
            content=b"x",
            added_by=watanabe,
            added_at=timezone.now(),
        )
        for number in range(60)
    )
    with CaptureQueriesContext(connection) as many:
        page = client.get("/documents/")
    assert len(many) <= len(few) + 1
    assert "page=2" in page.text
