"""The pages: overview, steps, check, decision, document, method table."""

from __future__ import annotations

import io

import pikepdf
import pytest
from django.test import Client
from tests.office.assurance.conftest import browser_of, harm_boxes, proposal

from todoke.catalogue.assurance import shipped_worksheets
from todoke.office.assurance import commands
from todoke.office.assurance.models import MethodTableVersion, Sheet

CARD = "ltc_card"
BASE = f"/assurance/{CARD}"


def page(response):
    return response.content.decode()


@pytest.fixture
def draft(writer):
    return commands.start_version(CARD, by=writer)


@pytest.fixture
def submitted(draft, writer):
    return commands.submit(draft.pk, edit=1, by=writer)


PATHS = ["/assurance/", f"{BASE}/", "/assurance/method-table/", f"{BASE}/0/worksheet.pdf"]


@pytest.mark.parametrize("path", PATHS)
def test_nobody_reads_without_signing_in(office, path):
    response = Client().get(path)
    assert response.status_code == 302
    assert response["Location"].startswith("/login")


def test_the_overview_shows_all_procedures_and_where_practice_asks_for_more(reader):
    text = page(browser_of(reader).get("/assurance/"))
    assert text.count("data-row") == 31
    assert "罹災証明書の発行申請" in text
    more = page(browser_of(reader).get("/assurance/?only=more"))
    assert "住所移転後の要介護・要支援認定申請" in more
    assert "再交付申請（負担割合証）" not in more
    assert 0 < more.count("data-row") < 31


def test_an_unknown_selection_shows_everything(reader):
    assert page(browser_of(reader).get("/assurance/?only=<b>")).count("data-row") == 31


@pytest.mark.parametrize("id", shipped_worksheets())
def test_every_procedure_has_its_page(reader, id):
    response = browser_of(reader).get(f"/assurance/{id}/")
    assert response.status_code == 200
    assert shipped_worksheets()[id].residual in page(response)


UNKNOWN = [
    "/assurance/pigeon_licence/", f"{BASE}/7/", f"{BASE}/7/edit/harms", "/assurance/method-table/9/",
    f"{BASE}/7/worksheet.pdf", "/assurance/pigeon_licence/0/worksheet.pdf",
]  # fmt: skip


@pytest.mark.parametrize("path", UNKNOWN)
def test_what_is_not_there_is_404(reader, path):
    assert browser_of(reader).get(path).status_code == 404


def test_a_step_that_is_none_is_404(draft, writer):
    assert browser_of(writer).get(f"{BASE}/1/edit/levels").status_code == 404


def test_a_caseworker_sees_why_they_cannot_start(reader):
    text = page(browser_of(reader).get(f"{BASE}/"))
    assert "保証レベル検討書を書けるのは" in text
    browser_of(reader).post(f"{BASE}/start")
    assert not Sheet.objects.exists()


def test_starting_needs_a_post(writer):
    assert browser_of(writer).get(f"{BASE}/start").status_code == 405


def test_the_form_is_filled_step_by_step_and_approved(writer, lead):
    sato, watanabe = browser_of(writer), browser_of(lead)
    there = sato.post(f"{BASE}/start", follow=True)
    content = proposal(CARD)
    assert there.redirect_chain[-1][0] == f"{BASE}/1/edit/redesign"
    posts = {
        "redesign": {"answer": "planned", "words": "番号だけで確かめる案があります。"},
        "harms": harm_boxes(content, **{"financial.identity": "moderate", "financial.reason": "新しい理由"}),
        "methods": {"chosen": ["email_code", "passkey"], "otherwise": "窓口",
                    **{f"viewpoint.{key}": words for key, words in content["methods"]["viewpoints"].items()}},
        "measures": {"registered_address.used": "1", "registered_address.lowers": ["identity"],
                     "registered_address.words": "郵便で送ります。"},
        "residual": {"residual": "残ります。", "asked": ["signature"], "certainty": "medium",
                     "review_after_months": "6", "verify": "一つ\n\n二つ"},
    }  # fmt: skip
    following = [*list(posts)[1:], None]
    for number, ((step, boxes), after) in enumerate(zip(posts.items(), following, strict=True), start=1):
        response = sato.post(f"{BASE}/1/edit/{step}", {"edit": str(number), **boxes})
        assert response["Location"] == (f"{BASE}/1/edit/{after}" if after else f"{BASE}/1/check")
    kept = Sheet.objects.get().content
    assert kept["redesign"]["answer"] == "planned"
    assert kept["harms"]["financial"]["reason"] == "新しい理由"
    assert kept["methods"]["chosen"] == ["email_code", "passkey"]
    assert kept["measures"][0]["words"] == "郵便で送ります。"
    assert (kept["review_after_months"], kept["max_age_minutes"], kept["verify"]) == (
        6,
        None,
        ["一つ", "二つ"],
    )
    assert "まだ足りない" not in page(sato.get(f"{BASE}/1/check"))
    sato.post(f"{BASE}/1/submit", {"edit": "6"})
    watanabe.post(f"{BASE}/1/approve", {"review_on": "2999-01-01"})
    assert Sheet.objects.get().state == "approved"
    assert "渡邉" in page(watanabe.get("/assurance/"))


def test_what_is_missing_is_listed_with_links_and_keeps_the_button_shut(draft, writer):
    sato = browser_of(writer)
    content = proposal(CARD)
    sato.post(f"{BASE}/1/edit/harms", {"edit": "1", **harm_boxes(content, **{"safety.reason": ""})})
    text = page(sato.get(f"{BASE}/1/check"))
    assert f'<a href="{BASE}/1/edit/harms">' in text
    assert "disabled" in text
    response = sato.post(f"{BASE}/1/submit", {"edit": "2"})
    assert response.status_code == 422
    assert Sheet.objects.get().state == "draft"


WRONG = {
    "too long": ("residual", {"residual": "あ" * 2001}, "2,000文字"),
    "control character": ("residual", {"residual": "a\x00b"}, "見えない文字"),
    "months in words": ("residual", {"review_after_months": "半年"}, "1から60"),
    "months beyond": ("residual", {"review_after_months": "61"}, "1から60"),
    "minutes below": ("residual", {"max_age_minutes": "0"}, "1から43,200"),
    "too many notes": ("residual", {"verify": "\n".join("一" for _ in range(21))}, "20件"),
    "a long reason": ("redesign", {"words": "あ" * 2001}, "2,000文字"),
}


@pytest.mark.parametrize(("step", "boxes", "says"), WRONG.values(), ids=WRONG.keys())
def test_what_cannot_be_kept_is_refused_and_shown_again(draft, writer, step, boxes, says):
    response = browser_of(writer).post(f"{BASE}/1/edit/{step}", {"edit": "1", **boxes})
    assert response.status_code == 422
    assert says in page(response)
    assert "error-summary" in page(response)
    assert Sheet.objects.get().edit == 1


def test_words_beside_an_empty_tick_box_are_not_lost(draft, writer):
    boxes = {"edit": "1", "interview.words": "窓口で会います。"}
    response = browser_of(writer).post(f"{BASE}/1/edit/measures", boxes)
    assert response.status_code == 422
    assert "窓口で会います。" in page(response)
    assert "印がありません" in page(response)


def test_unticking_drops_a_measure(draft, writer):
    words = proposal(CARD)["measures"][0]["words"]
    boxes = {"edit": "1", "registered_address.words": words}
    assert browser_of(writer).post(f"{BASE}/1/edit/measures", boxes).status_code == 302
    assert Sheet.objects.get().content["measures"] == []


def test_a_made_up_rating_or_method_is_not_kept(draft, writer):
    sato = browser_of(writer)
    boxes = harm_boxes(proposal(CARD), **{"safety.identity": "deadly"})
    sato.post(f"{BASE}/1/edit/harms", {"edit": "1", **boxes})
    sato.post(f"{BASE}/1/edit/methods", {"edit": "2", "chosen": ["pigeon", "passkey"], "otherwise": "窓口"})
    kept = Sheet.objects.get().content
    assert kept["harms"]["safety"]["identity"] == ""
    assert kept["methods"]["chosen"] == ["passkey"]


@pytest.mark.parametrize("edit", ["", "x", "99", "9" * 30], ids=["none", "a letter", "another", "huge"])
def test_an_older_form_does_not_overwrite_and_keeps_what_was_typed(draft, writer, edit):
    boxes = {"edit": edit, "answer": "unchanged", "words": "私の文"}
    response = browser_of(writer).post(f"{BASE}/1/edit/redesign", boxes)
    assert response.status_code == 409
    assert "私の文" in page(response)
    assert Sheet.objects.get().edit == 1


def test_a_text_is_shown_as_text(draft, writer):
    sato = browser_of(writer)
    sato.post(f"{BASE}/1/edit/redesign", {"edit": "1", "answer": "unchanged", "words": "<script>x</script>"})
    text = page(sato.get(f"{BASE}/1/check"))
    assert "&lt;script&gt;" in text
    assert "<script>x" not in text


def test_a_handed_in_worksheet_has_no_form(submitted, writer):
    response = browser_of(writer).get(f"{BASE}/1/edit/harms")
    assert response["Location"] == f"{BASE}/1/"


def test_who_wrote_it_sees_why_somebody_else_decides(lead):
    mine = commands.start_version(CARD, by=lead)
    commands.submit(mine.pk, edit=1, by=lead)
    watanabe = browser_of(lead)
    assert "disabled" in page(watanabe.get(f"{BASE}/1/"))
    response = watanabe.post(f"{BASE}/1/approve", {"review_on": "2999-01-01"})
    assert response.status_code == 422
    assert "別のDX推進の責任者" in page(response)


BAD_DAYS = {"none": "", "words": "来年", "no such day": "2999-02-30", "past": "2020-01-01"}


@pytest.mark.parametrize("day", BAD_DAYS.values(), ids=BAD_DAYS.keys())
def test_a_day_that_is_none_is_refused(submitted, lead, day):
    response = browser_of(lead).post(f"{BASE}/1/approve", {"review_on": day})
    assert response.status_code == 422
    assert Sheet.objects.get().state == "submitted"


def test_a_return_keeps_the_remark_in_view(submitted, lead, writer):
    watanabe = browser_of(lead)
    assert watanabe.post(f"{BASE}/1/return", {"remark": ""}).status_code == 422
    watanabe.post(f"{BASE}/1/return", {"remark": "理由を足してください。"})
    assert "理由を足してください。" in page(browser_of(writer).get(f"{BASE}/1/"))


def test_a_refused_return_leaves_the_proposed_day_in_its_box(submitted, lead):
    watanabe = browser_of(lead)
    proposed = 'name="review_on" value="20'
    assert proposed in page(watanabe.get(f"{BASE}/1/"))
    assert proposed in page(watanabe.post(f"{BASE}/1/return", {"remark": ""}))


def test_the_document_is_a_pdf_with_title_and_language(submitted, reader):
    for version in (0, 1):
        response = browser_of(reader).get(f"{BASE}/{version}/worksheet.pdf")
        assert response["Content-Type"] == "application/pdf"
        assert "attachment" in response["Content-Disposition"]
        with pikepdf.open(io.BytesIO(response.content)) as pdf:
            assert str(pdf.docinfo["/Title"]) == "本人確認の保証レベル検討書"
            assert str(pdf.Root.Lang).startswith("ja")


def test_an_incomplete_version_has_no_document(draft, writer):
    sato = browser_of(writer)
    sato.post(f"{BASE}/1/edit/redesign", {"edit": "1", "answer": "", "words": ""})
    assert sato.get(f"{BASE}/1/worksheet.pdf").status_code == 404


def table_boxes(client, **typed):
    from todoke.office.assurance.queries import method_table

    boxes = {"edit": str(method_table().version), "reason": "提供元の仕様で確かめました。"}
    for one in method_table().methods:
        boxes |= {
            f"{one.method}.identity": str(one.identity),
            f"{one.method}.authentication": str(one.authentication),
            f"{one.method}.phishing_resistant": one.phishing_resistant.value,
            f"{one.method}.use": one.use.value,
            f"{one.method}.note": one.note,
            f"{one.method}.verify": one.verify,
            **({f"{one.method}.binds": "1"} if one.binds else {}),
            **({f"{one.method}.checked": "1"} if not one.verify else {}),
        }
    return boxes | typed


def change(client, **typed):
    return client.post("/assurance/method-table/change", table_boxes(client, **typed))


def test_the_lead_changes_a_level_and_the_old_version_stays(lead):
    watanabe = browser_of(lead)
    changed = {"digital_id.identity": "3", "digital_id.checked": "1", "digital_id.verify": ""}
    assert change(watanabe, **changed).status_code == 302
    from todoke.office.assurance.queries import method_table, table_at

    now = method_table().method("digital_id")
    assert (method_table().version, now.identity, now.identity_up_to, now.verify) == (2, 3, None, "")
    assert now.acr.keys() == {"aal2", "aal3"}
    assert table_at(1).method("digital_id").identity == 2
    text = page(watanabe.get("/assurance/method-table/"))
    assert "提供元の仕様で確かめました。" in text
    assert "以前の版" in page(watanabe.get("/assurance/method-table/1/"))


def test_a_method_of_the_towns_own_is_added_and_can_be_changed(lead):
    watanabe = browser_of(lead)
    own = {
        "new.name": "図書館カード",
        "new.identity": "1",
        "new.authentication": "1",
        "new.use": "normal",
        "new.phishing_resistant": "no",
        "new.verify": "貸出係に確かめる",
    }
    assert change(watanabe, **own).status_code == 302
    assert change(watanabe, **{"own_1.authentication": "2"}).status_code == 302
    from todoke.office.assurance.queries import method_table

    found = method_table().method("own_1")
    assert (found.name.ja, found.identity, found.authentication) == ("図書館カード", 1, 2)
    assert method_table().version == 3


TABLES = {
    "a level that is none": ({"passkey.identity": "4"}, "レベル"),
    "no level": ({"passkey.authentication": ""}, "レベル"),
    "no reason": ({"passkey.authentication": "1", "reason": " "}, "理由"),
    "doubt without a note": ({"passkey.verify": "", "passkey.authentication": "1"}, "確かめることを書く"),
    "too long": ({"passkey.note": "あ" * 501}, "500文字"),
    "an unknown use": ({"passkey.use": "always"}, "レベル"),
    "an older table": ({"passkey.authentication": "1", "edit": "0"}, "ほかの人"),
    "no number": ({"passkey.authentication": "1", "edit": "x"}, "ほかの人"),
    "nothing changed": ({}, "変わっていません"),
    "own without a note": (
        {"new.name": "図書館カード", "new.identity": "1", "new.authentication": "1"},
        "確かめる",
    ),
}


@pytest.mark.parametrize(("typed", "says"), TABLES.values(), ids=TABLES.keys())
def test_a_table_that_breaks_a_rule_is_not_saved(lead, typed, says):
    response = change(browser_of(lead), **typed)
    assert response.status_code == 422
    assert says in page(response)
    assert not MethodTableVersion.objects.exists()


def test_an_author_changes_no_table(writer):
    sato = browser_of(writer)
    assert change(sato, **{"passkey.authentication": "1"}).status_code == 422
    assert not MethodTableVersion.objects.exists()
    assert "disabled" in page(sato.get("/assurance/method-table/change"))
